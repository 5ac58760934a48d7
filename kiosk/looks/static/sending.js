// Sends a form with a file and says how much of it has gone: form[data-sending], and in it, hidden until then:
//   [data-on-its-way]       holds a <progress>, [data-percent] for the number, a button [data-stop]
//   [data-stopped|broken]   what is said once it was stopped, or the line broke
// Without a script, or a file, the form goes its ordinary way.
const STATES = ["on-its-way", "stopped", "broken"];
const STEP = 10; // a screen reader hears of every tenth only
const part = (form, name) => form.querySelector(`[data-${name}]`);

function show(form, state) {
  if (state !== "on-its-way") delete form.dataset.sent; // keys.js: it may go again
  for (const one of STATES) part(form, one).hidden = one !== state;
  for (const button of form.querySelectorAll("[type=submit]")) button.disabled = state === "on-its-way";
}

function tell(form, sent, all) {
  const [box, stop] = [part(form, "on-its-way"), part(form, "stop")];
  const bar = box.querySelector("progress");
  const percent = all ? Math.floor((100 * sent) / all) : 100;
  if (percent < 100) bar.value = percent;
  else bar.removeAttribute("value"); // it is there, and being checked: too late to stop it
  if (percent === 100 && document.activeElement === stop) box.focus();
  stop.hidden = percent === 100;
  part(form, "percent").textContent = `${percent - (percent % STEP)} %`;
}

function answered(form, request) {
  const place = request.getResponseHeader("X-Location");
  if (place) return location.assign(place);
  const main = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
  if (!main) return show(form, "broken");
  document.querySelector("main").replaceWith(document.adoptNode(main));
  document.querySelector("[data-focus-first]")?.focus();
}

function send(form, submitter) {
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => tell(form, event.loaded, event.total));
  request.addEventListener("load", () => answered(form, request));
  request.addEventListener("error", () => show(form, "broken"));
  request.addEventListener("abort", () => show(form, "stopped"));
  request.open("POST", form.action);
  request.setRequestHeader("X-Sent-By-Script", "1");
  const body = new FormData(form, submitter);
  show(form, "on-its-way");
  tell(form, 0, 1);
  const stop = part(form, "stop");
  stop.onclick = () => request.abort();
  stop.focus();
  request.send(body);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-sending]");
  const files = form?.querySelector("input[type=file]")?.files;
  if (!files?.length || event.defaultPrevented) return;
  event.preventDefault();
  send(form, event.submitter);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) show(form, "");
});
