// The next visitor's Back key shows nothing of this one: a page that holds a lock is not kept whole
// when it is left (Chromium keeps others, also such as say `no-store`), and one that was kept all the same loads anew.
navigator.locks?.request("here", { mode: "shared" }, () => new Promise(() => {}));
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
