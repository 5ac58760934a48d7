// A toast counts its ten seconds down and goes; it stays while somebody points at it or stands on it.
for (const toast of document.querySelectorAll("[data-toast]")) {
  let left = Number(toast.dataset.seconds);
  const shown = toast.querySelector("[data-toast-left]");
  const timer = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (shown) shown.textContent = document.body.dataset.secondsShort.replace("{seconds}", left);
    if (left > 0) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
}
