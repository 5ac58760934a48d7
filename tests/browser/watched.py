"""A tab that is watched: what axe finds, what is cut or scrolls, what it asks of others, what it complains of."""

from pathlib import Path
from urllib.parse import urlsplit

from browser.chromium import loaded
from playwright.sync_api import expect

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "artefacts" / "pictures"
SIZES = ((1366, 768), (1024, 600))
AXE = (HERE / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TYPING_MS = 40
EXPECTED = "Failed to load resource: the server responded with a status of 4"
"""A refusal is a 4xx page, which the browser's console mentions."""

FINDINGS = """(tags) => axe.run(document, {runOnly: tags}).then((r) => r.violations.map(
    (v) => `axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target + " " + (n.any[0]?.message ?? "")).join(" | ")}`))"""
CUT = """() => { const wide = (e) => {
    const inside = document.createRange();
    inside.selectNodeContents(e);
    return Math.max(e.scrollWidth - 1, inside.getBoundingClientRect().width);
};
return [...document.querySelectorAll("body *")].filter((e) => {
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    return e.checkVisibility() && box.width > 2 && ["hidden", "clip"].includes(style.overflowX) &&
        wide(e) > e.clientWidth + .5 && !e.closest(".visually-hidden, .skip, input, textarea, select") &&
        e.textContent.trim();
}).map((e) => `cut: ${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 60)}`) }"""
ASIDE = """() => document.documentElement.scrollWidth > innerWidth + 1 ? [`wider than the screen: ${document.documentElement.scrollWidth}`] : []"""
SCROLLS = """() => [...document.querySelectorAll("html, body, body *")]
    .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 1
        || e.tagName === "HTML" && (e.scrollHeight > innerHeight + 1))
    .map((e) => `scrolls: ${e.tagName}.${e.className} ${e.scrollHeight}>${e.clientHeight}`)"""
OUTSIDE = """() => [...document.querySelectorAll("a, button, input, select, textarea, h1, h2")].filter((e) => {
    const box = e.getBoundingClientRect();
    const far = box.right < 1 || box.left > innerWidth - 1 || box.bottom < 1 || box.top > innerHeight - 1;
    return e.checkVisibility({visibilityProperty: true}) && box.width > 2 && far && !e.closest(".skip, .visually-hidden, .keypad__input");
}).map((e) => `outside the screen: ${e.tagName} ${e.textContent.trim().slice(0, 40)}`)"""
LAST_STOP = """() => {
    document.activeElement.blur();
    const last = document.createElement("button");
    last.id = "last-stop";
    document.body.append(last);
}"""
"""Beyond the last element the browser's own buttons take the keys."""
UNSEEN_FOCUS = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return "";
    const ringed = (one) => {
        const style = one && getComputedStyle(one);
        return style && (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none");
    };
    const drawn = [e, ...(e.labels ?? []), e.nextElementSibling, e.parentElement].some(ringed);
    const box = (e.labels?.[0] ?? e).getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return drawn && inside ? "" : `focus not seen: ${e.tagName}#${e.id}.${e.className} ${e.textContent.trim().slice(0, 40)}`;
}"""

SETTLED = """() => {
    if (window.before || document.readyState !== "complete") return false;
    const first = [...document.querySelectorAll("[autofocus]")].find((e) => e.checkVisibility());
    return !first || document.activeElement !== document.body;
}"""


class Tab:
    """One page of a browser context, in one language, with all that is wrong with it in `found`."""

    def __init__(self, context, language, name) -> None:
        self.page = context.new_page()
        self.language = language
        self.name = name
        self.found = []
        self.hosts = set()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.found.append(f"page error: {error}"))
        self.page.on("request", lambda request: self._asks(request.url))

    def _hear(self, message):
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.found.append(f"console: {message.text} at {self.page.url}")

    def _asks(self, url):
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.found.append(f"asks another host: {url}")
        if parts.scheme in ("http", "https"):
            self.hosts.add(parts.netloc)

    def go(self, url):
        self.page.goto(url)
        return self._settle()

    def _settle(self):
        """Wait for the new page, until the cursor stands where it puts it: a person is no quicker."""
        self.page.wait_for_function(SETTLED)
        return self

    def see(self, name, *, may_scroll=True):
        """Take its pictures at both sizes and look for what is wrong with it."""
        loaded(self.page)
        PICTURES.mkdir(parents=True, exist_ok=True)
        where = f"{self.name}-{name}-{self.language}"
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate("document.fonts.ready")
            self.page.screenshot(path=PICTURES / f"{where}-{width}.png")
            checks = (CUT, ASIDE) if may_scroll else (CUT, ASIDE, SCROLLS, OUTSIDE)
            for check in checks:
                self.found += [f"{where} {width} {what}" for what in self.page.evaluate(check)]
        self.page.evaluate(AXE)
        self.found += [f"{where} {what}" for what in self.page.evaluate(FINDINGS, TAGS)]
        return self

    def tab_through(self, name, *, most=240):
        """Press Tab all through the page: where one stands is always seen."""
        loaded(self.page)
        self.page.evaluate(LAST_STOP)
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.id === 'last-stop'"):
                break
            unseen = self.page.evaluate(UNSEEN_FOCUS)
            if unseen:
                self.found.append(f"{self.name}-{name}-{self.language} {unseen}")
        else:
            self.found.append(f"{self.name}-{name}-{self.language} has no end for the key Tab")
        self.page.evaluate("document.getElementById('last-stop').remove()")
        self.page.wait_for_timeout(TYPING_MS)
        return self

    def press(self, *keys):
        """Press keys one after another; each may lead to another page."""
        for key in keys:
            loaded(self.page)
            self.page.keyboard.press(key)
        return self

    def press_and_go(self, key):
        """Press a key that leads to another page."""
        loaded(self.page)
        self.page.evaluate("window.before = true")
        self.page.keyboard.press(key)
        return self._settle()

    def type(self, words):
        """Type as a person does where the page listens for a scanner: what comes more quickly is a scan."""
        loaded(self.page)
        scanned = self.page.locator("#find").count()
        self.page.keyboard.type(words, delay=TYPING_MS if scanned else 0)
        return self

    def reads(self, words):
        """Wait until the page says this."""
        expect(self.page.locator("body")).to_contain_text(words)
        return self

    def comes_to_read(self, words, *, tries=120):
        """Load the page anew until it says this: what other machines hear of a change comes a little later."""
        for _ in range(tries):
            if words in self.page.inner_text("body"):
                return self
            self.page.wait_for_timeout(500)
            self.page.reload()
            self._settle()
        return self.reads(words)

    def text(self, selector):
        return " ".join(self.page.inner_text(selector).split())
