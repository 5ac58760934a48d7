import io

import pytest
from flask import Flask, request

from kiosk.looks.headers import secure

MARK = "multipart/form-data; boundary=x"
BROKEN = (
    pytest.param(b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n", id="no name"),
    pytest.param(
        b'--x\r\nContent-Disposition: form-data; filename="a"\r\n\r\n1\r\n--x--\r\n',
        id="a file without a name",
    ),
    pytest.param(
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
        b"Content-Type: text/plain; charset=klingon\r\n\r\n\xff\r\n--x--\r\n",
        id="signs that nobody knows",
    ),
    pytest.param(b"--x\r\nno colon\r\n\r\n1\r\n--x--\r\n", id="a head that is none"),
)


@pytest.fixture
def browser():
    app = Flask("forms", static_folder=None)
    app.add_url_rule(
        "/", "take", lambda: f"{sorted(request.form)} {sorted(request.files)}", methods=["POST"]
    )
    secure(app)
    return app.test_client()


@pytest.mark.parametrize("body", BROKEN)
def test_a_form_that_cannot_be_read_is_refused_and_breaks_nothing(browser, body):
    assert browser.post("/", data=body, content_type=MARK).status_code in (200, 400)


@pytest.mark.parametrize("body", BROKEN[:2])
def test_a_part_without_a_name_is_refused(browser, body):
    assert browser.post("/", data=body, content_type=MARK).status_code == 400


def test_a_form_as_browsers_send_it_is_read(browser):
    sent = {"a": "1", "f": (io.BytesIO(b"x"), "f.txt")}
    assert browser.post("/", data=sent).text == "['a'] ['f']"


def test_an_error_of_the_reader_is_the_senders_mistake(browser, monkeypatch):
    def broken(_self, *_):
        raise LookupError

    monkeypatch.setattr("werkzeug.formparser.FormDataParser.parse", broken)
    assert browser.post("/", data={"a": "1"}).status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"data": {"a": "1\x002"}}, id="in a field"),
        pytest.param({"data": {"a\x00": "1"}}, id="in a field's name"),
        pytest.param({"data": {"f": (io.BytesIO(b"x"), "f\x00.txt")}}, id="in a file's name"),
        pytest.param({"query_string": "a=%00"}, id="in what is asked"),
        pytest.param({"query_string": "%00=1"}, id="in the name of what is asked"),
        pytest.param({"path": "/a%00"}, id="in the address"),
    ],
)
def test_no_nul_comes_in_wherever_it_stands(browser, sent):
    assert browser.post(**{"path": "/", **sent}).status_code == 400
