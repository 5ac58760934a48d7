// Adds up the notes and coins while they are counted; the hub does the sum again.
const form = document.querySelector("[data-count]");

function written(minor) {
  const { symbol, decimals } = form.dataset;
  const digits = minor % 10 ** Number(decimals) ? Number(decimals) : 0;
  const number = (minor / 10 ** Number(decimals)).toLocaleString("en", { minimumFractionDigits: digits });
  return `${symbol}\u00a0${number}`;
}

function show() {
  let sum = 0;
  for (const piece of form.querySelectorAll("[data-piece]")) sum += Number(piece.dataset.piece) * (Number(piece.value) || 0);
  form.querySelector("[data-counted]").textContent = written(sum);
}

if (form) {
  form.addEventListener("input", show);
  show();
}
