"""Servers on the loopback with certificates of a site's own CA, or of somebody else's."""

import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kiosk import site_ca
from kiosk.protocol.codec import encode
from kiosk.protocol.succession import chain_of
from kiosk.protocol.trust import ASKED, TRUST_PATH, sign_trust


def context_of(folder):
    """As a TLS proxy before a hub has it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / site_ca.FOLDER / site_ca.LEAF_FILE)
    return context


class TlsServer:
    """Answers trust questions as `keys` would sign them, and notes everything else it is told."""

    def __init__(self, folder, keys, upstream=None) -> None:
        self.heard = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                path, _, asked = self.path.partition(f"?{ASKED}=")
                if path == TRUST_PATH:
                    asked = asked if outer.answers_questions else ""
                    said = sign_trust(
                        outer.keys.signing,
                        outer.trust(),
                        asked=asked,
                        chain=chain_of(outer.keys),
                    )
                    self.say(200, encode(said), {})
                else:
                    self.do_POST()

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.heard.append((self.command, self.path, body))
                if upstream is None:
                    self.say(204, b"", {})
                else:
                    answer = upstream.send(self.command, self.path, self.headers, body)
                    self.say(answer.status, answer.body, answer.headers)

            def say(self, status, body, headers):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.folder, self.keys = folder, keys
        self.answers_questions = True
        self.trust = lambda: site_ca.trust(self.folder)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=True)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a client that does not like our certificate
        self.port = self._server.server_port
        self.url = f"https://127.0.0.1:{self.port}"
        self._plain = self._server.socket
        self.show_certificate()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def show_certificate(self):
        """Show the certificate that lies in the folder now."""
        self._context = context_of(self.folder)
        server, plain = self._server, self._plain

        def accept():
            line, address = plain.accept()
            line.settimeout(60)
            return self._context.wrap_socket(line, server_side=True), address

        server.get_request = accept

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serving_tls(folder, keys, upstream=None):
    server = TlsServer(folder, keys, upstream)
    try:
        yield server
    finally:
        server.close()
