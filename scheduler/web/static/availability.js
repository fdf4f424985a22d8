// The week by taps: each select becomes a button; headings change a whole day or a part of every day. A tap
// goes to the next wish, or says what the chosen brush says. The selects stay in the form and carry the values.
// The buttons are one stop of the Tab key: arrow keys move among them, the keys 1 to 4 say what they stand for.
const week = document.querySelector("[data-lf-week]");
const said = document.querySelector("[data-lf-said]");
const brushes = document.querySelector("[data-lf-brushes]");
const grid = [];
let brush = null;

function words(select) {
  return select.selectedOptions[0].textContent;
}

// Signs are for the eyes: "✓ Yes" is read as "Yes".
function spoken(select) {
  return words(select).replace(/^\S+\s+/, "");
}

function show(select) {
  const button = select.nextElementSibling;
  button.textContent = words(select);
  button.dataset.wish = select.value;
  button.setAttribute("aria-label", `${select.labels[0].textContent}: ${spoken(select)}`);
}

function wishes(select) {
  return [...select.options].map((option) => option.value).filter(Boolean);
}

function next(select) {
  const values = wishes(select);
  return brush ?? values[(values.indexOf(select.value) + 1) % values.length];
}

function change(name, selects, value) {
  for (const select of selects) {
    select.value = value;
    show(select);
  }
  said.textContent = `${name}: ${spoken(selects[0])}`;
}

function makeButton(name, selects) {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.addEventListener("click", () => change(name, selects, next(selects[0])));
  button.addEventListener("focus", () => comeTo(button));
  button.addEventListener("keydown", (event) => press(event, name, selects));
  return button;
}

function addCell(select) {
  const button = makeButton(select.labels[0].textContent, [select]);
  select.after(button);
  select.hidden = true;
  show(select);
  return button;
}

function addHeading(name, selects, sentence) {
  const button = makeButton(name.dataset.lfName, selects);
  button.setAttribute("aria-label", sentence.replace("{}", name.dataset.lfName));
  button.append(...name.childNodes);
  name.replaceWith(button);
  return button;
}

function comeTo(button) {
  for (const other of grid.flat()) {
    if (other) {
      other.tabIndex = other === button ? 0 : -1;
    }
  }
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function target(key, button) {
  const row = grid.findIndex((line) => line.includes(button));
  const column = grid[row].indexOf(button);
  if (key === "Home" || key === "End") {
    return grid[row].filter(Boolean).at(key === "Home" ? 0 : -1);
  }
  const [down, right] = STEPS[key] ?? [0, 0];
  return grid[row + down]?.[column + right];
}

function press(event, name, selects) {
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const wish = /^[1-9]$/.test(event.key) ? wishes(selects[0])[Number(event.key) - 1] : null;
  if (wish) {
    change(name, selects, wish);
  } else if (event.key in STEPS || event.key === "Home" || event.key === "End") {
    target(event.key, event.currentTarget)?.focus();
  } else {
    return;
  }
  event.preventDefault();
}

function choose(button) {
  const chosen = button.getAttribute("aria-pressed") === "true" ? null : button.dataset.lfBrush;
  brush = chosen;
  for (const other of brushes.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other.dataset.lfBrush === chosen));
  }
}

function addBrush(key) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = key.className;
  button.dataset.lfBrush = key.dataset.lfBrush;
  button.setAttribute("aria-pressed", "false");
  button.append(...key.childNodes);
  button.addEventListener("click", () => choose(button));
  key.replaceWith(button);
}

if (week) {
  const rows = [...week.tBodies[0].rows].map((row) => [...row.querySelectorAll("select")]);
  const names = [...week.querySelectorAll("tbody [data-lf-name]")];
  const columns = [...week.querySelectorAll("thead [data-lf-name]")].map((name, column) =>
    addHeading(name, rows.map((row) => row[column]), week.dataset.lfColumn));
  grid.push([null, ...columns]);
  rows.forEach((row, number) => {
    grid.push([addHeading(names[number], row, week.dataset.lfRow), ...row.map(addCell)]);
  });
  week.setAttribute("role", "grid");
  comeTo(grid[1][1]);
  brushes.setAttribute("role", "group");
  brushes.setAttribute("aria-label", brushes.dataset.lfLabel);
  brushes.querySelectorAll("span[data-lf-brush]").forEach(addBrush);
  document.querySelector("[data-lf-how]").hidden = false;
}
