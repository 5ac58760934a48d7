"""A network that a seed makes bad: it drops requests and replies, doubles, delays, lies and cuts.

`BadLine` is a `Transport` that calls the WSGI app of the machine upstream in this process.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from kiosk.link.client import Answer, LinkDownError

PORTAL = Answer(200, {"Content-Type": "text/html"}, b"<h1>Please sign in to this network</h1>")
LATE_LIMIT = 4


class Crash(BaseException):
    """The calling machine loses its power while it waits for the reply."""


@dataclass(frozen=True)
class Odds:
    """How often, of a thousand calls, each thing happens to one."""

    request_lost: int = 25
    reply_lost: int = 35
    doubled: int = 25
    late: int = 25
    portal: int = 10
    caller_crashes: int = 0


GOOD = Odds(0, 0, 0, 0, 0)


class BadLine:
    """One machine's way to the machine upstream.

    Args:
        upstream: gives the WSGI app as it is now (a crash replaces it); None while it is down.
        chance: the journey's own.
        odds: `GOOD` for a line that never fails.
    """

    def __init__(self, upstream: Callable, chance: Random, odds: Odds = GOOD) -> None:
        self.up = True
        self.odds = odds
        self.on_crash = None  # called once, after the next request was worked off, before its reply
        self.counts = dict.fromkeys(("calls", "cut", *vars(odds), "upstream_crashed"), 0)
        self._upstream = upstream
        self._chance = chance
        self._late = []

    def send(self, method, path, headers, body):
        """As `Transport` says; what goes wrong is chosen by the journey's chance."""
        self.counts["calls"] += 1
        if not self.up:
            self.counts["cut"] += 1
            raise LinkDownError("cut")
        self._deliver_late()
        request = (method, path, dict(headers), body)
        fate = self._draw()
        if fate:
            self.counts[fate] += 1
        if fate == "request_lost":
            raise LinkDownError(fate)
        if fate == "portal":
            return PORTAL
        if fate == "late" and len(self._late) < LATE_LIMIT:
            self._late.append(request)
            raise LinkDownError(fate)
        answer = self._call(request)
        if fate == "doubled":
            second = self._call(request)
            answer = self._chance.choice((answer, second))
        if fate == "reply_lost":
            raise LinkDownError(fate)
        if fate == "caller_crashes":
            raise Crash
        return answer

    def heal(self):
        """From now on all goes well; what was on its way arrives."""
        self.up = True
        self.odds = GOOD
        self.on_crash = None
        while self._late:
            self._call(self._late.pop(0))

    def forget(self):
        """The caller died: what it had on the way may still arrive, or not."""
        self._late = [one for one in self._late if self._chance.random() < 0.5]

    def _draw(self):
        roll = self._chance.randrange(1000)
        for name, share in vars(self.odds).items():
            if roll < share:
                return name
            roll -= share
        return ""

    def _deliver_late(self):
        """Requests that were held back arrive in any order, now or later still."""
        self._chance.shuffle(self._late)
        while self._late and self._chance.random() < 0.4:
            self._call(self._late.pop())

    def _call(self, request):
        app = self._upstream()
        if app is None:
            raise LinkDownError("nobody there")
        answer = call(app, *request)
        if self.on_crash is not None:
            crash, self.on_crash = self.on_crash, None
            self.counts["upstream_crashed"] += 1
            crash()
            raise LinkDownError("upstream crashed")
        return answer


def call(app, method, path, headers, body):
    """One request to a WSGI app, with no socket between."""
    said = []
    chunks = app(_environ(method, path, headers, body), lambda *start: said.append(start))
    try:
        content = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
    status, answer_headers = said[-1][:2]
    return Answer(int(status.split()[0]), dict(answer_headers), content)


def _environ(method, path, headers, body):
    path_info, _, query = path.partition("?")
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path_info,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": headers.get("Content-Type", "application/octet-stream"),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **named,
    }
