// The panel beside the board: say refusals there too, and let the keyboard follow what was loaded.
htmx.config.attributesToSettle = ["class"]; // the page's policy forbids inline styles
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "panel") {
    document.getElementById("panel-title")?.focus();
  }
});
