import pytest
from flask import Flask, Response

from kiosk.looks.headers import secure


@pytest.fixture
def browser():
    app = Flask("headed", static_folder=None)
    app.add_url_rule("/page", "page", lambda: "a page")
    app.add_url_rule("/poll", "poll", lambda: Response("a poll", headers={"ETag": '"1"'}))
    app.add_url_rule(
        "/own", "own", lambda: Response("a picture", headers={"Cache-Control": "max-age=60"})
    )
    secure(app)
    return app.test_client()


def test_no_page_may_run_what_stands_in_it(browser):
    policy = browser.get("/page").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-src" not in policy


def test_frames_are_allowed_where_the_app_says_so():
    app = Flask("framed", static_folder=None)
    secure(app, allow_frames=True)
    assert "frame-src 'self'" in app.test_client().get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        pytest.param("/page", "no-store", id="a page is not kept"),
        pytest.param("/poll", "no-cache", id="a poll may be asked about again"),
        pytest.param("/own", "max-age=60", id="what a view says stays"),
        pytest.param("/nowhere", "no-store", id="neither is a refusal"),
    ],
)
def test_how_long_an_answer_is_kept(browser, path, kept):
    assert browser.get(path).headers["Cache-Control"] == kept


def test_a_sound_of_our_own_may_be_heard(browser):
    assert "media-src 'self';" in browser.get("/page").headers["Content-Security-Policy"]


def test_nothing_is_told_to_other_sites(browser):
    headers = browser.get("/page").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]
