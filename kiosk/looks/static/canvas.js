// A picture that is answered on fills its room and keeps its shape: what lies on it lies right.
for (const fit of document.querySelectorAll("[data-canvas]")) {
  const image = fit.querySelector("img");
  const room = fit.parentElement;
  const place = () => {
    if (!image.naturalWidth) return;
    const scale = Math.min(room.clientWidth / image.naturalWidth, room.clientHeight / image.naturalHeight);
    fit.style.width = `${Math.floor(image.naturalWidth * scale)}px`;
    fit.style.height = `${Math.floor(image.naturalHeight * scale)}px`;
    fit.classList.add("is-fitted");
  };
  new ResizeObserver(place).observe(room);
  image.addEventListener("load", place);
  place();
}
