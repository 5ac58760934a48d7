"""The line from the hub to its exchange: the client, how it goes, when to try again.

Memory only: after a restart the line is tried at once. Source: DESIGN.md §8 (Back-off).
"""

import random
from dataclasses import dataclass

from kiosk.link.backoff import LONGEST_MS, delay_ms
from kiosk.link.client import SignedClient, Transport
from kiosk.link.sender import Sender
from kiosk.protocol.keys import Keys
from kiosk.rules.instants import Instant

CHANCES = 1000
MS_PER_S = 1000
NEVER = Instant(0)


@dataclass(slots=True)
class ExchangeLine:
    """How the line to the exchange is; `since` is when it went up or down."""

    since: Instant
    up: bool = False
    paused: str = ""
    client: SignedClient | None = None
    sender: Sender | None = None
    public_key: bytes = b""
    failures: int = 0
    not_before: Instant = NEVER

    def connect(self, transport: Transport, keys: Keys, *, public_key: bytes) -> None:
        """Use this way to the exchange with this pinned key from now on."""
        self.client = SignedClient(transport, keys, public_key)
        self.sender = None
        self.public_key = public_key
        self.paused = ""
        self.failures = 0
        self.not_before = NEVER

    def may_try(self, now: Instant) -> bool:
        """Whether there is an exchange and it is time to try it.

        A wait that is longer than any we ever set comes from a clock that was put back.
        """
        wait = self.not_before - now
        return self.client is not None and not 0 < wait <= LONGEST_MS

    def worked(self, now: Instant) -> None:
        """A signed answer came."""
        self.failures = 0
        self.not_before = NEVER
        self.paused = ""
        self._is(now, up=True)

    def failed(self, now: Instant, *, paused: str = "", after_s: int = 0) -> None:
        """No answer came, or we are not let in; later tries spread out by chance.

        `after_s` is what a busy exchange asked for.
        """
        self.failures += 1
        self.paused = paused
        wait = delay_ms(self.failures, chance_per_mille=random.randrange(CHANCES + 1))  # noqa: S311  spreads load, guards nothing
        self.not_before = Instant(now + min(LONGEST_MS, max(wait, after_s * MS_PER_S)))
        self._is(now, up=False)

    def _is(self, now: Instant, *, up: bool) -> None:
        if self.up != up:
            self.up, self.since = up, now
