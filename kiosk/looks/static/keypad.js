// The keypad of a lock screen. One real input holds the code (it is what the form sends and what a
// keyboard or scanner types into); the boxes only draw it. data-lengths="6 8": at which lengths it may go.
for (const pad of document.querySelectorAll("[data-keypad]")) {
  const input = pad.querySelector("[data-keypad-input]");
  const boxes = [...pad.querySelectorAll("[data-box]")];
  const keys = pad.querySelector("[data-keypad-keys]");
  const go = pad.querySelector("[data-keypad-go]");
  const secret = input.type === "password";
  const lengths = input.dataset.lengths.split(" ").map(Number);

  const draw = () => {
    const typed = secret ? input.value : input.value.replace(/[\s-]/g, "").toUpperCase();
    boxes.forEach((box, place) => {
      const sign = typed[place] ?? "";
      box.textContent = sign && secret ? "•" : sign;
      box.classList.toggle("box--typed", Boolean(sign));
      box.classList.toggle("box--next", place === typed.length);
    });
    pad.classList.toggle("keypad--ready", lengths.includes(typed.length) || typed.length > boxes.length);
  };

  keys.hidden = false;
  keys.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit], [data-wipe]");
    if (!key) return;
    input.value = key.dataset.digit ? input.value + key.dataset.digit : input.value.slice(0, -1);
    draw();
    input.focus();
  });
  input.addEventListener("input", draw);
  // Wherever the cursor is, digits go into the code: the screen has nothing else to type.
  document.addEventListener("keydown", (event) => {
    if (event.target === input || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.defaultPrevented || !(secret ? /^[0-9]$/ : /^[0-9a-z]$/i).test(event.key) || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    input.value += event.key;
    draw();
    input.focus();
  });
  // A scanner presses the keys of an American keyboard, whatever language the computer types in.
  input.addEventListener("keydown", (event) => {
    const sign = /^(?:Key|Digit)([0-9A-Z])$/.exec(event.code)?.[1];
    if (!sign || /^[0-9a-z]+$/i.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    input.value += sign;
    draw();
  });
  // No code begins with the letter of a key shown on this screen: in an empty field it is that key.
  input.addEventListener("keydown", (event) => {
    if (input.value || event.ctrlKey || event.altKey || event.metaKey) return;
    const keys = [...document.querySelectorAll("[data-key]")];
    const shown = keys.find((one) => one.dataset.key.toLowerCase() === event.key.toLowerCase());
    if (!shown) return;
    event.preventDefault();
    shown.click();
  });
  // A scanner types where the cursor is, so a click beside everything brings it back.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("a, button, input, label, dialog")) input.focus();
  });
  input.form.addEventListener("submit", (event) => {
    if (input.value.trim()) return;
    event.preventDefault();
    delete input.form.dataset.sent;
    input.focus();
  });
  go?.classList.add("keypad__go--live");
  draw();
  input.focus();
}
