// The leader's list without a network: taps are kept in this browser and sent when they can be, each once.
// Every tap carries its own key, so that one sent twice counts once, and its age instead of a clock's time.
const list = document.getElementById("attendance");
const notice = document.getElementById("lf-queue");
const RETRY_MS = 10000;
const STATE_AFTER = { in: "in", out: "out", whole: "out", no_show: "no_show", excused: "excused", undo: "expected" };
let sending = false;
let refusals = [];
let signedOut = false;

function waiting() {
  try {
    return JSON.parse(localStorage.getItem(list.dataset.store) || "[]");
  } catch {
    return [];
  }
}

function keep(taps) {
  if (taps.length) localStorage.setItem(list.dataset.store, JSON.stringify(taps));
  else localStorage.removeItem(list.dataset.store);
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function lineOf(person) {
  return list.querySelector(`[data-person="${Number(person)}"]`);
}

function show(person, state, pending) {
  const line = lineOf(person);
  if (!line) return;
  line.dataset.state = state;
  line.classList.toggle("lf-pending", pending);
}

function say() {
  const taps = waiting();
  const parts = [];
  if (taps.length) parts.push(list.dataset.waiting.replace("{number}", taps.length));
  if (taps.length && signedOut) parts.push(list.dataset.signedOut);
  if (refusals.length) parts.push(`${list.dataset.refused} ${refusals.join(" ")}`);
  notice.textContent = parts.join(" ");
  notice.hidden = parts.length === 0;
}

function clockText() {
  return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

function tell(line, action) {
  const times = line.querySelector("[data-times]");
  if (action === "in") times.textContent = `${clockText()}–`;
  else if (action === "out") times.textContent = `${times.textContent.trim().slice(0, 6)}${clockText()}`;
  else times.textContent = "";
}

function settle(taps, results) {
  const answered = new Set();
  for (const result of results) {
    const tap = taps.find((one) => one.key === result.key);
    answered.add(result.key);
    if (result.message) refusals.push(`${lineOf(tap.person)?.querySelector("[data-name]").textContent ?? ""}: ${result.message}`);
    if (result.state) show(tap.person, result.state, false);
  }
  keep(waiting().filter((tap) => !answered.has(tap.key)));
}

async function send() {
  const taps = waiting();
  if (sending || taps.length === 0) return;
  sending = true;
  try {
    const now = Date.now();
    const body = taps.map((tap) => ({ ...tap, at: undefined, age: Math.max(0, Math.round((now - tap.at) / 1000)) }));
    const answer = await fetch(list.dataset.url, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": list.dataset.token },
      body: JSON.stringify({ taps: body }),
    });
    signedOut = answer.type === "opaqueredirect" || answer.status === 400;
    if (answer.ok) settle(taps, (await answer.json()).results);
    else if (answer.status === 409) {
      refusals.push((await answer.json()).message);
      keep([]);
    }
  } catch {
    // No network: what is kept is sent later.
  }
  sending = false;
  say();
}

function start() {
  list.addEventListener("submit", (event) => {
    const form = event.target;
    const action = event.submitter?.value;
    if (!action) return;
    event.preventDefault();
    const person = form.elements.person.value;
    refusals = [];
    keep([...waiting(), { key: newKey(), person: Number(person), action, at: Date.now() }]);
    show(person, STATE_AFTER[action], true);
    tell(lineOf(person), action);
    // The button just pressed is hidden now: keep the keyboard in this line.
    [...form.querySelectorAll(".btn")].find((button) => button.offsetParent)?.focus();
    say();
    send();
  });
  for (const tap of waiting()) show(tap.person, STATE_AFTER[tap.action], true);
  window.addEventListener("online", send);
  setInterval(send, RETRY_MS);
  say();
  send();
}

if (list?.dataset.url) start();
