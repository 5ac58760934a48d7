"""The hub's keys are changed by a command while the hub stands still, and it goes on under others.

Cut off at any moment it is the hub of the keys of before or of the new ones, and the next start
finishes what was begun. Source: DESIGN.md §8 (Keys).
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import Clock
from kiosk.disk import lock
from kiosk.disk.open import open_for_reading
from kiosk.hub_folder import DATABASE, KEYS, LOCK, refuse_no_site
from kiosk.opening_hub import open_hub
from kiosk.protocol.keys import Keys, change_keys, load_keys, make_keys
from kiosk.rules.instants import S_PER_DAY, Instant, seconds_between
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store import audit, hub_keys


@dataclass(frozen=True, slots=True)
class Standing:
    """A hub's keys; `since` is when it began to work under them, None where it has not yet."""

    keys: Keys
    since: Instant | None

    def days(self, now: Instant) -> int | None:
        """How old they are."""
        return None if self.since is None else max(0, seconds_between(self.since, now) // S_PER_DAY)


def change(folder: Path, settings: HubSettings, clock: Clock) -> Keys:
    """Put new keys before those of a hub and tell its stations; returns them all.

    Raises:
        Refusal: `site_missing`, `already_running` while it serves, what `open_hub` refuses, and
            nothing is changed; `too_many`; `disk_full`.
    """
    refuse_no_site(folder)
    path = folder / KEYS
    with lock.holding(folder / LOCK):
        open_hub(folder, settings, clock).close()  # it opens; a change that was cut off is done
        keys = load_keys(path).followed_by(make_keys())
        try:
            change_keys(keys, path)
        except OSError as error:
            raise Refusal("disk_full") from error
        open_hub(folder, settings, clock).close()
    return keys


def standing(folder: Path) -> Standing:
    """The keys of the hub in this folder, and since when; also while it runs.

    Raises:
        Refusal: `site_missing`, `data_folder_wrong` where they cannot be read.
        sqlite3.DatabaseError: the database cannot.
    """
    refuse_no_site(folder)
    keys = load_keys(folder / KEYS)
    with closing(open_for_reading(folder / DATABASE)) as db:
        if keys.older:
            return Standing(keys, hub_keys.taken_up_at(db, keys.origin))
        return Standing(keys, audit.eldest_at(db))
