"""A real site and a real browser. Everything here is marked `browser` and runs in one process."""

from pathlib import Path
from urllib.request import urlopen

import pytest
from browser.live_site import QUICK, Site
from browser.watched import Tab
from fakes.ports import free_port

LOCALES = {"en": "en-GB", "ar": "ar-EG"}


def pytest_collection_modifyitems(items):
    """One site for all of them, so one worker runs them all."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    made = Site(tmp_path_factory.mktemp("site"), free_port(-10, 10), QUICK)
    try:
        made.start()
        made.add_station()
        yield made
    finally:
        made.stop()


@pytest.fixture(autouse=True)
def free_seats(site, chromium):
    """A test that broke in the middle leaves nobody sitting for the next one."""
    yield
    for url in site.stations.values():
        with urlopen(url) as answer:  # noqa: S310  our own station
            somebody = answer.url.endswith("/home")
        if somebody:
            page = chromium.new_page()
            page.goto(f"{url}/finish")
            page.click("button[data-key=F]")
            page.close()


@pytest.fixture
def open_tab(chromium):
    """`open_tab(name, language)` is a watched tab of a person of its own; at the end nothing was wrong."""
    tabs, contexts = [], []

    def open_one(name, language="en"):
        context = chromium.new_context(
            locale=LOCALES[language], viewport={"width": 1366, "height": 768}
        )
        contexts.append(context)
        tabs.append(Tab(context, language, name))
        return tabs[-1]

    yield open_one
    for context in contexts:
        context.close()
    assert [what for tab in tabs for what in tab.found] == []
