// A scanner is a fast keyboard: six keys or more, under 35 ms apart, then Enter. Wherever the cursor
// is, what it read goes into the find box and is looked up.
const GAP_MS = 35;
const LEAST = 6;
const find = document.getElementById("find");
let read = "";
let last = 0;

document.addEventListener("keydown", (event) => {
  if (!find || event.target === find || event.ctrlKey || event.altKey || event.metaKey) return;
  const quick = event.timeStamp - last < GAP_MS;
  last = event.timeStamp;
  // What comes this quickly is no shortcut.
  if (quick && !event.target.closest("input, textarea, select")) event.stopPropagation();
  if (event.key === "Enter" && quick && read.length >= LEAST) {
    event.preventDefault();
    const field = event.target;
    if (field.value?.endsWith(read)) field.value = field.value.slice(0, -read.length);
    find.value = read;
    read = "";
    find.form.requestSubmit();
  } else if (event.key.length === 1) {
    read = quick ? read + event.key : event.key;
  }
}, true);
