"""Debian's Chromium; no browser is ever downloaded."""

from contextlib import contextmanager
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
    "--use-fake-device-for-media-stream",  # a microphone that beeps
]
PATIENCE_MS = 60_000
"""No test asserts a time: a page that does not come in a minute does not come."""
LOADED = "() => document.readyState === 'complete' && !!document.body"
"""Scripts of a page listen to keys only once it has come whole. A function: what is awaited as a mere
expression is evaluated anew by the page, and our pages allow no `eval`."""


def loaded(page):
    """The page once it is there with its scripts, however one came to it."""
    page.wait_for_function(LOADED)
    return page


class Patient:
    """A browser whose every page waits as long as we do."""

    def __init__(self, browser) -> None:
        self._browser = browser
        self.browser_type = browser.browser_type

    def new_context(self, **how):
        context = self._browser.new_context(**how)
        context.set_default_timeout(PATIENCE_MS)
        return context

    def new_page(self, **how):
        page = self._browser.new_page(**how)
        page.context.set_default_timeout(PATIENCE_MS)
        return page


@contextmanager
def launched():
    """A browser. Only one may run in a process, so all tests share it (`tests/conftest.py`)."""
    assert CHROMIUM.exists(), (
        f"The tests in a browser need Debian's Chromium at {CHROMIUM}: run ./deploy/test, "
        "or apt-get install chromium."
    )
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield Patient(browser)
        browser.close()
