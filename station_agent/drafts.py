"""Drafts on their way to the hub and back: the same visitor goes on with them at another seat.

Each is sealed to the hub when it is typed, so that what still waits when the session ends can be
read by nobody here. Source: DESIGN.md §8 (At rest on a station).
"""

import logging
import threading
from collections.abc import Callable
from functools import partial

from kiosk.link.client import LinkDownError
from kiosk.protocol.drafts import DRAFTS_LIMIT, Draft, KeepDraft
from kiosk.protocol.keys import Keys
from kiosk.protocol.sealing import seal, unseal
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from station_agent.hub_link import HubLink
from station_agent.sitting import Sitting
from station_agent.vault import Vault

WAITING_LIMIT = 2 * DRAFTS_LIMIT

log = logging.getLogger("station")


class Drafts:
    """What waits for the hub, the newest of each name; and what came from it, once a session.

    `wake` is called when there is something to send.
    """

    def __init__(self, keys: Keys, hub_sealing: bytes, now: Callable[[], Instant]) -> None:
        self._keys = keys
        self._hub_sealing = hub_sealing
        self._now = now
        self._waiting: dict[tuple[str, str], KeepDraft] = {}
        self._lock = threading.Lock()
        self._fetched = ""
        self.wake: Callable[[], None] = lambda: None

    def seal_to(self, hub_sealing: bytes) -> None:
        """The hub's key has changed; what was sealed to the one before still opens."""
        self._hub_sealing = hub_sealing

    def typed(self, session: str, name: str, plain: bytes) -> None:
        """Something was typed, or is finished where `plain` is empty."""
        sealed = seal(self._hub_sealing, plain) if plain else b""
        with self._lock:
            self._waiting.pop((session, name), None)
            self._waiting[session, name] = KeepDraft(session, Draft(name, sealed), self._now())
            while len(self._waiting) > WAITING_LIMIT:
                del self._waiting[next(iter(self._waiting))]
        self.wake()

    def send(self, link: HubLink) -> None:
        """Tell the hub all that waits; what it refuses is dropped, what it did not hear stays."""
        with self._lock:
            waiting = dict(self._waiting)
        for key, keeping in waiting.items():
            try:
                link.keep_draft(keeping)
            except LinkDownError as error:
                log.debug("draft: %s", error)
                return
            except Refusal as refusal:
                log.debug("draft: %s", refusal)
            with self._lock:
                if self._waiting.get(key) is keeping:
                    del self._waiting[key]

    def fetch(self, link: HubLink, sitting: Sitting, vault: Vault) -> None:
        """Take in what the visitor who sits down here has begun elsewhere.

        Raises:
            LinkDownError, Refusal: it is asked for again.
        """
        kept = sitting.kept
        if kept is None or kept.session == self._fetched:
            return
        for draft in link.drafts(kept.session):
            plain = unseal(self._keys.sealing, draft.sealed)
            sitting.with_session(kept.session, partial(vault.take_in, draft.name, plain))
        self._fetched = kept.session
