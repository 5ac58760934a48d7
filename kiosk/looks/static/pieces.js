// A form with large files sends them piece by piece before it is sent itself, and goes on where it was
// cut off. Without this script they go with the form, as far as one form carries.
//   form[data-pieces]            where a piece is posted: name, at, piece; answered by {"have": bytes}
//   [data-pieces-shown|name|bar|wrong]   what tells how far it is, and why it stopped
const TRIES = 5;

function shown(form, name) {
  return form.querySelector(`[data-pieces-${name}]`);
}

async function send(form, file, at) {
  const body = new FormData();
  for (const key of ["csrf_token", "request_id"]) body.append(key, form.elements[key].value);
  body.append("name", file.name);
  body.append("at", at);
  body.append("piece", file.slice(at, at + Number(form.dataset.pieceBytes)), "piece");
  const answer = await fetch(form.dataset.pieces, { method: "POST", body, headers: { Accept: "application/json" } });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.message);
  return said.have;
}

async function sendWhole(form, file) {
  let at = 0;
  let failed = 0;
  do {
    try {
      at = await send(form, file, at);
      failed = 0;
    } catch (error) {
      const isOurs = !(error instanceof TypeError || error instanceof SyntaxError);
      failed += 1;
      if (isOurs || failed === TRIES) throw isOurs ? error : new Error(form.dataset.failed);
      await new Promise((resume) => setTimeout(resume, 1000 * failed));
    }
    shown(form, "bar").value = file.size ? (100 * at) / file.size : 100;
  } while (at < file.size);
}

async function sendAll(form, input) {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  shown(form, "shown").hidden = false;
  shown(form, "wrong").hidden = true;
  try {
    for (const file of input.files) {
      shown(form, "name").textContent = file.name;
      await sendWhole(form, file);
    }
    input.disabled = true; // they are there
    form.submit();
  } catch (error) {
    shown(form, "wrong").hidden = false;
    shown(form, "wrong").querySelector("span").textContent = error.message;
    shown(form, "shown").hidden = true;
    button.disabled = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const input = form.querySelector("input[type=file]");
  if (!form.dataset.pieces || !input.files.length) return;
  event.preventDefault();
  sendAll(form, input);
});
