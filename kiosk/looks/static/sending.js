// Says that a file is on its way: a form with data-sending, and in it [data-on-its-way], hidden until then.
// The form goes its ordinary way; without a script it does so in silence.
document.addEventListener("submit", (event) => {
  const said = event.target.closest("form[data-sending]")?.querySelector("[data-on-its-way]");
  if (said) said.hidden = false;
});
window.addEventListener("pageshow", () => {
  for (const said of document.querySelectorAll("[data-on-its-way]")) said.hidden = true;
});
