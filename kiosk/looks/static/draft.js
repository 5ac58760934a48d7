// A draft saves itself while one writes, and what a learner sees is drawn anew beside it.
//   form[data-autosave]   is sent in the background; its `seen` follows what the hub answers
//   [data-saved], [data-not-saved], [data-preview], [data-parts]   see drafts/parts.html and drafts/show.html
// Where no script runs, the button saves.
const WAIT_MS = 800;
const AGAIN_MS = 5000;
const form = document.querySelector("form[data-autosave]");
const preview = document.querySelector("[data-preview]");
const saved = document.querySelectorAll("[data-saved]");
const notSaved = document.querySelector("[data-not-saved]");
let waiting = 0;
let sending = false;
let dirty = false;
let stopped = false;

const name = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

function told(words) {
  if (!notSaved) return;
  notSaved.textContent = words;
  notSaved.hidden = !words;
}

async function send(data) {
  const answer = await fetch(form.action, { method: "POST", body: data });
  return [answer, answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {}];
}

// One sending at a time. A lost reply is asked for again under the same name, so it is done once.
async function save(again) {
  waiting = 0;
  if (sending || stopped) return;
  sending = true;
  dirty = Boolean(again);
  const data = again || new FormData(form);
  if (!again) {
    data.set("request_id", name());
    data.set("quiet", "1");
  }
  let lost = null;
  try {
    const [answer, said] = await send(data);
    dirty = false;
    if (answer.ok && said.seen !== undefined) {
      form.elements.seen.value = said.seen;
      for (const place of saved) place.textContent = said.said;
      told("");
      preview?.contentWindow.location.replace(preview.src);
    } else {
      stopped = answer.status === 409;
      told(said.said || notSaved.dataset.lost);
    }
  } catch {
    lost = data;
    told(notSaved.dataset.lost);
  }
  sending = false;
  if (lost) setTimeout(() => save(lost), AGAIN_MS);
  else if (waiting === -1) later();
}

function later() {
  if (stopped) return;
  dirty = true;
  if (sending) {
    waiting = -1;
    return;
  }
  clearTimeout(waiting);
  waiting = setTimeout(save, WAIT_MS);
}

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    stopped = true;
    dirty = false;
  });
  window.addEventListener("beforeunload", (event) => dirty && event.preventDefault());
}

// Steps and questions are drawn to another place; the arrows beside them do the same.
let from = null;
const rowOf = (event) => event.target.closest?.("[data-part]");
for (const list of document.querySelectorAll("[data-parts]")) {
  list.addEventListener("dragstart", (event) => {
    from = rowOf(event);
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    for (const one of list.children) one.removeAttribute("data-over");
    if (!from || !row || from.parentElement !== list) return;
    event.preventDefault();
    if (row !== from) row.setAttribute("data-over", "");
  });
  list.addEventListener("dragend", () => {
    from = null;
  });
  list.addEventListener("drop", (event) => {
    const row = rowOf(event);
    if (!from || !row || row === from || from.parentElement !== list) return;
    event.preventDefault();
    const sent = list.closest("form");
    sent.querySelector("[data-to]").value = String([...list.children].indexOf(row) + 1);
    const button = document.createElement("button");
    button.name = "do";
    button.value = `move ${from.dataset.part}`;
    button.hidden = true;
    sent.append(button);
    sent.requestSubmit(button);
  });
}

// A line of answers is drawn to another place; the arrows beside it do the same. Names stay where they are,
// what is written moves, so the form is sent as if it had been typed so.
let line = null;
const typed = (row) => [...row.querySelectorAll("input, textarea, select")];
const picked = (one) => one.type === "radio" || one.type === "checkbox";

function moved(rows, from, to) {
  const written = rows.map((row) => typed(row).map((one) => (picked(one) ? one.checked : one.value)));
  written.splice(to, 0, ...written.splice(from, 1));
  rows.forEach((row, n) =>
    typed(row).forEach((one, k) => {
      one[picked(one) ? "checked" : "value"] = written[n][k];
    }),
  );
}

for (const row of document.querySelectorAll("[data-line]")) {
  if (!row.querySelector("[data-shift]")) continue;
  row.classList.add("is-live");
  row.addEventListener("pointerdown", (event) => {
    row.draggable = !event.target.closest("input, textarea, select, button"); // there one selects words
  });
  row.addEventListener("dragstart", (event) => {
    line = row;
    event.dataTransfer.effectAllowed = "move";
  });
  row.addEventListener("dragover", (event) => {
    if (line?.parentElement !== row.parentElement) return;
    event.preventDefault();
    if (row !== line) row.setAttribute("data-over", "");
  });
  row.addEventListener("dragleave", () => row.removeAttribute("data-over"));
  row.addEventListener("dragend", () => {
    line = null;
  });
  row.addEventListener("drop", (event) => {
    row.removeAttribute("data-over");
    if (!line || line === row || line.parentElement !== row.parentElement) return;
    event.preventDefault();
    const rows = [...row.parentElement.querySelectorAll("[data-line].is-live")];
    moved(rows, rows.indexOf(line), rows.indexOf(row));
    form?.dispatchEvent(new Event("input"));
  });
}
