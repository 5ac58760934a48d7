// Boxes and points on a picture, by mouse, touch and keyboard. Each is a hidden field of the form:
// "left top width height label" in thousandths of the picture, as kiosk/rules/places.py reads it.
const WHOLE = 1000;
const NEW = 160;
const STEP = 10;
const SMALL = 12;
const clamp = (value, least, most) => Math.min(Math.max(Math.round(value), least), most);

for (const root of document.querySelectorAll("[data-regions]")) start(root);

function start(root) {
  const { place, named, right, wrong, best, gone } = root.dataset;
  const isBox = root.dataset.regions === "box";
  const most = Number(root.dataset.most);
  const locked = "locked" in root.dataset;
  const layer = root.querySelector("[data-layer]");
  const values = root.querySelector("[data-values]");
  const name = root.closest(".player__field").id;
  const tools = root.querySelector("[data-tools]");
  const spoken = root.querySelector("[data-spoken]");
  const labels = [...root.querySelectorAll("[data-label]")];
  const remove = root.querySelector("[data-remove]");
  const undo = root.querySelector("[data-undo]");
  const past = [];
  let picked = null;

  const read = (text) => {
    const [left, top, ...rest] = text.split(" ");
    const size = isBox ? rest.splice(0, 2).map(Number) : [0, 0];
    return { left: Number(left), top: Number(top), width: size[0], height: size[1], label: rest.join(" ") };
  };
  const write = (one) =>
    [one.left, one.top, ...(isBox ? [one.width, one.height] : []), one.label].join(" ").trim();
  let regions = [...values.querySelectorAll("input")].map((input) => ({
    ...read(input.value),
    state: "good" in input.dataset ? "right" : "bad" in input.dataset ? "wrong" : "",
  }));
  const golds = [...values.querySelectorAll("[data-gold]")].map((one) => ({ ...read(one.dataset.gold), state: "best" }));

  const called = new Map([...values.querySelectorAll("[data-called]")].map((one) => [one.dataset.called, one.textContent]));
  const shownLabel = (one) => called.get(one.label) || one.label;
  function say(one) {
    const number = named.replace("{n}", regions.indexOf(one) + 1);
    const at = place.replace(/\{(\w+)\}/g, (_, side) => Math.round(one[side] / 10));
    const state = { right, wrong, best }[one.state];
    return [one.state === "best" ? best : number, shownLabel(one), at, one.state === "best" ? "" : state].filter(Boolean).join(", ");
  }

  function draw() {
    layer.replaceChildren(...[...golds, ...regions].map(element));
    values.replaceChildren(...regions.map((one) => Object.assign(document.createElement("input"), { type: "hidden", name, value: write(one) })));
    if (!tools) return;
    remove.disabled = !picked;
    undo.disabled = !past.length;
    root.querySelector("[data-new]").disabled = regions.length >= most && most > 1;
  }

  function element(one) {
    const node = document.createElement("div");
    node.className = `region region--${isBox ? "box" : "point"} ${one.state ? `region--${one.state}` : ""} ${one === picked ? "is-picked" : ""}`;
    Object.assign(node.style, { left: `${one.left / 10}%`, top: `${one.top / 10}%` });
    if (isBox) Object.assign(node.style, { width: `${one.width / 10}%`, height: `${one.height / 10}%` });
    node.setAttribute("role", locked ? "img" : "group");
    node.setAttribute("aria-label", say(one));
    const tag = document.createElement("span");
    tag.className = `region__tag ${one.top < 60 ? "region__tag--in" : ""}`;
    tag.textContent = `${{ right: "✓ ", wrong: "✗ ", best: "" }[one.state] || ""}${shownLabel(one) || (one.state === "best" ? "" : regions.indexOf(one) + 1)}`;
    if (tag.textContent && (one.state !== "best" || one.label)) node.append(tag);
    if (locked) return node;
    node.tabIndex = 0;
    node.setAttribute("aria-describedby", `${name}-help`);
    node.region = one;
    if (isBox) {
      for (const corner of ["nw", "ne", "sw", "se"]) {
        const handle = document.createElement("i");
        handle.className = `region__handle region__handle--${corner}`;
        handle.dataset.corner = corner;
        node.append(handle);
      }
    }
    return node;
  }

  const nodeOf = (one) => [...layer.children].find((node) => node.region === one);

  function changed(one, { focus = false, words = true } = {}) {
    draw();
    if (focus && one) nodeOf(one)?.focus();
    if (words && one) spoken.textContent = say(one);
    root.dispatchEvent(new Event("input", { bubbles: true }));
    root.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const remember = () => past.push(JSON.stringify(regions)) > 50 && past.shift();

  function pick(one) {
    if (picked === one) return;
    picked = one;
    for (const node of layer.children) node.classList.toggle("is-picked", node.region === one && one !== null);
    remove.disabled = !one;
    if (one) for (const button of labels) button.setAttribute("aria-pressed", String(button.dataset.label === one.label));
  }

  const label = () => labels.find((button) => button.getAttribute("aria-pressed") === "true")?.dataset.label || "";

  function add(one) {
    remember();
    if (regions.length >= most) regions = most === 1 ? [] : regions.slice(0, most - 1);
    const made = { width: 0, height: 0, label: label(), state: "", ...one };
    regions.push(made);
    picked = made;
    return made;
  }

  function take(one) {
    remember();
    regions = regions.filter((other) => other !== one);
    picked = null;
    changed(null);
    spoken.textContent = gone;
    (layer.querySelector(".region[tabindex]") || root.querySelector("[data-new]")).focus();
  }

  function change(one, size) {
    const next = { ...one, ...size };
    next.width = clamp(next.width, isBox ? 5 : 0, WHOLE);
    next.height = clamp(next.height, isBox ? 5 : 0, WHOLE);
    next.left = clamp(next.left, 0, WHOLE - next.width);
    next.top = clamp(next.top, 0, WHOLE - next.height);
    Object.assign(one, next, { state: "" });
  }

  if (!locked) {
    tools.hidden = false;
    root.querySelector("[data-new]").addEventListener("click", () => {
      const size = isBox ? NEW : 0;
      const shift = (regions.length % 6) * 40;
      changed(add({ left: (WHOLE - size) / 2 - 100 + shift, top: (WHOLE - size) / 2 - 100 + shift, width: size, height: size }), { focus: true });
    });
    remove.addEventListener("click", () => picked && take(picked));
    undo.addEventListener("click", () => {
      regions = JSON.parse(past.pop());
      picked = null;
      changed(null);
    });
    for (const button of labels) {
      button.addEventListener("click", () => {
        for (const other of labels) other.setAttribute("aria-pressed", String(other === button));
        if (!picked) return;
        remember();
        change(picked, { label: button.dataset.label });
        changed(picked, { focus: true });
      });
    }
    layer.addEventListener("focusin", (event) => pick(event.target.region));
    layer.addEventListener("keydown", keyed);
    layer.addEventListener("pointerdown", pressed);
  }
  draw();

  function keyed(event) {
    const one = event.target.region;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!one || event.ctrlKey || event.metaKey) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      take(one);
    } else if (way) {
      event.preventDefault();
      remember();
      const step = event.altKey ? 1 : STEP;
      const [across, down] = way.map((side) => side * step);
      if (event.shiftKey && isBox) change(one, { width: Math.min(one.width + across, WHOLE - one.left), height: Math.min(one.height + down, WHOLE - one.top) });
      else change(one, { left: one.left + across, top: one.top + down });
      changed(one, { focus: true });
    }
  }

  function pressed(event) {
    if (event.button) return;
    event.preventDefault();
    const frame = layer.getBoundingClientRect();
    const spot = (at) => ({ x: clamp(((at.clientX - frame.left) / frame.width) * WHOLE, 0, WHOLE), y: clamp(((at.clientY - frame.top) / frame.height) * WHOLE, 0, WHOLE) });
    const begin = spot(event);
    const node = event.target.closest(".region");
    const held = node?.region ? node.region : null;
    const corner = event.target.dataset.corner;
    const before = held && { ...held };
    const fixed = corner && {
      x: corner.endsWith("w") ? held.left + held.width : held.left,
      y: corner.startsWith("n") ? held.top + held.height : held.top,
    };
    let made = null;
    let moved = false;
    if (held) pick(held);
    const span = (from, to) => ({ left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) });
    const move = (at) => {
      const now = spot(at);
      if (!moved && Math.hypot(now.x - begin.x, now.y - begin.y) < SMALL) return;
      if (!moved && held) remember();
      moved = true;
      if (corner) change(held, span(fixed, now));
      else if (held) change(held, { left: before.left + now.x - begin.x, top: before.top + now.y - begin.y });
      else if (isBox) change((made ||= add({})), span(begin, now));
      draw();
    };
    const end = (at) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      if (at.type === "pointerup" && !held && !made) {
        const now = spot(at);
        made = add({});
        change(made, isBox ? { left: now.x - NEW / 2, top: now.y - NEW / 2, width: NEW, height: NEW } : { left: now.x, top: now.y });
      }
      if (made || moved) changed(made || held, { focus: true });
      else if (held) nodeOf(held)?.focus();
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }
}
