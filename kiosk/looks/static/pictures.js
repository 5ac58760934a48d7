// The pad of pictures: three in order are a PIN. A hidden input holds their names; keys go by their
// place on the keyboard (QWER, ASDF, ZXCV), whatever language it types in.
const ASKED = 3;

for (const pad of document.querySelectorAll("[data-pictures]")) {
  const picked = pad.querySelector("[data-pictures-picked]");
  const told = pad.querySelector("[data-pictures-told]");
  const slots = [...pad.querySelectorAll("[data-slot]")];
  const secret = "secret" in pad.dataset;
  const alone = "alone" in pad.dataset;
  const names = () => picked.value.split(" ").filter(Boolean);

  const draw = () => {
    const now = names();
    slots.forEach((slot, place) => {
      slot.classList.toggle("pictures__slot--picked", place < now.length);
      slot.classList.toggle("pictures__slot--next", place === now.length);
      slot.replaceChildren();
      if (place >= now.length) return;
      if (secret) slot.append("•");
      else slot.append(pad.querySelector(`[data-picture="${now[place]}"] img`).cloneNode());
    });
    told.textContent = pad.dataset.pickedWords.replace("{n}", now.length);
  };
  const pick = (name) => {
    const now = names();
    if (now.length < ASKED && !now.includes(name)) picked.value = [...now, name].join(" ");
    draw();
    // Enter then starts; on a picture it would do nothing more.
    if (alone && names().length === ASKED) picked.form.querySelector("[type=submit]:not([name])").focus();
  };
  const wipe = () => {
    picked.value = names().slice(0, -1).join(" ");
    draw();
  };

  pad.addEventListener("click", (event) => {
    const button = event.target.closest("[data-picture], [data-wipe]");
    if (!button) return;
    if (button.dataset.picture) pick(button.dataset.picture);
    else wipe();
  });
  // On the lock the pictures have the whole keyboard; on a page with fields only while one is there.
  (alone ? document : pad).addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || document.querySelector("dialog[open]")) return;
    const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
    const button = letter && pad.querySelector(`[data-letter="${letter}"]`);
    if (!button && event.key !== "Backspace") return;
    event.preventDefault();
    event.stopPropagation();
    if (button) pick(button.dataset.picture);
    else wipe();
  }, true);
  picked.form.addEventListener("submit", (event) => {
    if (!alone || names().length === ASKED) return;
    event.preventDefault();
    delete picked.form.dataset.sent;
    pad.querySelector("[data-picture]").focus();
  });
  draw();
  if (alone) pad.querySelector("[data-picture]").focus();
}
