import io
import re

import pytest
import structlog
from flask import Flask

from kiosk import refusal_pages
from kiosk.logs import write_logs
from kiosk.request_ids import RequestIds


@pytest.fixture
def written():
    stream = io.StringIO()
    write_logs(stream)
    yield stream.getvalue
    structlog.reset_defaults()


@pytest.fixture
def client():
    app = Flask("sample")
    refusal_pages.install(app, lambda _refusal, said: said)
    app.get("/vouchers/<code>")(lambda code: ("", 500 if code else 200))

    @app.get("/fails/<code>")
    def fails(code):
        raise RuntimeError

    app.wsgi_app = RequestIds(app.wsgi_app)
    return app.test_client()


def test_a_line_names_its_request_and_so_does_the_answer(client, written):
    first = client.get("/fails/7KQ4M-2X9TB", headers={"Accept": "application/json"})
    second = client.get("/nowhere", headers={"X-Request-Id": "written by me"})
    names = [answer.headers["X-Request-Id"] for answer in (first, second)]
    assert all(re.fullmatch(r"[0-9a-f]{12}", name) for name in names)
    assert len(set(names)) == 2
    assert all(name in written() for name in names)
    assert "by me" not in written()


def test_what_stands_in_a_place_of_an_address_is_no_news(client, written):
    client.get("/fails/7KQ4M-2X9TB", headers={"Accept": "application/json"})
    assert "/fails/<code>" in written()
    assert "7KQ4M" not in written()


def test_a_long_address_is_cut(client, written):
    client.get("/" + "x" * 9_000)
    assert "x" * 79 in written()
    assert "x" * 81 not in written()
