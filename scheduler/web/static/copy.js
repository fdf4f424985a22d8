// Copy buttons: shown only where scripts run; the address itself is selectable without them.
for (const button of document.querySelectorAll("[data-lf-copy]")) {
  const field = document.getElementById(button.dataset.lfCopy);
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else document.execCommand("copy"); // plain http has no clipboard interface
    button.textContent = button.dataset.lfCopied;
  });
}
