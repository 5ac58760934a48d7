// No good answer to a poll for ten seconds: say since when, and grey what may be old.
// A page without a poll has nothing that goes stale.
const LIMIT_MS = 10_000;
const banner = document.querySelector("[data-stale-banner] span");
let good = Date.now();

const clock = (at) => new Date(at).toTimeString().slice(0, 5);

document.addEventListener("htmx:after:request", (event) => {
  const { status } = event.detail.ctx.response;
  if (status < 400) good = Date.now();
});

// An error page must not take the place of the seat map.
document.addEventListener("htmx:before:response", (event) => {
  const { response, request } = event.detail.ctx;
  if (response.status >= 500 && request.method === "GET") event.preventDefault();
});

if (banner && document.querySelector("[hx-trigger^=every]")) {
  setInterval(() => {
    const stale = Date.now() - good > LIMIT_MS;
    document.body.classList.toggle("stale", stale);
    const text = stale ? document.body.dataset.stale.replace("{time}", clock(good)) : "";
    if (banner.textContent !== text) banner.textContent = text;
  }, 1000);
}
