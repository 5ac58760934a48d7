// In the grid of a day the arrow keys go from cell to cell; one Tab goes in, the next one out.
const cells = [...document.querySelectorAll("[data-cell]")];
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function only(cell) {
  for (const each of cells) each.tabIndex = -1;
  cell.tabIndex = 0;
}

function middle(cell) {
  const box = cell.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

// The nearest cell on that side; what lies in the line of the step counts before what lies beside it.
function next(from, [dx, dy]) {
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const cell of cells) {
    const [cx, cy] = middle(cell);
    const along = (cx - x) * dx + (cy - y) * dy;
    const beside = Math.abs((cx - x) * dy) + Math.abs((cy - y) * dx);
    const far = along + 4 * beside;
    if (along > 1 && far < least) [best, least] = [cell, far];
  }
  return best;
}

if (cells.length) only(document.querySelector("[data-cell][aria-current]") || cells[0]);
document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const from = event.target.closest?.("[data-cell]");
  if (!step || !from || event.ctrlKey || event.altKey || event.metaKey) return;
  const cell = next(from, step);
  if (!cell) return;
  event.preventDefault();
  only(cell);
  cell.focus();
});
