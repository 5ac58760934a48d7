"""The line from a station to its hub: TLS to the hub's own roots, plain on this machine only.

A certificate that the pinned roots do not vouch for is no hub: nothing is sent. Then the hub is
asked, over that same line, which roots speak for it now; only its pinned key can answer, and its
answer holds the chance that was sent: what it said once about older roots is told again in vain,
and no date decides. There is no way back to plain HTTP.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Mapping

from kiosk.link.client import Answer, HttpTransport, Transport, UntrustedError
from kiosk.link.tls import ask_trust, pinned_transport
from kiosk.protocol.enrolment import read_code
from kiosk.protocol.trust import SignedTrust, Trust, check_by_code, is_said_now, way_to
from kiosk.rules.addresses import is_plain_elsewhere
from kiosk.rules.refusals import Refusal
from station_agent.folder import Machine, keep_trust, load_machine

HTTPS = "https://"
Ask = Callable[[str, str], SignedTrust]
"""The hub's address, and a chance that its answer holds."""

log = logging.getLogger("station")


def first_line(url: str, code: str, *, ask: Ask = ask_trust) -> tuple[Transport, Trust | None]:
    """The line to a hub that is met for the first time, and the roots to pin.

    The roots come over a line that nobody vouches for, signed by the key that the code names, so
    the code's secret half goes to that hub and to nobody in between.

    Raises:
        Refusal: `plain_http`, `code_unknown`, `hub_key_differs`, `wrong_signature`.
        LinkDownError: the hub does not answer.
    """
    _refuse_plain(url)
    if not url.lower().startswith(HTTPS):
        return HttpTransport(url), None
    trust = check_by_code(
        ask(url, secrets.token_hex(16)), code_fingerprint=read_code(code).fingerprint
    )
    return _transport(url, trust), trust


def line_to(machine: Machine, url: str, *, ask: Ask = ask_trust) -> Transport:
    """The line to the hub that a machine was enrolled with, which may have moved to another url.

    Raises:
        Refusal: `plain_http`.
    """
    _refuse_plain(url)
    if not url.lower().startswith(HTTPS):
        return HttpTransport(url)
    return PinnedLine(machine, url, ask=ask)


class PinnedLine:
    """A line that learns of new roots, and believes only the hub's pinned key about them."""

    def __init__(self, machine: Machine, url: str, *, ask: Ask) -> None:
        self._machine = machine
        self._url = url
        self._ask = ask
        self._lock = threading.Lock()
        self._trust = machine.hub.trust
        self._transport = None if self._trust is None else _transport(url, self._trust)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one request to the hub and nobody else."""
        transport = self._transport
        if transport is not None:
            try:
                return transport.send(method, path, headers, body)
            except UntrustedError:
                log.warning("the hub's certificate is not known; asking for its roots")
        return self._renewed(transport).send(method, path, headers, body)

    def _renewed(self, failed: Transport | None) -> Transport:
        """The line over the roots in force.

        Raises:
            UntrustedError: who answers cannot prove that it is the hub, or has nothing newer.
        """
        with self._lock:
            if self._transport is not None and self._transport is not failed:
                return self._transport  # another thread was faster
            trust = self._newer()
            self._transport, self._trust = _transport(self._url, trust), trust
            keep_trust(self._machine, trust)
            log.info("the hub has new roots, number %d", trust.n)
            return self._transport

    def _newer(self) -> Trust:
        asked = secrets.token_hex(16)
        try:
            said = self._ask(self._url, asked)
            way_to(said, public_key=load_machine(self._machine.folder).hub.public_signing)
            trust = said.trust
        except Refusal as refusal:
            raise UntrustedError("certificate") from refusal
        known = self._trust
        is_other = known is None or trust.roots != known.roots
        is_newer = known is None or trust.n > known.n or is_said_now(said, asked=asked)
        if not (is_other and is_newer):
            raise UntrustedError("certificate")
        return trust


def _transport(url: str, trust: Trust) -> Transport:
    return pinned_transport(url, trust.roots) if trust.roots else HttpTransport(url)


def _refuse_plain(url: str) -> None:
    if is_plain_elsewhere(url):
        raise Refusal("plain_http", url=url)
