// A button reads a list aloud with the voices of this computer, and stops when it is pressed again.
// Where the browser cannot speak there is no button.
const speech = window.speechSynthesis;

for (const button of document.querySelectorAll("[data-speak]")) {
  const list = document.getElementById(button.dataset.speak);
  const words = button.querySelector("[data-speak-words]");
  if (!speech || !list) continue;
  const say = words.textContent;
  const rest = () => {
    words.textContent = say;
    button.setAttribute("aria-pressed", "false");
  };
  button.hidden = false;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const speaks = button.getAttribute("aria-pressed") === "true";
    speech.cancel();
    if (speaks) {
      rest();
      return;
    }
    const lines = [...list.querySelectorAll("li")];
    lines.forEach((line, place) => {
      const one = new SpeechSynthesisUtterance(line.textContent);
      one.lang = list.lang;
      one.rate = 0.9;
      if (place === lines.length - 1) one.addEventListener("end", rest);
      speech.speak(one);
    });
    words.textContent = button.dataset.stopWords;
    button.setAttribute("aria-pressed", "true");
  });
}
window.addEventListener("pagehide", () => speech?.cancel());
