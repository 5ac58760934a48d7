// Keys declared in the page: data-key="E" on a button, link or input. `?` lists them.
// A key is ours only while nobody types; a letter never steals from a field.
const TYPING = "input:not([type=radio]):not([type=checkbox]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]";

const ours = () => [...document.querySelectorAll("[data-key]")].filter((element) => element.offsetParent !== null || element.type === "radio");

function press(element) {
  if (element.matches("input[type=radio], input[type=checkbox]")) {
    element.focus();
    element.click();
  } else if (element.matches(TYPING)) {
    element.focus();
    element.select?.();
  } else {
    element.focus();
    element.click();
  }
}

function label(element) {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const named = element.labels?.[0] || element;
  const copy = named.cloneNode(true);
  copy.querySelectorAll(".key, .money").forEach((cap) => cap.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function list() {
  const words = document.body.dataset;
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  const head = document.createElement("div");
  head.className = "keys__head";
  const title = document.createElement("h2");
  title.textContent = words.keysTitle;
  title.id = "keys-title";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const close = document.createElement("button");
  close.className = "button button--small";
  close.textContent = words.close;
  close.addEventListener("click", () => dialog.close());
  head.append(title, close);
  const rows = document.createElement("div");
  rows.className = "keys__list";
  for (const element of ours()) {
    const cap = document.createElement("span");
    cap.className = "key";
    cap.textContent = element.dataset.key;
    const what = document.createElement("span");
    what.textContent = label(element);
    rows.append(cap, what);
  }
  dialog.append(head, rows);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  // Who types on after a mistake was shown means the field, not a key.
  if (event.target.closest?.("[data-focus-first]") && event.key.length === 1) return;
  const types = event.target.closest?.(TYPING) && !/^F\d+$/.test(event.key);
  if (document.querySelector("dialog[open]") || types) {
    if (event.key === "Escape") event.target.blur?.();
    return;
  }
  if (event.key === "?") {
    event.preventDefault();
    list();
    return;
  }
  const found = ours().find((element) => element.dataset.key.toLowerCase() === event.key.toLowerCase());
  if (!found) return;
  event.preventDefault();
  press(found);
});

// An Enter held down is one Enter: the next page's button does not get the rest of it.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && !event.target.closest?.("textarea")) event.preventDefault();
}, true);

// A form goes once: a second press while it is on its way does nothing. One that was held back has not gone.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (event.target.method === "post") event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Errors are read first; a link in their list puts the cursor into the field.
document.querySelector("[data-focus-first]")?.focus();
document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  if (button.autofocus) button.focus();
  button.addEventListener("click", () => window.print());
}
