"""So many requests from one address, by what they ask for; the rest is told to wait.

Each neighbour has an allowance of its own, so that none can use up another's. The machine itself
is not counted: only its own programs come from there. Kept in memory, for a limited number of
neighbours; an IPv6 network counts as one.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from kiosk.protocol.codec import encode
from kiosk.rules.addresses import is_here
from kiosk.rules.buckets import Rate, ask
from kiosk.rules.refusals import Refusal
from kiosk.texts import language_of, sentence

RATE_LIMITS = "rate_limits"
"""An app's extension of this name is what counts for it."""
NEIGHBOURS_MOST = 20_000
V6_PREFIX = 64
TOO_OFTEN = Refusal("too_often")


@dataclass(frozen=True, slots=True)
class Limit:
    """Requests that begin so share one allowance. `machine`: a program reads the answer."""

    name: str
    path: str
    rate: Rate
    method: str = ""
    machine: bool = False

    def holds(self, method: str, path: str) -> bool:
        """Whether this request is one of them."""
        return path.startswith(self.path) and self.method in ("", method)


class RateLimits:
    """A WSGI app that hands on what may pass."""

    def __init__(
        self, limits: Sequence[Limit], boot_ns: Callable[[], int], onward: WSGIApplication
    ) -> None:
        self._limits = limits
        self._boot_ns = boot_ns
        self._onward = onward
        self._full_ns: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._lock = threading.Lock()
        self.refused: Counter[str] = Counter()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, or hand it on."""
        address = str(environ.get("REMOTE_ADDR", ""))
        if not is_here(address):
            path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
            limit = next((one for one in self._limits if one.holds(method, path)), None)
            wait_s = 0 if limit is None else self._ask(limit, _neighbour(address))
            if limit is not None and wait_s:
                return _say_no(environ, start_response, limit, wait_s)
        return self._onward(environ, start_response)

    def _ask(self, limit: Limit, neighbour: str) -> int:
        """Seconds to wait; 0: it may pass."""
        key = (limit.name, neighbour)
        with self._lock:
            now_ns = self._boot_ns()
            answer = ask(limit.rate, full_ns=self._full_ns.get(key, 0), now_ns=now_ns)
            self._full_ns[key] = answer.full_ns
            self._full_ns.move_to_end(key)
            while len(self._full_ns) > NEIGHBOURS_MOST:
                self._full_ns.popitem(last=False)
            self.refused[limit.name] += answer.wait_s > 0
        return answer.wait_s


def _neighbour(address: str) -> str:
    """Who has one allowance: an address, or the network of one that draws thousands at will."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or ip_network((read, V6_PREFIX), strict=False))
    return address


def _say_no(
    environ: dict[str, Any], start_response: StartResponse, limit: Limit, wait_s: int
) -> Iterable[bytes]:
    if limit.machine:
        kind = "application/json"
        body = encode({"refusal": TOO_OFTEN.code, "details": {"wait_s": wait_s}})
    else:
        kind = "text/plain; charset=utf-8"
        accepted = str(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        body = sentence(TOO_OFTEN, language_of(chosen=None, accepted=accepted)).encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(wait_s)),
        ("Cache-Control", "no-store"),
    ]
    start_response("429 Too Many Requests", headers)
    return (body,)
