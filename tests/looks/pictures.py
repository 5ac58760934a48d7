"""Takes a picture of each page of the gallery: `python tests/looks/pictures.py FOLDER [names…]`.

Also says what axe finds, what scrolls on a visitor's screen, and what the browser complains about.
"""

import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from looks.gallery import gallery, pages  # noqa: E402

SIZES = ((1366, 768), (1024, 600))
LANGUAGES = ("en", "ar")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]
AXE = ROOT / "tests" / "browser" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCROLLS = """() => [...document.querySelectorAll("html, body, body *")]
    .filter((e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 1
        || e.tagName === "HTML" && (e.scrollHeight > innerHeight + 1 || e.scrollWidth > innerWidth + 1))
    .map((e) => `${e.tagName}.${e.className} ${e.scrollHeight}>${e.clientHeight}`)"""
FINDINGS = """(tags) => axe.run(document, {runOnly: tags}).then((r) => r.violations.map(
    (v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target + " " + (n.any[0]?.message ?? "")).join(" | ")}`))"""


def main(folder, names):
    server = make_server("127.0.0.1", 0, gallery(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for width, height in SIZES:
            for language in LANGUAGES:
                page = browser.new_page(viewport={"width": width, "height": height})
                heard = []
                page.on("console", lambda message, heard=heard: heard.append(message.text))
                page.on("pageerror", lambda error, heard=heard: heard.append(str(error)))
                for sample in pages():
                    if names and not any(sample.name.startswith(name) for name in names):
                        continue
                    page.goto(f"http://127.0.0.1:{server.port}/{sample.name}?language={language}")
                    page.evaluate("document.fonts.ready")
                    page.wait_for_timeout(150)
                    page.screenshot(path=folder / f"{sample.name}-{language}-{width}.png")
                    page.evaluate(AXE.read_text())
                    found = page.evaluate(FINDINGS, TAGS)
                    scrolls = page.evaluate(SCROLLS)
                    for what in (*found, *heard, *(f"scrolls: {place}" for place in scrolls)):
                        print(sample.name, language, width, what, flush=True)
                    heard.clear()
                page.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
