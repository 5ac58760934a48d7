"""A hub as a site installs it: `kiosk serve`, and Caddy with deploy/hub/Caddyfile before it."""

import os
import socket
import subprocess
import threading
from pathlib import Path

import requests
from fakes.ports import free_port
from faults.live_hub import LiveHub

from kiosk import site_ca
from kiosk.clock import SystemClock
from kiosk.link.tls import pinned_context

CADDYFILE = Path(__file__).parents[2] / "deploy" / "hub" / "Caddyfile"
LIMIT_S = 120


class Bare:
    """The hub's own port, without TLS."""

    name = "hub"

    def __init__(self, folder) -> None:
        self.hub = LiveHub(folder)
        self.hub.start()
        self.port, self.url = self.hub.port, self.hub.url
        self.context = None
        self.verify = None

    def connect(self):
        """A connection that nothing was said over."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S)

    def dressed(self, line):
        """The same, ready for HTTP."""
        return line

    def get(self, path, **named):
        return requests.get(
            self.url + path, timeout=LIMIT_S, allow_redirects=False, verify=self.verify, **named
        )

    def post(self, path, **named):
        return requests.post(
            self.url + path, timeout=LIMIT_S, allow_redirects=False, verify=self.verify, **named
        )

    def stop(self):
        self.hub.stop()


class BehindCaddy(Bare):
    """The same hub, by TLS."""

    name = "caddy"

    def __init__(self, folder) -> None:
        (folder / "hub.toml").write_text('proxy_address = "127.0.0.1"\n')
        super().__init__(folder)
        self.port, plain, exchange = (free_port() for _ in range(3))
        self.plain_url = f"http://127.0.0.1:{plain}"
        self.url = f"https://127.0.0.1:{self.port}"
        site_ca.make(folder, SystemClock().now(), names=("hub.lan",), site_name="Kibera")
        self.plain_port, self.exchange_port = plain, exchange
        self.start_caddy()

    def start_caddy(self):
        """Returns once it listens."""
        at = self.hub.folder / site_ca.FOLDER
        self.verify = str(at / site_ca.ROOT_FILE)
        self.context = pinned_context([site_ca.root(self.hub.folder).pem])
        self.caddy = subprocess.Popen(
            ["caddy", "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"],
            env={
                "PATH": os.environ["PATH"],
                "XDG_DATA_HOME": str(self.hub.folder),
                "XDG_CONFIG_HOME": str(self.hub.folder),
                "CREDENTIALS_DIRECTORY": str(at),
                "HUB_PORT": str(self.hub.port),
                "HTTP_PORT": str(self.plain_port),
                "HTTPS_PORT": str(self.port),
                "HTTPS_SHOWN": f":{self.port}",
                "EXCHANGE_HTTPS_PORT": str(self.exchange_port),
            },
            stderr=subprocess.DEVNULL,
        )
        for _ in range(LIMIT_S * 50):
            try:
                self.connect().close()
            except OSError:
                threading.Event().wait(0.02)
            else:
                return
        raise AssertionError("Caddy does not start")

    def dressed(self, line):
        return self.context.wrap_socket(line, server_hostname="127.0.0.1")

    def stop_caddy(self):
        self.caddy.terminate()
        self.caddy.wait(LIMIT_S)

    def restart_caddy(self):
        """As systemd does when the certificate is another one."""
        self.stop_caddy()
        self.start_caddy()

    def stop(self):
        self.stop_caddy()
        super().stop()


FRONTS = (Bare, BehindCaddy)
