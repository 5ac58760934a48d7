"""A refusal answers in the caller's form: page, piece of a page, JSON."""

import pytest
from flask import Flask

from kiosk import refusal_pages
from kiosk.rules.refusals import CATALOGUE, Refusal


@pytest.fixture
def app():
    app = Flask("sample", static_folder=None)
    refusal_pages.install(app, lambda refusal, said: f"<h1>{refusal.code}</h1>{said}")

    @app.get("/refuse/<code>")
    def refuse(code):
        raise Refusal(code, seat=7)

    @app.get("/break")
    def fail():
        raise ZeroDivisionError

    return app


@pytest.fixture
def browser(app):
    return app.test_client()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_code_has_its_status_and_its_page(browser, code):
    answer = browser.get(f"/refuse/{code}", headers={"Accept": "text/html"})
    assert answer.status_code == CATALOGUE[code]
    assert answer.text.startswith(f"<h1>{code}</h1>")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_program_is_told_in_json(browser):
    answer = browser.get("/refuse/no_such_station", headers={"Accept": "application/json"})
    assert answer.json == {
        "refusal": "no_such_station",
        "message": "There is no such seat.",
        "details": {"seat": 7},
    }


def test_htmx_gets_a_piece_of_a_page(browser):
    answer = browser.get("/refuse/not_found", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert answer.text.startswith('<p class="note note--bad" role="alert">')


@pytest.mark.parametrize(
    ("path", "method", "code"),
    [("/nowhere", "GET", "not_found"), ("/refuse/busy", "POST", "method_not_allowed")],
)
def test_errors_of_the_framework_are_refusals_too(browser, path, method, code):
    assert code in browser.open(path, method=method).text


def test_a_slip_of_our_own_is_failed_without_its_words(browser):
    answer = browser.get("/break")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "Something went wrong" in answer.text


def test_a_slip_of_our_own_is_seen_by_a_test(app):
    app.testing = True
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/break")
