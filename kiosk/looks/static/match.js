// Pairs by tapping: one on the left, then what goes with it on the right. The lists to pick from
// stay in the form and are what is sent; they are only out of sight.
for (const match of document.querySelectorAll("[data-match]")) start(match);

function start(match) {
  const rows = [...match.querySelectorAll(".match__row")];
  const spoken = match.parentElement.querySelector("[data-spoken]");
  const targets = [...rows[0].querySelectorAll("option")].slice(1).map((option) => option.textContent);
  const wordsOf = (row) => row.querySelector("label").textContent.trim();
  const given = (row) => row.querySelector("select").selectedIndex - 1;
  let picked = rows.find((row) => given(row) < 0) || rows[0];

  const lefts = rows.map((row) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button match__left";
    button.addEventListener("click", () => pick(row));
    row.append(button);
    return button;
  });
  const column = document.createElement("div");
  column.className = "match__targets";
  const rights = targets.map((words, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button match__right";
    button.textContent = words;
    button.addEventListener("click", () => pair(place));
    column.append(button);
    return button;
  });
  match.classList.add("is-live");
  const left = document.createElement("div");
  left.className = "match__lefts";
  left.append(...rows);
  match.append(left, column);
  show();

  function pick(row) {
    picked = row;
    show();
  }

  function pair(place) {
    const row = picked;
    row.querySelector("select").selectedIndex = place + 1;
    row.classList.remove("option--right", "option--wrong");
    row.querySelector(".option__sign")?.remove();
    spoken.textContent = match.dataset.paired.replace("{left}", wordsOf(row)).replace("{right}", targets[place]);
    picked = rows.find((other) => given(other) < 0) || row;
    show();
    match.dispatchEvent(new Event("input", { bubbles: true }));
    match.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function show() {
    rows.forEach((row, place) => {
      const words = document.createElement("b");
      words.textContent = wordsOf(row);
      const has = document.createElement("span");
      has.className = "match__has";
      has.textContent = targets[given(row)] || "…";
      const sign = row.querySelector(".option__sign");
      lefts[place].replaceChildren(words, has, ...(sign ? [sign] : []));
      lefts[place].setAttribute("aria-pressed", String(row === picked));
    });
    rights.forEach((button, place) => button.classList.toggle("is-used", rows.some((row) => given(row) === place)));
  }
}
