"""The benchmark's year of data, at a tiny size: what acts would have written, and `verify` agrees."""

import sqlite3
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import pytest

from kiosk.app import create_app
from kiosk.hub_folder import DATABASE
from kiosk.verifying import verify_hub

DEPLOY = Path(__file__).parents[2] / "deploy"
FILLED = (
    *("audit", "charged_day", "due", "inbox", "lease", "outbox", "pass", "pass_day", "pass_spend"),
    *("payment", "product_line", "request_done", "sale", "session", "session_fact", "shift"),
    *("stock_move", "subscription", "transfer", "visitor", "voucher", "voucher_use", "work"),
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(DEPLOY)
        from benchmarks.year.kept import year_in
        from benchmarks.year.sizes import TINY

        folder, told = tmp_path_factory.mktemp("year") / "site", []
        seats = year_in(folder, TINY, lambda what, part: told.append((what, part)))
        made = len(told)
        again = year_in(folder, TINY, lambda what, part: told.append((what, part)))
        assert len(told) == made, "it was made again"
        assert [seat.keys.origin for seat in seats] == [seat.keys.origin for seat in again]
        yield folder, TINY, told


@pytest.fixture(scope="module")
def owner(tiny):
    """A browser of the owner at that site, and the pages that the benchmark opens there."""
    from benchmarks.pages import CSRF, pages_of
    from benchmarks.site import PASSWORD, open_site

    pages, unknown = pages_of(tiny[0])
    hub = open_site(tiny[0])
    browser = create_app(hub).test_client()
    token = CSRF.search(browser.get("/sign-in").text)[1]
    form = {"name": "owner", "password": PASSWORD, "csrf_token": token}
    told = browser.post("/sign-in", data=form)
    assert told.status_code == HTTPStatus.SEE_OTHER
    yield browser, pages, unknown
    hub.close()


def test_nothing_in_it_is_wrong(tiny):
    found = verify_hub(tiny[0] / DATABASE)
    assert found["problems"] == []
    assert found["ledger"]["chain"]


def test_it_is_as_large_as_was_asked_for(tiny):
    folder, size, _told = tiny
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        count = lambda sql: db.execute(sql).fetchone()[0]  # noqa: E731
        closed = count("SELECT count(*) FROM session WHERE state = 'closed'")
        transfers = count("SELECT count(*) FROM transfer")
        empty = [name for name in FILLED if not count(f"SELECT count(*) FROM {name}")]
        indexes = count("SELECT count(*) FROM sqlite_master WHERE name = 'transfer_debit'")
    assert closed == size.sessions
    assert transfers >= size.transfers
    assert empty == []
    assert indexes == 1


def test_it_says_how_far_it_is(tiny):
    told = tiny[2]
    assert ("days", 1.0) in told
    assert ("indexes", 1.0) in told


def test_every_page_that_staff_may_open_has_something_to_be_measured_with(owner):
    unknown = owner[2]
    assert unknown == [], "give SAMPLES in deploy/benchmarks/pages.py what stands in their place"


def test_every_page_that_is_measured_is_there(owner):
    browser, pages, _unknown = owner
    said = {page.path: browser.get(page.path).status_code for page in pages}
    assert {path: code for path, code in said.items() if code >= HTTPStatus.BAD_REQUEST} == {}
    assert len(said) == len({page.name for page in pages})
