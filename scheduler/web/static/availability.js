// The week by taps: each select becomes a button that goes to the next wish; headings change a whole
// day or a part of every day. The selects stay in the form and carry the values.
const week = document.querySelector("[data-lf-week]");
const said = document.querySelector("[data-lf-said]");

function show(select) {
  const button = select.nextElementSibling;
  const text = select.selectedOptions[0].textContent;
  button.textContent = text;
  button.dataset.wish = select.value;
  button.setAttribute("aria-label", `${select.labels[0].textContent}: ${text}`);
}

function next(select) {
  const values = [...select.options].map((option) => option.value).filter(Boolean);
  return values[(values.indexOf(select.value) + 1) % values.length];
}

function set(selects, value) {
  for (const select of selects) {
    select.value = value;
    show(select);
  }
}

function tell(name, select) {
  said.textContent = `${name}: ${select.selectedOptions[0].textContent}`;
}

function addButton(select) {
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", () => {
    set([select], next(select));
    tell(select.labels[0].textContent, select);
  });
  select.after(button);
  select.hidden = true;
  show(select);
}

function addHeading(name, selects, sentence) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", sentence.replace("{}", name.dataset.lfName));
  button.append(...name.childNodes);
  name.replaceWith(button);
  button.addEventListener("click", () => {
    set(selects, next(selects[0]));
    tell(name.dataset.lfName, selects[0]);
  });
}

if (week) {
  const rows = [...week.tBodies[0].rows].map((row) => [...row.querySelectorAll("select")]);
  rows.flat().forEach(addButton);
  week.querySelectorAll("tbody [data-lf-name]").forEach((name, row) => {
    addHeading(name, rows[row], week.dataset.lfRow);
  });
  week.querySelectorAll("thead [data-lf-name]").forEach((name, column) => {
    addHeading(name, rows.map((row) => row[column]), week.dataset.lfColumn);
  });
}
