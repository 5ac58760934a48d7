// Records a sound with the microphone and puts it into the file field of its form.
//   [data-record]   holds buttons [data-start] and [data-stop], a line [data-said], [data-heard] to listen
// A browser gives its microphone over https and on this computer only; else the file field stays.
const MOST_S = 180;
const KINDS = [["audio/webm", "webm"], ["audio/ogg", "ogg"]];

function recorder(box) {
  const part = (name) => box.querySelector(`[data-${name}]`);
  const field = box.closest("form").querySelector("input[type=file]");
  const [start, stop, said, heard] = ["start", "stop", "said", "heard"].map(part);
  const kind = window.MediaRecorder && KINDS.find(([type]) => MediaRecorder.isTypeSupported(type));
  if (!window.isSecureContext || !navigator.mediaDevices || !kind) {
    said.textContent = box.dataset.cannot;
    return;
  }
  start.hidden = false;
  let running, clock, address;

  function rest() {
    clearInterval(clock);
    running.stream.getTracks().forEach((track) => track.stop());
    stop.hidden = true;
    start.hidden = false;
  }

  function keep(pieces) {
    rest();
    const file = new File(pieces, `recording.${kind[1]}`, { type: kind[0] });
    const chosen = new DataTransfer();
    chosen.items.add(file);
    field.files = chosen.files;
    if (address) URL.revokeObjectURL(address);
    address = URL.createObjectURL(file);
    heard.src = address;
    heard.hidden = false;
    said.textContent = box.dataset.done;
  }

  start.addEventListener("click", async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      said.textContent = box.dataset.refused;
      return;
    }
    const pieces = [];
    running = new MediaRecorder(stream, { mimeType: kind[0], audioBitsPerSecond: 32000 });
    running.addEventListener("dataavailable", (event) => pieces.push(event.data));
    running.addEventListener("stop", () => keep(pieces));
    running.start();
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
    let seconds = 0;
    said.textContent = box.dataset.running;
    clock = setInterval(() => { if (++seconds >= MOST_S) running.stop(); }, 1000);
  });
  stop.addEventListener("click", () => running.stop());
}

document.querySelectorAll("[data-record]").forEach(recorder);
