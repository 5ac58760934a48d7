"""TLS to a site's hub: only the roots that its key has signed, the host's name always.

Dates of certificates are not looked at: a station whose clock battery is empty would be cut off
from the hub that tells it the time. What a stolen certificate could do ends with the next roots,
which the hub's key signs; facts, calls and answers are signed anyway. Phones do look at dates.
Source: DESIGN.md §11; `kiosk/protocol/trust.py`.
"""

import ssl
from collections.abc import Sequence
from http.client import HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter

from kiosk.link.client import CONNECT_TIMEOUT_S, HttpTransport, LinkDownError, UntrustedError
from kiosk.protocol.codec import decode
from kiosk.protocol.trust import ASKED, ROOT_LIMIT_BYTES, ROOTS_LIMIT, TRUST_PATH, SignedTrust
from kiosk.rules.refusals import Refusal

DATES_DO_NOT_COUNT = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python has no name for."""
HTTPS_PORT = 443
OK = 200
TRUST_LIMIT_BYTES = 2 * ROOTS_LIMIT * ROOT_LIMIT_BYTES


def pinned_transport(url: str, roots: Sequence[str]) -> HttpTransport:
    """A line over which only a machine with a certificate of these roots is heard.

    Raises:
        UntrustedError: the roots cannot be read.
    """
    transport = HttpTransport(url)
    transport.use_tls(_Pinned(pinned_context(roots)))
    return transport


def pinned_context(roots: Sequence[str]) -> ssl.SSLContext:
    """These roots and no others; name or address of the host; TLS 1.2 or newer.

    Raises:
        UntrustedError: the roots cannot be read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    context.verify_flags |= ssl.VerifyFlags(DATES_DO_NOT_COUNT)
    try:
        context.load_verify_locations(cadata="\n".join(roots))
    except (ssl.SSLError, ValueError) as error:
        raise UntrustedError("certificate") from error
    return context


class _Pinned(HTTPAdapter):
    """Requests' way to a host, with our context instead of the system's roots."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Hand our context to each connection."""
        super().init_poolmanager(*args, **kwargs, ssl_context=self._context)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Load nothing into the context: requests would add all roots of the system."""


def ask_trust(url: str, asked: str) -> SignedTrust:
    """What a hub says of its roots, over a line that nobody vouches for yet.

    The caller checks who signed it. Nothing is sent but the question, which is `asked`, a chance.

    Raises:
        LinkDownError: no such answer came.
    """
    parts = urlsplit(url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = HTTPSConnection(
        parts.hostname or "", parts.port or HTTPS_PORT, timeout=CONNECT_TIMEOUT_S, context=context
    )
    try:
        line.request("GET", f"{TRUST_PATH}?{ASKED}={asked}")
        answer = line.getresponse()
        status, body = answer.status, answer.read(TRUST_LIMIT_BYTES)
    except (OSError, HTTPException, ValueError) as error:
        raise LinkDownError(type(error).__name__) from error
    finally:
        line.close()
    if status != OK:
        raise LinkDownError(f"status {status}")
    try:
        return decode(body, SignedTrust)
    except Refusal as refusal:
        raise LinkDownError("no word of its roots") from refusal
