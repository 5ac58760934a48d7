"""Honest pages beside 1,000 half-open connections, at the hub's own port and behind Caddy."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from benchmarks.parts import Found
from benchmarks.site import HOST, free_port, hub_process

from kiosk import site_ca
from kiosk.clock import SystemClock
from kiosk.link.tls import pinned_context
from kiosk.listening import raise_open_files

CADDYFILE = Path(__file__).resolve().parents[1] / "hub" / "Caddyfile"
HALF_OPEN = 1000
BEGUN = (
    b"",
    b"GET /floor HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nname=a",
)
START_LIMIT_S = 30
P99_MS = 500


def half_open(folder: Path, *, pages: int) -> list[Found]:
    """The p99 of honest pages alone and beside them, in one run; Caddy where it is installed."""
    raise_open_files(3 * HALF_OPEN)
    with hub_process(folder) as hub:
        found = [_compared("the hub", hub.port, None, pages)]
        if shutil.which("caddy"):
            with _caddy(folder, hub.port) as (port, context):
                found.append(_compared("Caddy and the hub", port, context, pages))
    return found


def _compared(what: str, port: int, context: ssl.SSLContext | None, pages: int) -> Found:
    alone = _p99_ms(port, context, pages)
    with _held_open(port, context):
        beside = _p99_ms(port, context, pages)
    ratio = beside / alone
    return Found(
        f"pages beside {HALF_OPEN:,} half-open connections to {what}",
        f"all answered, p99 < {P99_MS} ms",
        f"p99 {beside:.1f} ms, {ratio:.1f} × the {alone:.1f} ms without them",
        holds=beside < P99_MS,
        numbers={"alone_p99_ms": alone, "beside_p99_ms": beside, "ratio": ratio},
    )


def _p99_ms(port: int, context: ssl.SSLContext | None, pages: int) -> float:
    """Each page over a connection of its own, as a phone that has just come asks."""
    took = []
    for _ in range(pages):
        began = time.perf_counter()
        line = (
            HTTPConnection(HOST, port, timeout=START_LIMIT_S)
            if context is None
            else HTTPSConnection(HOST, port, timeout=START_LIMIT_S, context=context)
        )
        line.request("GET", "/sign-in")
        answer = line.getresponse()
        answer.read()
        line.close()
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[int(0.99 * (len(took) - 1))]


@contextmanager
def _held_open(port: int, context: ssl.SSLContext | None) -> Iterator[None]:
    lines: list[socket.socket] = []
    try:
        for n in range(HALF_OPEN):
            line = socket.create_connection((HOST, port), START_LIMIT_S)
            begun = BEGUN[n % len(BEGUN)]
            if begun:
                line = line if context is None else context.wrap_socket(line, server_hostname=HOST)
                line.sendall(begun)
            lines.append(line)
        yield
    finally:
        for line in lines:
            with suppress(OSError):
                line.close()


@contextmanager
def _caddy(folder: Path, hub_port: int) -> Iterator[tuple[int, ssl.SSLContext]]:
    site_ca.make(folder, SystemClock().now(), names=("hub.lan",), site_name="measured")
    root = site_ca.root(folder)
    port = free_port()
    process = subprocess.Popen(
        ["caddy", "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)],
        env={
            "PATH": os.environ["PATH"],
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "CREDENTIALS_DIRECTORY": str(folder / site_ca.FOLDER),
            "HUB_PORT": str(hub_port),
            "HTTPS_PORT": str(port),
            "HTTP_PORT": str(free_port()),
            "EXCHANGE_HTTPS_PORT": str(free_port()),
        },
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield port, pinned_context([root.pem] if root else [])
    finally:
        process.terminate()
        process.wait(START_LIMIT_S)


def _wait_for(port: int) -> None:
    end = time.perf_counter() + START_LIMIT_S
    while time.perf_counter() < end:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError("Caddy does not start")
