"""A large file on a slow line: how far it is, stopped by a key, refused in words, and taken."""

import re
from pathlib import Path

import pytest
from browser import desk
from playwright.sync_api import expect

from kiosk.protocol.tmod import pack_module

DIGITS = Path(__file__).parents[2] / "kiosk" / "shipped" / "digits"
JUNK_BYTES = 6_000_000
SLOW_BYTES_A_SECOND = 400_000


@pytest.fixture
def modules(open_tab, site):
    mentor = desk.sign_in(open_tab("mentor"), site, role="mentor")
    return mentor.go(f"{site.panel}/modules")


def slow(page, bytes_a_second):
    """The browser sends no more than this in a second; -1: as much as goes."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    told = {"offline": False, "latency": 0, "downloadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {**told, "uploadThroughput": bytes_a_second})


def choose(page, name, content):
    page.set_input_files("#module", {"name": name, "mimeType": "", "buffer": content})
    page.get_by_role("button", name="Check and take in").press("Enter")


def test_a_file_shows_how_far_it_is_and_is_stopped_by_a_key(modules):
    page = modules.page
    slow(page, SLOW_BYTES_A_SECOND)
    choose(page, "large.tmod", b"x" * JUNK_BYTES)
    expect(page.locator("[data-percent]")).to_have_text(re.compile("[1-9]0 %"))
    expect(page.get_by_role("button", name="Check and take in")).to_be_disabled()
    expect(page.locator("[data-stop]")).to_be_focused()
    modules.see("sending")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Stopped. Nothing was kept.")).to_be_visible()
    expect(page.get_by_role("button", name="Check and take in")).to_be_enabled()

    slow(page, -1)
    choose(page, "small.tmod", b"no module")
    expect(page.get_by_role("alert").first).to_contain_text("Check one thing")
    expect(page.locator("[data-focus-first]")).to_be_focused()

    files = {
        one.relative_to(DIGITS).as_posix(): one.read_bytes()
        for one in DIGITS.rglob("*")
        if one.is_file()
    }
    choose(page, "digits-e1.tmod", pack_module(files))
    expect(page.get_by_text("digits-e1 is here.")).to_be_visible()
    modules.reads("Take in a module")
