// Ticks what counts on a page, once a second, without asking the hub.
//   data-ends="ms"    counts down to an instant of the hub's clock (the offset comes from the page and each Date header)
//   data-since="ms"   counts up from one
//   data-counts="s"   counts down from that many seconds, from when they were read (a station's boot clock)
//   data-form         "seat" (0:42), "seconds" (60), "words" (42 min left); a <progress> gets its value
//   data-then="url"   where the page goes when the count reaches 0
//   data-clock        shows the hub's time of day, by how far it was from ours when rendered
const words = document.body.dataset;
let offset = words.serverNow ? Number(words.serverNow) - Date.now() : 0;
const read = new WeakMap();

function secondsOf(element) {
  const { ends, since, counts } = element.dataset;
  if (ends) return (Number(ends) - Date.now() - offset) / 1000;
  if (since) return (Date.now() + offset - Number(since)) / 1000;
  let base = read.get(element);
  if (!base || base.counts !== counts) {
    base = { counts, at: performance.now() };
    read.set(element, base);
  }
  return Number(counts) - (performance.now() - base.at) / 1000;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function inWords(seconds) {
  if (seconds < 60) return fill(words.leftSeconds, { seconds: Math.ceil(seconds) });
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (!hours) return fill(words.leftMinutes, { minutes });
  return fill(words.leftHours, { hours, minutes: minutes % 60 });
}

function onSeat(seconds, up) {
  const minutes = up ? Math.floor(seconds / 60) : Math.ceil(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

function show(element, seconds) {
  if (element.tagName === "PROGRESS") {
    element.value = seconds;
    return;
  }
  const { form } = element.dataset;
  const text = form === "words" ? inWords(seconds)
    : form === "seconds" ? String(Math.ceil(seconds))
    : onSeat(seconds, Boolean(element.dataset.since));
  const inner = element.querySelector("bdi") || element;
  if (inner.textContent !== text) inner.textContent = text;
}

function tick() {
  for (const element of document.querySelectorAll("[data-ends], [data-since], [data-counts]")) {
    const seconds = Math.max(0, secondsOf(element));
    show(element, seconds);
    if (element.dataset.warnings) {
      element.dispatchEvent(new CustomEvent("clock:left", { bubbles: true, detail: seconds }));
    }
    if (seconds <= 0 && element.dataset.then && !element.dataset.gone) {
      element.dataset.gone = "yes";
      window.location.assign(element.dataset.then);
    }
  }
}

function tickTimeOfDay(element) {
  const inner = element.querySelector("bdi") || element;
  const [hour, minute] = inner.textContent.split(":").map(Number);
  const atStart = performance.now();
  const start = (hour * 60 + minute) * 60 + Math.floor(Number(element.dataset.clock) / 1000) % 60;
  setInterval(() => {
    const now = Math.floor((start + (performance.now() - atStart) / 1000) / 60) % 1440;
    inner.textContent = `${String(Math.floor(now / 60)).padStart(2, "0")}:${String(now % 60).padStart(2, "0")}`;
  }, 5000);
}

document.addEventListener("htmx:after:request", (event) => {
  const date = event.detail.ctx.response.headers.get("Date");
  if (date && event.detail.ctx.response.status === 200 && words.serverNow) {
    const heard = Date.parse(date) - Date.now();
    // The header has whole seconds and a cached answer is old: only a clear difference counts.
    if (heard - offset > 2000) offset = heard;
  }
});
document.addEventListener("htmx:after:swap", tick);
document.querySelectorAll("[data-clock]").forEach(tickTimeOfDay);
setInterval(tick, 1000);
tick();
