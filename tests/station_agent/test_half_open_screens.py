"""Connections that ask nothing, from another program on this machine: the lock still shows."""

import socket
import threading
from contextlib import ExitStack, suppress
from http.client import HTTPConnection

from station_agent.running import make_server

MANY = 200
LIMIT_S = 120


def screens(environ, start_response):
    start_response("200 OK", [("Content-Length", "4")])
    return [b"lock"]


def run(server, stopping):
    with suppress(OSError, ValueError, KeyError):
        while not stopping.is_set():
            server.asyncore.loop(timeout=0.01, map=server._map, use_poll=True, count=1)


def test_two_hundred_half_open_connections_keep_no_page_away():
    server, stopping = make_server(screens, port=0, threads=2), threading.Event()
    running = threading.Thread(target=run, args=(server, stopping))
    running.start()
    try:
        with ExitStack() as held:
            for _ in range(MANY):
                line = socket.create_connection(("127.0.0.1", server.effective_port), LIMIT_S)
                held.enter_context(line).sendall(b"POST /open HTTP/1.1\r\nContent-Length: 9")
            asking = HTTPConnection("127.0.0.1", server.effective_port, timeout=LIMIT_S)
            asking.request("GET", "/")
            assert asking.getresponse().read() == b"lock"
            asking.close()
    finally:
        stopping.set()
        running.join(LIMIT_S)
        for channel in tuple(server.active_channels.values()):
            channel.handle_close()
        server.task_dispatcher.shutdown()
        server.close()
