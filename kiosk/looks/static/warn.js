// At ten, five and one minute (the page says which) the time bar flashes, is read aloud, and sounds.
let before = Infinity;

function sound() {
  try {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.0001, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.2, audio.currentTime + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.5);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.5);
  } catch {
    // A machine without sound still shows it.
  }
}

document.addEventListener("clock:left", (event) => {
  const left = event.detail;
  const steps = event.target.dataset.warnings.split(" ").filter(Boolean).map(Number);
  const crossed = steps.find((step) => before > step && left <= step);
  const bar = event.target.closest(".time");
  const first = before === Infinity;
  before = left;
  bar.classList.toggle("time--soon", left <= Math.max(...steps) && left > 60);
  bar.classList.toggle("time--last", left <= 60);
  if (crossed === undefined || first) return;
  const aloud = bar.querySelector("[data-warning-words]");
  aloud.textContent = aloud.dataset.warningWords.replace("{minutes}", Math.round(crossed / 60));
  sound();
});
