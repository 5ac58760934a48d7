"""How hub and exchange listen: never where neighbours read along, unless somebody said so."""

import resource
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from kiosk.rules.addresses import is_here
from kiosk.rules.refusals import Refusal

ALLOWED = "allowed"
PROXY_MARKS = (
    *("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port"),
    *("X-Forwarded-By", "X-Real-Ip", "Via"),
)
"""What proxies add to what they hand on."""
FORWARDED = "kiosk.forwarded"
"""In the environment of a request that a proxy handed on which nobody named to us."""
FILES_BESIDE = 512
"""Open files that are no connections: databases, logs, blobs that are read."""


def refuse_plain(host: str, plain_http: str) -> None:
    """Passwords, PINs and cookies go to this machine only, or through the TLS before it.

    Raises:
        Refusal: `plain_listening`.
    """
    if is_read_along(host) and plain_http != ALLOWED:
        raise Refusal("plain_listening", host=host)


def is_read_along(host: str) -> bool:
    """Whether what is listened to on this address passes others on its way."""
    return not is_here(host)


def proxy_options(address: str) -> dict[str, Any]:
    """How the server learns who asks, and whether by TLS: from the one proxy before it, if any.

    That proxy's own entry is the last of `X-Forwarded-For`; what stands before it anybody may have
    written. From everybody else such headers are dropped, where none is named by `ProxyMarks`.
    """
    options: dict[str, Any] = {"clear_untrusted_proxy_headers": bool(address)}
    if address:
        options |= {
            "trusted_proxy": address,
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    return options


class ProxyMarks:
    """Drops what a proxy adds that nobody named, and notes that there was one."""

    def __init__(self, onward: WSGIApplication) -> None:
        self._onward = onward
        self._names = tuple("HTTP_" + name.upper().replace("-", "_") for name in PROXY_MARKS)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand one request on."""
        for name in self._names:
            if environ.pop(name, None) is not None:
                environ[FORWARDED] = True
        return self._onward(environ, start_response)


def before_proxies(app: WSGIApplication, address: str) -> WSGIApplication:
    """The app as it is served: behind the named proxy, whose words the server reads, or none."""
    return app if address else ProxyMarks(app)


def raise_open_files(connections: int) -> None:
    """Ask the system for as many open files as there may be connections.

    Most start with 1,024: a hub that runs out of them answers nobody.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + FILES_BESIDE
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
