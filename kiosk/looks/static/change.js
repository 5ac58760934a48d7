// What to give back, while the operator still chooses: price of the offer, note given, change.
// The form sends the offer and the note; the hub does the sum again and what it says holds.
// data-price on offers, data-note on notes (minor units), data-of on what is said of one offer only; the symbol and decimals come from the page.
const form = document.querySelector("[data-change]");

function written(minor) {
  const { symbol, decimals } = form.dataset;
  const digits = minor % 10 ** Number(decimals) ? Number(decimals) : 0;
  const number = (Math.abs(minor) / 10 ** Number(decimals)).toLocaleString("en", { minimumFractionDigits: digits });
  return `${minor < 0 ? "−" : ""}${symbol}\u00a0${number}`;
}

// A sum as somebody types it; what cannot be read changes no price on the screen.
function typed(field) {
  const number = Number((field?.value || "").replace(/,/g, ""));
  return Number.isFinite(number) && number > 0 ? Math.round(number * 10 ** Number(form.dataset.decimals)) : 0;
}

// What the pieces typed cost together.
function basket(fields) {
  let sum = 0;
  for (const field of fields) sum += Number(field.dataset.each) * Math.max(0, Math.floor(Number(field.value)) || 0);
  return sum;
}

function toPay(price) {
  const due = Math.max(0, price - typed(form.querySelector("[name=discount]")));
  const coin = Number(form.querySelector("[data-coin]")?.dataset.coin || 1);
  const tender = form.querySelector("[data-tender]:checked");
  return tender && tender.dataset.tender !== "cash" ? due : Math.floor((2 * due + coin) / (2 * coin)) * coin;
}

function show() {
  const offer = form.querySelector("[data-price]:checked");
  const sum = form.querySelector("[data-sum]");
  const note = form.querySelector("[data-note]:checked");
  const pieces = form.querySelectorAll("[data-each]");
  for (const words of form.querySelectorAll("[data-of]")) words.hidden = Boolean(offer) && words.dataset.of !== offer.value;
  if (!offer && !sum && !pieces.length) return;
  const price = toPay(offer ? Number(offer.dataset.price) : pieces.length ? basket(pieces) : typed(sum));
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
  form.addEventListener("input", show);
  show();
}
