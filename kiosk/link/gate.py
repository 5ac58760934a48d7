"""The answering side of a hop: who may come in, and signing what goes out.

Counters are kept in memory only: a new run has a new random id, so an old request fits no
later run. Source: DESIGN.md §8 (Enrolment).
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.protocol import signed_calls
from kiosk.protocol.keys import Keys
from kiosk.protocol.signed_calls import COUNTER_LIMIT, Call, check_call, sign_answer
from kiosk.rules.refusals import Refusal

WINDOW = 512
"""Requests of one peer that may overtake each other (beat, push and pull run in parallel)."""


class Headers(Protocol):
    """Request headers; `get` ignores case, as HTTP frameworks have it."""

    def get(self, name: str, /) -> str | None:
        """The header's value."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A machine that was enrolled."""

    origin: str
    public_signing: bytes
    public_sealing: bytes
    name: str
    revoked: bool = False


@dataclass(slots=True)
class _Window:
    highest: int = 0
    seen: int = 0

    def admit(self, counter: int) -> bool:
        """Whether this counter is new; remembers it."""
        if counter > self.highest:
            self.seen = (self.seen << min(counter - self.highest, WINDOW)) & ((1 << WINDOW) - 1)
            self.seen |= 1
            self.highest = counter
            return True
        behind = self.highest - counter
        if behind >= WINDOW or self.seen >> behind & 1:
            return False
        self.seen |= 1 << behind
        return True


class Gate:
    """Checks requests of enrolled peers and signs our answers to them."""

    def __init__(self, keys: Keys, peer_of: Callable[[str], Peer | None]) -> None:
        self._keys = keys
        self._peer_of = peer_of
        self.run = secrets.token_hex(16)
        self._windows: dict[str, _Window] = {}
        self._lock = threading.Lock()

    def admit(
        self, *, method: str, path: str, headers: Headers, body: bytes, removed_too: bool = False
    ) -> Peer:
        """The peer that signed this request.

        Args:
            method: GET, POST …
            path: with its query string.
            headers: of the request.
            body: all of it.
            removed_too: also one that was revoked, to bring what it still holds; `Peer.revoked`
                says so.

        Raises:
            Refusal: `unsigned`, `unknown_origin`, `revoked`, `wrong_signature`, `unknown_run`,
                `replayed`, in that order.
        """
        call, signature = _read_call(method, path, headers, body)
        peer = self._peer_of(call.origin)
        if peer is None:
            raise Refusal("unknown_origin", origin=call.origin)
        if peer.revoked and not removed_too:
            raise Refusal("revoked", origin=call.origin)
        check_call(peer.public_signing, call, signature)
        if call.run != self.run:
            raise Refusal("unknown_run")
        with self._lock:
            window = self._windows.setdefault(call.origin, _Window())
            if not window.admit(call.counter):
                # A machine that was restarted counts from 1 again; it is told how far it had come.
                raise Refusal("replayed", highest=window.highest)
        return peer

    def answer_headers(
        self, *, request_headers: Headers, status: int, body: bytes
    ) -> dict[str, str]:
        """Headers that bind this answer to the request it answers."""
        signature = request_headers.get(signed_calls.SIGNATURE_HEADER) or ""
        return {
            signed_calls.RUN_HEADER: self.run,
            signed_calls.ANSWER_HEADER: sign_answer(
                self._keys.signing, request_signature=signature, status=status, body=body
            ),
        }


def _read_call(method: str, path: str, headers: Headers, body: bytes) -> tuple[Call, str]:
    signature = headers.get(signed_calls.SIGNATURE_HEADER) or ""
    origin = headers.get(signed_calls.ORIGIN_HEADER) or ""
    counter = headers.get(signed_calls.COUNTER_HEADER) or ""
    if not signature or not origin or not (counter.isascii() and counter.isdigit()):
        raise Refusal("unsigned")
    if len(counter) > len(str(COUNTER_LIMIT)):
        raise Refusal("unsigned")
    run = headers.get(signed_calls.RUN_HEADER) or ""
    if any("\n" in part for part in (method, path, origin, run)):  # what parts them when signed
        raise Refusal("unsigned")
    return Call(method, path, body, origin, run, int(counter)), signature
