// What to give back, while the operator still chooses: price of the offer, note given, change.
// The form sends the offer and the note; the hub does the sum again and what it says holds.
// data-price on offers, data-note on notes (minor units); the symbol and decimals come from the page.
const form = document.querySelector("[data-change]");

function written(minor) {
  const { symbol, decimals } = form.dataset;
  const digits = minor % 10 ** Number(decimals) ? Number(decimals) : 0;
  const number = (Math.abs(minor) / 10 ** Number(decimals)).toLocaleString("en", { minimumFractionDigits: digits });
  return `${minor < 0 ? "−" : ""}${symbol}\u00a0${number}`;
}

function show() {
  const offer = form.querySelector("[data-price]:checked");
  const note = form.querySelector("[data-note]:checked");
  if (!offer) return;
  const price = Number(offer.dataset.price);
  const given = note && note.value !== "exact" ? Number(note.dataset.note) : price;
  for (const place of form.querySelectorAll("[data-to-pay]")) place.textContent = written(price);
  const change = form.querySelector("[data-change-due]");
  if (!change) return;
  change.textContent = given < price ? "—" : written(given - price);
  for (const other of form.querySelectorAll("[data-note]")) {
    other.disabled = other.value !== "exact" && Number(other.dataset.note) < price;
    if (other.disabled && other.checked) form.querySelector("[data-note][value=exact]").checked = true;
  }
}

if (form) {
  form.addEventListener("change", show);
  show();
}
