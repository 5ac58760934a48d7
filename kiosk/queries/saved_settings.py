"""Settings as their pages show them: what was saved, by whom, and what comes later."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import saved_settings, staff
from kiosk.store.saved_settings import SavedSetting

HISTORY_LIMIT = 20


@dataclass(frozen=True, slots=True)
class SavedLines:
    """What holds now by name, what comes, and what was saved last; who by their names."""

    held: dict[str, SavedSetting]
    coming: tuple[SavedSetting, ...]
    history: tuple[SavedSetting, ...]
    names: dict[str, str]


def saved_lines(db: Db, now: Instant, *, names: Sequence[str]) -> SavedLines:
    """The saved lines of a page's settings."""
    return SavedLines(
        {name: line for name, line in saved_settings.in_force(db, now).items() if name in names},
        tuple(line for line in saved_settings.coming(db, now) if line.name in names),
        saved_settings.latest(db, names=names, limit=HISTORY_LIMIT),
        staff.names(db),
    )


def held_now(db: Db, now: Instant) -> dict[str, SavedSetting]:
    """What was saved in the panel and holds now, by name."""
    return saved_settings.in_force(db, now)
