// Parts of a form that follow what is chosen in it; without this script all of them stand there.
//   [data-only="lasts=renews"]   shown only where the field of this name has this value
//   [data-or-all]                around ticks: its [data-all] says "all" as long as none is ticked
function follow() {
  for (const part of document.querySelectorAll("[data-only]")) {
    const [name, value] = part.dataset.only.split("=");
    const chosen = part.closest("form").elements[name].value === value;
    part.hidden = !chosen;
  }
  for (const group of document.querySelectorAll("[data-or-all]")) {
    group.querySelector("[data-all]").hidden = group.querySelector("input:checked") !== null;
  }
}

document.addEventListener("change", follow);
follow();
