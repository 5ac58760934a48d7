// On the floor the arrow keys go from seat to seat and choose it, while nobody types or picks from a list.
const BUSY = "input, textarea, select, dialog";
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(seat) {
  const box = seat.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

// The nearest seat on that side; what lies in the line of the step counts before what lies beside it.
function next(from, [dx, dy]) {
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const seat of document.querySelectorAll(".seat")) {
    const [sx, sy] = middle(seat);
    const along = (sx - x) * dx + (sy - y) * dy;
    const beside = Math.abs((sx - x) * dy) + Math.abs((sy - y) * dx);
    const far = along + 4 * beside;
    if (along > 1 && far < least) [best, least] = [seat, far];
  }
  return best;
}

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.(BUSY)) return;
  const from = document.querySelector(".seat[aria-current]") || document.querySelector(".seat");
  const seat = from && next(from, step);
  if (!seat) return;
  event.preventDefault();
  seat.click();
});
