// A recording beside a page: one large button plays it and stops it again.
// Where the page is a picture and nothing to read, it sounds at once and the button is all there is.
const place = document.querySelector("[data-hear]");

function ready(audio, button) {
  const atOnce = "hearAtOnce" in place.dataset;
  const play = () => audio.play().catch(() => {}); // a browser may want to be touched first
  const say = () => button.setAttribute("aria-pressed", String(!audio.paused && !audio.ended));
  button.hidden = false;
  audio.hidden = atOnce;
  button.addEventListener("click", () => (audio.paused ? play() : audio.pause()));
  for (const kind of ["play", "pause", "ended"]) audio.addEventListener(kind, say);
  document.querySelector("[data-speak]")?.addEventListener("click", () => audio.pause());
  if (atOnce) play();
}

if (place) ready(place.querySelector("audio"), place.querySelector("[data-hear-button]"));
