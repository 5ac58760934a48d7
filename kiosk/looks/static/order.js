// Rows are put in order: by their two buttons, or pulled by mouse and touch. The hidden fields
// stand in the rows, so the form sends the order as it is seen.
for (const list of document.querySelectorAll("[data-order]")) start(list);

function start(list) {
  const rows = () => [...list.children];
  const spoken = list.parentElement.querySelector("[data-spoken]");
  if (!list.querySelector("[data-move]")) return;
  list.classList.add("is-live");
  for (const input of list.querySelectorAll("input")) input.disabled = false;
  for (const button of list.querySelectorAll("[data-move]")) button.hidden = false;

  function number() {
    rows().forEach((row, place, all) => {
      row.querySelector(".order__number bdi").textContent = place + 1;
      row.querySelector("[data-move='-1']").disabled = place === 0;
      row.querySelector("[data-move='1']").disabled = place === all.length - 1;
    });
  }

  function told(row) {
    for (const other of rows()) {
      other.classList.remove("option--right");
      other.querySelector(".option__sign")?.remove();
    }
    number();
    spoken.textContent = list.dataset.moved.replace("{what}", row.querySelector(".order__what").textContent).replace("{n}", rows().indexOf(row) + 1);
    list.dispatchEvent(new Event("input", { bubbles: true }));
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const row = button.closest("li");
    const up = button.dataset.move === "-1";
    if (up) row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    told(row);
    const same = button.disabled ? row.querySelector(`[data-move='${up ? 1 : -1}']`) : button;
    same.focus();
  });

  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("li");
    if (!row || event.button || event.target.closest("button")) return;
    event.preventDefault();
    const before = rows();
    row.classList.add("is-pulled");
    const move = (at) => {
      const over = rows().find((other) => other !== row && inside(other, at.clientY));
      if (!over) return;
      const { top, height } = over.getBoundingClientRect();
      const below = rows().indexOf(over) > rows().indexOf(row);
      if (below && at.clientY > top + height / 3) over.after(row);
      else if (!below && at.clientY < top + (height * 2) / 3) over.before(row);
    };
    const end = () => {
      for (const kind of ["pointerup", "pointercancel"]) removeEventListener(kind, end);
      removeEventListener("pointermove", move);
      row.classList.remove("is-pulled");
      if (rows().some((other, place) => other !== before[place])) told(row);
    };
    addEventListener("pointermove", move);
    for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, end);
  });
  number();
}

function inside(row, y) {
  const { top, bottom } = row.getBoundingClientRect();
  return y >= top && y <= bottom;
}
