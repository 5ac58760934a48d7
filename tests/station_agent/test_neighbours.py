"""The port of the screens is open to every program of the machine; only the screen's user is let in."""

import os
import socket
import threading

import pytest
import requests
from werkzeug.serving import make_server

from station_agent import neighbours
from station_agent.app import create_app


@pytest.fixture
def url(desk):
    server = make_server("127.0.0.1", 0, create_app(desk.agent))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def asked(url):
    return requests.get(url, timeout=60).status_code


def test_our_own_user_sees_the_lock(url):
    assert asked(url) == 200


def test_another_user_sees_nothing(url, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    assert asked(url) == 403


def test_the_user_of_the_browser_is_named_in_the_settings(desk, url, monkeypatch):
    name = neighbours.pwd.getpwuid(os.geteuid()).pw_name
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    desk.agent.settings = type(desk.agent.settings)(screen_user=name)
    assert asked(url) == 200
    desk.agent.settings = type(desk.agent.settings)(screen_user="no such user")
    assert asked(url) == 403


def test_a_port_that_nobody_holds_is_nobodys():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert not neighbours.may_ask(probe.getsockname()[1], port=1)


def test_where_the_kernel_has_no_tables_nobody_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(neighbours, "TABLES", (tmp_path / "tcp", tmp_path / "tcp6"))
    assert neighbours.may_ask(1, port=2)
