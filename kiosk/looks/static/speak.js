// Reads the page aloud, a line at a time, and marks the line that it is at; pressed again, it stops.
// The station's own voice speaks (POST to data-voice); where it has none, a voice of the browser.
// Where neither can, the button goes.
const LINES = "h1, h2, h3, p, li, dt, dd, label, legend, figcaption, th, td, img[alt], a, button";
const QUIET = "[aria-hidden=true], [data-speak-not], svg, script, kbd, noscript, audio, video";
const MOST = 600;
const button = document.querySelector("[data-speak]");
const words = button?.querySelector("[data-speak-words]");
const speech = window.speechSynthesis;
let run = 0;
let sounding = null;

function said(line) {
  if (line.tagName === "IMG") return line.alt;
  const copy = line.cloneNode(true);
  for (const quiet of copy.querySelectorAll(QUIET)) quiet.remove();
  for (const block of copy.querySelectorAll("li, p, span, b, dd, dt")) block.append(" ");
  return copy.textContent.replace(/\s+/g, " ").trim();
}

// A line inside another is part of it; what is not shown, or is the page's own furniture, is left out.
function lines() {
  const all = [...document.querySelectorAll(`main :is(${LINES})`)];
  return all.filter(
    (line) =>
      line.checkVisibility?.() !== false &&
      line.getClientRects().length &&
      !line.closest(QUIET) &&
      !line.parentElement.closest("a, button, h1, h2, h3, li, p, label, dd, dt, td, th") &&
      said(line),
  );
}

function pieces(text) {
  const found = [];
  for (const sentence of text.match(/[^.!?؟。]+[.!?؟。]*\s*/g) ?? [text]) {
    for (let at = 0; at < sentence.length; at += MOST) found.push(sentence.slice(at, at + MOST).trim());
  }
  return found.filter(Boolean);
}

async function fetched(text, language) {
  const form = new FormData();
  form.set("csrf_token", button.dataset.token);
  form.set("text", text);
  form.set("language", language);
  const answer = await fetch(button.dataset.voice, { method: "POST", body: form });
  return answer.ok ? answer.arrayBuffer() : null;
}

const context = { open: null };

async function byStation(sound, mine) {
  context.open ??= new AudioContext();
  const buffer = await context.open.decodeAudioData(sound);
  if (mine !== run) return;
  await new Promise((ended) => {
    sounding = context.open.createBufferSource();
    sounding.buffer = buffer;
    sounding.connect(context.open.destination);
    sounding.addEventListener("ended", ended);
    sounding.start();
  });
}

function byBrowser(text, language) {
  return new Promise((ended, failed) => {
    if (!speech?.getVoices().length) {
      failed(new Error("no voice"));
      return;
    }
    const one = new SpeechSynthesisUtterance(text);
    one.lang = language;
    one.rate = 0.9;
    one.addEventListener("end", ended);
    one.addEventListener("error", failed);
    speech.speak(one);
  });
}

async function read(line, mine) {
  const language = line.closest("[lang]")?.lang || document.documentElement.lang;
  for (const piece of pieces(said(line))) {
    if (mine !== run) return;
    const sound = button.dataset.voice ? await fetched(piece, language) : null;
    if (mine !== run) return;
    await (sound ? byStation(sound, mine) : byBrowser(piece, language));
  }
}

function rest() {
  run += 1;
  sounding?.stop();
  sounding = null;
  speech?.cancel();
  document.querySelector(".is-read")?.classList.remove("is-read");
  words.textContent = button.dataset.words;
  button.setAttribute("aria-pressed", "false");
}

async function start() {
  rest();
  const mine = run;
  words.textContent = button.dataset.stopWords;
  button.setAttribute("aria-pressed", "true");
  for (const line of lines()) {
    line.classList.add("is-read");
    line.scrollIntoView({ block: "nearest" });
    try {
      await read(line, mine);
    } catch {
      if (mine === run) button.hidden = true;
    }
    line.classList.remove("is-read");
    if (mine !== run) return;
  }
  rest();
}

if (button) {
  button.dataset.words = words.textContent;
  button.hidden = !button.dataset.voice && !speech;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? rest() : start()));
  window.addEventListener("pagehide", rest);
}
