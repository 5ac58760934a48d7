// Answering by keyboard: a key declared on an option chooses it (keys.js), Enter sends the answer.
// With nothing chosen Enter says so instead of sending an empty answer.
const form = document.querySelector("[data-player]");

const answered = () => {
  const options = form.querySelectorAll("input[type=radio]");
  return !options.length || [...options].some((option) => option.checked);
};

function mark() {
  form.querySelector("[data-player-empty]")?.setAttribute("hidden", "");
}

// What is typed is kept while it is typed, so that a killed agent or a cut loses nothing.
let waiting = 0;

function keepDraft() {
  clearTimeout(waiting);
  waiting = 0;
  const draft = new FormData();
  draft.set("csrf_token", form.elements.csrf_token.value);
  draft.set("draft", form.dataset.draft);
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith("answer_")) draft.append(name, value);
  }
  fetch(form.dataset.draftUrl, { method: "POST", body: draft, keepalive: true }).catch(() => {});
}

if (form?.dataset.draftUrl) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keepDraft, 300);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = 0;
  });
  window.addEventListener("pagehide", () => waiting && keepDraft());
}

if (form) {
  form.addEventListener("change", mark);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formNoValidate || answered()) return;
    event.preventDefault();
    delete form.dataset.sent;
    form.querySelector("[data-player-empty]")?.removeAttribute("hidden");
    form.querySelector("input[type=radio]")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.defaultPrevented || event.repeat) return;
    if (event.target.closest("a, button, textarea, dialog")) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-player-send]"));
  });
  mark();
}
