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
        yield browser
        browser.close()
