// A session is drawn to another seat: drag a seat in use onto a free one. The form of the desk does the same
// by keyboard, so nothing is lost without a mouse.
//   data-seat="7" data-kind="in_use"   on each seat of the map; #drag-move is the form that is sent
const MOVABLE = ["in_use", "soon", "paused", "lost", "class"];
const form = document.querySelector("#drag-move");
let from = null;

const seatOf = (event) => event.target.closest?.("[data-seat]");
const forget = () => document.querySelectorAll("[data-over]").forEach((seat) => seat.removeAttribute("data-over"));

if (form) {
  document.addEventListener("dragstart", (event) => {
    const seat = seatOf(event);
    from = seat && MOVABLE.includes(seat.dataset.kind) ? seat.dataset.seat : null;
    if (!seat) return;
    if (from) event.dataTransfer.effectAllowed = "move";
    else event.preventDefault();
  });
  document.addEventListener("dragover", (event) => {
    const seat = seatOf(event);
    if (!from || seat?.dataset.kind !== "free") return;
    event.preventDefault();
    forget();
    seat.dataset.over = "yes";
  });
  document.addEventListener("dragleave", forget);
  document.addEventListener("dragend", () => {
    forget();
    from = null;
  });
  document.addEventListener("drop", (event) => {
    const seat = seatOf(event);
    if (!from || seat?.dataset.kind !== "free") return;
    event.preventDefault();
    form.elements.seat.value = from;
    form.elements.target.value = seat.dataset.seat;
    form.requestSubmit();
  });
}
