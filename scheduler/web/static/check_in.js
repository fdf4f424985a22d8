// The screen with the code: the next one is fetched when the minute is over; without a network, tried again.
const seconds = Number(document.body.dataset.seconds);
async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok || answer.status === 409) location.reload();
    else setTimeout(renew, 5000);
  } catch {
    document.getElementById("code").hidden = true; // an old code would turn people away
    document.getElementById("offline").hidden = false;
    setTimeout(renew, 5000);
  }
}
if (seconds > 0) setTimeout(renew, seconds * 1000);
