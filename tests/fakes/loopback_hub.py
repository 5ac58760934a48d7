"""A hub of the tests behind real HTTP, for agents in processes of their own."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kiosk.link.client import LinkDownError


class HubOnLoopback:
    """The same hub behind real HTTP, for agents in processes of their own."""

    def __init__(self, hub) -> None:
        self.hub = hub
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


def _handler(hub):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                answer = hub.send(self.command, self.path, self.headers, body)
            except LinkDownError:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = _do  # noqa: N815  the server's own names

        def log_message(self, *_):
            pass

    return Handler
