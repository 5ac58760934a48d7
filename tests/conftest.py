"""What any test may ask for. Each room keeps its own fixtures beside its tests."""

import os
from pathlib import Path

import pytest
from browser.chromium import launched
from fakes import memory
from fakes.clock import FakeClock
from hypothesis import settings

from kiosk import texts

settings.register_profile("house", deadline=None)  # tests never assert a time
settings.load_profile("house")
MEMORY = memory.Watch()
TEST_NOW = "PYTEST_CURRENT_TEST"


@pytest.fixture(autouse=True)
def as_found():
    """A test begins in English, and leaves folder and environment to the next as it found them."""
    texts.speak(texts.SOURCE_LANGUAGE)  # a request speaks its reader's language, in this thread too
    folder, environ = Path.cwd(), dict(os.environ)
    yield
    assert Path.cwd() == folder
    assert {**os.environ, TEST_NOW: environ.get(TEST_NOW)} == environ


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture(scope="session")
def chromium():
    with launched() as browser:
        yield browser


def pytest_runtest_logfinish(nodeid):
    """CI's machines are small: a worker holds no more than what its tests need."""
    MEMORY.after(nodeid)


def pytest_collection_modifyitems(config, items):
    """Leave out the long ones unless `--all`, `-m` or a file's name asks for them."""
    if any(config.getoption(name) for name in ("--all", "--long", "-m")) or _named(config):
        return
    long = [
        item
        for item in items
        if item.get_closest_marker("slow") or item.get_closest_marker("faults")
    ]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="run the tests marked slow and faults too")
    parser.addoption("--long", action="store_true", help="fault tests: the long counts, resumable")
    parser.addoption("--seed", type=int, help="fault tests: this seed alone")


def _named(config):
    """Did the caller name a test, as in `pytest tests/faults/test_power.py`?"""
    return any(str(argument).partition("::")[0].endswith(".py") for argument in config.args)
