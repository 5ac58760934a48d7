// One key hides every name on the panel, for when a visitor leans over the desk. Kept until the tab closes.
const KEY = "names-hidden";

function show(hidden) {
  document.body.classList.toggle("names-hidden", hidden);
  for (const button of document.querySelectorAll("[data-hide-names]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(hidden));
  }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-hide-names]")) return;
  const hidden = !document.body.classList.contains("names-hidden");
  sessionStorage.setItem(KEY, hidden ? "yes" : "");
  show(hidden);
});
document.addEventListener("htmx:after:swap", () => show(sessionStorage.getItem(KEY) === "yes"));
show(sessionStorage.getItem(KEY) === "yes");
