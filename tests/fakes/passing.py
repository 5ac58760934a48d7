"""Exams as if a visitor had sat them, for whatever follows a pass."""

from kiosk.rules.instants import S_PER_DAY, later
from kiosk.store import training
from kiosk.store.training import AttemptRow, EditionRow

DAYS = 365


def passed(hub, visitor, *, edition="digits-e1", title="Read digits", passed=True, days=DAYS, n=1):
    """A marked exam with its qualification; returns the attempt's id."""
    attempt = f"{visitor}-{edition}-{n}"

    def sit(db, now):
        if training.edition(db, edition) is None:
            row = EditionRow(edition, edition[:-3], 1, title, "0" * 64, "1" * 64, 1)
            training.add_edition(db, now, row)
        row = AttemptRow(attempt, visitor, edition, "exam", n, "f/1/1", b"{}", 9, 10, passed)
        training.keep_attempt(db, now, row)
        if passed and days:
            until = later(now, seconds=days * S_PER_DAY)
            by = f"attempt:{attempt}"
            training.grant(db, now, visitor=visitor, name="digits", valid_until=until, by=by)

    hub.write(sit)
    return attempt
