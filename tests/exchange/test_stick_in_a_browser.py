"""The stick's page in Chromium: a file in pieces over a line that fails, and what is refused."""

import pytest
from browser.chromium import loaded
from exchange.test_stick_pages import sides  # noqa: F401  the same two machines
from fakes.served import served
from fakes.two_sides import answered, only

from kiosk.exchange import commands, stick_files
from kiosk.exchange.app import create_app
from kiosk.exchange.staff_pages import sticks

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def url(sides):  # noqa: F811
    with served(create_app(sides.exchange)) as url:
        yield url


@pytest.fixture
def page(sides, url, chromium):  # noqa: F811
    context = chromium.new_context(locale="en-GB")
    made = context.new_page()
    made.goto(f"{url}/staff/sign-in")
    made.fill("#code", commands.staff(sides.exchange)["code"])
    made.click("main button[type=submit]")
    made.click("nav a:has-text('Carry by stick')")
    yield loaded(made)
    context.close()


def test_a_file_goes_in_pieces_and_a_piece_that_was_lost_goes_again(
    sides,  # noqa: F811
    page,
    monkeypatch,
):
    _, names = answered(sides)
    monkeypatch.setattr(sticks, "PIECE_LIMIT_BYTES", 4000)
    page.reload()
    lost = []

    def line(route):
        lost.append(route)
        if len(lost) == 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/staff/sticks/piece", line)
    page.set_input_files("#file", str(only(sides.write())))
    page.click("button:has-text('Read')")
    page.wait_for_selector("text=3 were new.")
    page.wait_for_selector("text=All of it was read.")
    assert len(lost) > 2
    assert [sides.market.state(name) for name in names] == ["Submitted"] * 3


def test_a_file_that_is_no_bundle_is_refused_where_it_was_chosen(sides, page, tmp_path):  # noqa: F811
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    page.set_input_files("#file", str(tmp_path / "holiday.jpg"))
    page.click("button:has-text('Read')")
    page.wait_for_selector("[data-pieces-wrong]:has-text('There is no bundle here')")
    assert not page.is_disabled("button:has-text('Read')")
    assert not (sides.exchange.folder / stick_files.COME).exists()
