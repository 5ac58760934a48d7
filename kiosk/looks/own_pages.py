"""Whether a form comes from a page of our own, and by a name that is ours. Source: DESIGN.md §11.

A token in the form is the first guard; this is the second, for where a token leaked or a page of a
neighbouring port shares the cookie.
"""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from kiosk.looks.whole_forms import WholeForm
from kiosk.rules.refusals import Refusal

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})
EXPIRES = re.compile(r"; Expires=[^;]+")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def check_own_page() -> None:
    """Refuse what another page sent; browsers say it in one of three headers.

    Raises:
        Refusal: `foreign_page`.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in OWN_SITES:
        raise Refusal("foreign_page")
    origin = request.headers.get("Origin")
    if origin is not None and not _is_own(origin):
        # Under a policy of no referrers a browser calls its own origin `null`; an old page may.
        if origin == "null" and site == "same-origin":
            return
        raise Refusal("foreign_page")
    referer = request.headers.get("Referer")
    if referer is not None and origin is None and not _is_own(referer):
        raise Refusal("foreign_page")


def _is_own(address: str) -> bool:
    """Same host and port; behind a proxy that says nothing of TLS the scheme cannot be known."""
    try:
        scheme, netloc, *_rest = urlsplit(address)
    except ValueError:
        return False
    fits = scheme == request.scheme or (scheme == "https" and request.scheme == "http")
    return fits and netloc.casefold() == request.host.casefold()


class OwnCookies(SecureCookieSessionInterface):
    """Cookies that travel by TLS only, wherever the page itself came by TLS.

    How long they last is said as a span: a machine whose clock battery is empty is years behind,
    and a browser elsewhere would throw away at once what ends at an instant of last year.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the session in a cookie."""
        super().save_session(app, session, response)
        if not session.permanent:
            return
        name = f"{self.get_cookie_name(app)}="
        told = response.headers.getlist("Set-Cookie")
        span = f"; Max-Age={int(app.permanent_session_lifetime.total_seconds())}"
        response.headers.setlist(
            "Set-Cookie",
            [
                EXPIRES.sub(span, one, 1) if one.startswith(name) and session else one
                for one in told
            ],
        )

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether this answer's cookie is `Secure`."""
        return request.is_secure or super().get_cookie_secure(app)


class AnyAddress(WholeForm):
    """Asked by any IP address, or by a name of this machine: it listens on every address it has.

    DNS rebinding needs a name of the attacker's, so an address as a number is no danger.
    """

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        if not _is_number(self.environ.get("HTTP_HOST", "")):
            name = socket.gethostname().casefold()
            self.trusted_hosts = [*LOOPBACK, name, f"{name}.local"]


def _is_number(host: str) -> bool:
    """Whether a host, less its port, is an IP address."""
    bare = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    try:
        ipaddress.ip_address(bare.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
