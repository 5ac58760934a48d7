"""A real server on the loopback, and clients that are slow, many or large."""

import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from waitress.server import create_server

from kiosk.slow_clients import HEARD_OUT_BYTES, SMALL_BODY_BYTES, Bounds, guard

LIMIT_S = 120
AT_ONCE = {"whole_within_s": 0, "crowded_within_s": 0, "look_every_s": 0}


def application(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(body)).encode()]


@contextmanager
def served(bounds, **options):
    server = create_server(
        application,
        host="127.0.0.1",
        port=0,
        asyncore_use_poll=True,
        **{"asyncore_loop_timeout": 0.01, **options},
    )
    guard(server, bounds)
    stopping = threading.Event()

    def run():
        with suppress(OSError, ValueError, KeyError):
            while not stopping.is_set():
                server.asyncore.loop(timeout=0.01, map=server._map, use_poll=True, count=1)

    running = threading.Thread(target=run)
    running.start()
    try:
        yield server
    finally:
        stopping.set()
        running.join(LIMIT_S)
        for channel in tuple(server.active_channels.values()):
            channel.handle_close()
        server.task_dispatcher.shutdown()
        server.close()


@contextmanager
def client(server, by="127.0.0.1"):
    with socket.socket() as line:
        line.settimeout(LIMIT_S)
        line.bind((by, 0))
        line.connect(("127.0.0.1", int(server.effective_port)))
        yield line


def ask(line, path="/", body=b"", *, length=None):
    length = len(body) if length is None else length
    head = f"POST {path} HTTP/1.1\r\nHost: hub\r\nContent-Length: {length}\r\n\r\n"
    line.sendall(head.encode() + body)


def status(line):
    """What came back; 0 where the line was closed without a word."""
    said = b""
    with suppress(ConnectionResetError):
        while not said.partition(b"\r\n\r\n")[2]:
            piece = line.recv(4096)
            if not piece:
                break
            said += piece
    return int(said.split()[1]) if said else 0


def test_a_line_that_has_asked_may_stay_for_its_next_question():
    with served(Bounds(look_every_s=0)) as server, client(server) as line:
        for _ in range(3):
            ask(line, body=b"whole")
            assert status(line) == 200
        (channel,) = server.active_channels.values()
        assert not channel.is_late(channel.began + 10**6, crowded=True)


@pytest.mark.parametrize(
    "begun",
    [b"", b"GET / HTTP/1.1\r\nHo", b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"],
    ids=["nothing", "half a header", "half a body"],
)
def test_who_does_not_come_to_an_end_is_sent_away(begun):
    with served(Bounds(**AT_ONCE)) as server, client(server) as line:
        line.sendall(begun)
        assert status(line) == 0


def test_a_drip_does_not_keep_a_line_open():
    """Each byte used to give another half minute."""
    with served(Bounds(**AT_ONCE)) as server, client(server) as line:
        with suppress(OSError):
            for _ in range(10_000):
                line.sendall(b"G")
        assert status(line) in (0, 400)


def test_while_it_is_crowded_who_has_not_asked_goes_first():
    bounds = Bounds(whole_within_s=3600, crowded_within_s=0, look_every_s=0)
    with served(bounds, connection_limit=12) as server:
        with client(server) as alone:
            ask(alone, length=5)
            with client(server) as other:
                ask(other)
                assert status(other) == 200
            alone.sendall(b"whole")
            assert status(alone) == 200
        lines = [
            socket.create_connection(("127.0.0.1", int(server.effective_port))) for _ in range(20)
        ]
        with client(server) as honest:
            ask(honest)
            assert status(honest) == 200
        for line in lines:
            line.close()


def test_one_address_holds_only_so_many_and_the_others_are_heard():
    with served(Bounds(per_address=2)) as server, client(server, "127.0.0.1") as honest:
        ask(honest)
        assert status(honest) == 200
        with (
            client(server, "127.0.0.66") as one,
            client(server, "127.0.0.66") as two,
            client(server, "127.0.0.66") as three,
        ):
            for line in (one, two, three):
                with suppress(OSError):
                    ask(line)
            assert {status(one), status(two), status(three)} <= {200}


def test_a_header_without_end_is_refused():
    with served(Bounds()) as server, client(server) as line:
        line.sendall(b"GET / HTTP/1.1\r\nCookie: " + b"x" * 20_000)
        assert status(line) == 431


@pytest.mark.parametrize(("path", "answer"), [("/modules", 200), ("/sign-in", 413)])
def test_only_where_a_file_is_expected_a_body_is_large(path, answer):
    with served(Bounds(large_paths=("/modules",))) as server, client(server) as line:
        with suppress(OSError):
            ask(line, path, b"x" * (SMALL_BODY_BYTES + 1))
        assert status(line) == answer


def test_who_sends_too_much_is_heard_out_and_told():
    """Closed in the middle, a line loses the answer: a proxy then says that the hub is broken."""
    with served(Bounds()) as server, client(server) as line:
        ask(line, body=b"x" * 1000, length=2 * SMALL_BODY_BYTES)
        for _ in range(2 * SMALL_BODY_BYTES // 1000):
            line.sendall(b"x" * 1000)
        assert status(line) == 413


@pytest.mark.parametrize(
    ("length", "more"),
    [
        pytest.param(HEARD_OUT_BYTES + 1, "", id="more than is heard out"),
        pytest.param(
            2 * SMALL_BODY_BYTES, "Expect: 100-continue\r\n", id="it asks before it sends"
        ),
    ],
)
def test_who_has_not_sent_too_much_yet_is_told_at_once(length, more):
    with served(Bounds()) as server, client(server) as line:
        head = f"POST / HTTP/1.1\r\nHost: hub\r\n{more}Content-Length: {length}\r\n\r\n"
        line.sendall(head.encode())
        assert status(line) == 413


def test_few_bodies_are_large_at_a_time():
    bounds = Bounds(large_paths=("/modules",), large_at_once=1)
    with served(bounds) as server, client(server) as first, client(server) as second:
        ask(first, "/modules", b"x", length=SMALL_BODY_BYTES + 1)
        with client(server) as small:
            ask(small, body=b"x")
            assert status(small) == 200
        ask(second, "/modules", b"x", length=SMALL_BODY_BYTES + 1)
        assert status(second) == 0


def test_a_name_with_two_addresses_is_guarded_on_both():
    class Listening:
        """As waitress has it for a name with several addresses."""

    plain = create_server(application, host="127.0.0.1", port=0)
    other = create_server(application, host="127.0.0.1", port=0)
    both = Listening()
    both.map = {1: plain, 2: other, 3: object()}
    guard(both, Bounds())
    for each in (plain, other):
        assert each.channel_class.bounds == Bounds()
        each.task_dispatcher.shutdown()
        each.close()
