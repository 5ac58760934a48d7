"""The real line: HTTP on the loopback."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kiosk.link import client
from kiosk.link.client import HttpTransport, LinkDownError


@contextmanager
def serving(answer):
    """A server that answers each request with what `answer(handler, body)` writes."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self):
            answer(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

        do_GET = do_POST = _do  # noqa: N815  the server's own names

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    transport = HttpTransport(f"http://127.0.0.1:{server.server_port}/")
    try:
        yield transport
    finally:
        transport._session.close()
        server.shutdown()
        server.server_close()
        thread.join()


def say(handler, status, body, **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def test_a_request_and_its_answer_go_whole():
    heard = []

    def answer(handler, body):
        heard.append((handler.command, handler.path, handler.headers["Kiosk-Run"], body))
        say(handler, 409, b"\x00answer", **{"Kiosk-Answer": "signed"})

    with serving(answer) as transport:
        for _ in range(2):
            got = transport.send("POST", "/a?b=c", {"Kiosk-Run": "run"}, b"\x00body")
            assert (got.status, got.body) == (409, b"\x00answer")
            assert got.headers["kiosk-answer"] == "signed"
    assert heard == [("POST", "/a?b=c", "run", b"\x00body")] * 2


def test_a_redirect_is_not_followed():
    with serving(lambda handler, _: say(handler, 302, b"", Location="http://127.0.0.1:9/")) as t:
        assert t.send("GET", "/", {}, b"").status == 302


def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(lambda handler, _: say(handler, 200, b"here")) as transport:
        assert transport.send("GET", "/", {}, b"").body == b"here"


def test_an_answer_has_a_limit(monkeypatch):
    monkeypatch.setattr(client, "ANSWER_LIMIT_BYTES", 1000)
    with (
        serving(lambda handler, _: say(handler, 200, bytes(1001))) as transport,
        pytest.raises(LinkDownError, match="too large"),
    ):
        transport.send("GET", "/", {}, b"")
    with serving(lambda handler, _: say(handler, 200, bytes(1000))) as transport:
        assert len(transport.send("GET", "/", {}, b"").body) == 1000


def test_an_answer_that_is_cut_off_is_no_answer():
    def cut(handler, body):
        handler.send_response(200)
        handler.send_header("Content-Length", "100")
        handler.end_headers()
        handler.wfile.write(b"only so much")
        handler.close_connection = True

    with serving(cut) as transport, pytest.raises(LinkDownError):
        transport.send("GET", "/", {}, b"")


def test_a_port_where_nobody_listens_is_down():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    transport = HttpTransport(f"http://127.0.0.1:{port}")
    with pytest.raises(LinkDownError):
        transport.send("GET", "/", {}, b"")
