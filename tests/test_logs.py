"""What hub and exchange write down: never what somebody typed, and never at the price of a page."""

import io

import pytest
import structlog
from flask import Flask

from kiosk import refusal_pages
from kiosk.logs import write_logs


@pytest.fixture
def written():
    stream = io.StringIO()
    write_logs(stream)
    yield stream.getvalue
    structlog.reset_defaults()


@pytest.fixture
def app():
    made = Flask(__name__)
    refusal_pages.install(made, lambda _refusal, said: said)

    @made.post("/sign-in")
    def sign_in():
        password = "correct " + "horse"
        raise RuntimeError(f"{len(password)} letters")

    return made.test_client()


def test_where_it_failed_is_written_and_not_what_was_typed(app, written):
    assert app.post("/sign-in", headers={"Accept": "application/json"}).status_code == 500
    assert "RuntimeError: 13 letters" in written()
    assert "in sign_in" in written()
    assert "correct horse" not in written()


def test_what_somebody_asks_for_makes_no_line_of_its_own(app, written):
    app.get("/a%0a2026-01-01 signed in%1b[2J", headers={"Accept": "application/json"})
    assert written().count("\n") == 1
    assert "\x1b" not in written()


def test_a_full_disk_stops_no_page(app):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(28, "No space left on device")

        flush = None

    full = Full()
    full.flush = lambda: full.write("")
    write_logs(full)
    answer = app.get("/nowhere", headers={"Accept": "application/json"})
    structlog.reset_defaults()
    assert (answer.status_code, answer.get_json()["refusal"]) == (404, "not_found")
