"""A cable that can be pulled: carries bytes from a port of its own to another, until it is cut."""

import contextlib
import socket
import socketserver
import threading

HOST = "127.0.0.1"
CHUNK_BYTES = 64 * 1024
CONNECT_WITHIN_S = 3
POLL_S = 0.05


class Proxy:
    """One hop. `url` is where callers go; cut, it refuses them and drops who is connected."""

    def __init__(self, *, port: int, target: int) -> None:
        self.port = port
        self.target = target
        self._server: _Carrier | None = None
        self.restore()

    @property
    def url(self) -> str:
        """Where callers go."""
        return f"http://{HOST}:{self.port}"

    def cut(self) -> None:
        """Pull the cable."""
        server, self._server = self._server, None
        if server is None:
            return
        server.shutdown()
        server.server_close()
        server.drop_all()

    def restore(self) -> None:
        """Put it back."""
        if self._server is not None:
            return
        server = _Carrier(self.port, self.target)
        threading.Thread(target=server.serve_forever, args=(POLL_S,), daemon=True).start()
        self._server = server


class _Carrier(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, target: int) -> None:
        self.target = target
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        super().__init__((HOST, port), _Call)

    def hold(self, line: socket.socket) -> None:
        with self.lock:
            self.open.add(line)

    def release(self, line: socket.socket) -> None:
        with self.lock:
            self.open.discard(line)
        _close(line)

    def drop_all(self) -> None:
        with self.lock:
            lines = tuple(self.open)
        for line in lines:
            _close(line)


class _Call(socketserver.BaseRequestHandler):
    server: _Carrier

    def handle(self) -> None:
        try:
            onward = socket.create_connection((HOST, self.server.target), CONNECT_WITHIN_S)
        except OSError:
            return  # nobody is there: the caller's line is dropped too
        onward.settimeout(None)
        for line in (self.request, onward):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a cable does not wait
            self.server.hold(line)
        back = threading.Thread(target=_pump, args=(onward, self.request), daemon=True)
        back.start()
        _pump(self.request, onward)
        back.join()
        for line in (self.request, onward):
            self.server.release(line)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Carry bytes one way until either end is gone; then both ends are told."""
    with contextlib.suppress(OSError):
        while chunk := source.recv(CHUNK_BYTES):
            sink.sendall(chunk)
    for line in (source, sink):
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _close(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
