"""Failed sign-ins, by subject, a success forgets them; and sign-ins that were ended."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later, seconds_between
from kiosk.rules.lock_outs import is_over, locked_for_s

LAST_SIGN = "\x7f"
"""Comes after every sign of a subject's name."""
COUNTED_ALONE = ("visitor:", "pin:")
"""Subjects of short secrets that are one person's for one asker: their lock-outs grow."""
KEYPADS = "visitors@"
"""What the subject of a station's keypad begins with."""
KEYPADS_MOST = 50
"""So many locked keypads are shown and opened at once."""


def tries_of(code: str | None) -> str:
    """What all subjects of wrong tries with a visitor's code begin with."""
    return f"visitor:{code}@"


def desk_tries_of(code: str | None) -> str:
    """The subject of PINs of a visitor that are typed at the desk, as a yes."""
    return f"{tries_of(code)}desk"


def locked_until(db: Db, subject: str, now: Instant) -> Instant | None:
    """Until when this subject is locked out; None when it may try."""
    row = db.execute(
        "SELECT until FROM lock_out WHERE subject = :subject AND until > :now",
        {"subject": subject, "now": now},
    ).fetchone()
    return None if row is None else Instant(row["until"])


def note_failure(db: Db, now: Instant, *, subject: str, tries: int, lock_out_s: int) -> bool:
    """Count a failure; returns whether it locked the subject out, in a row each time longer.

    `lock_out_s` is how long the first one lasts.
    """
    row = db.execute(
        """
        INSERT INTO lock_out (subject, failures, until)
        VALUES (:subject, 1, 0)
        ON CONFLICT (subject) DO UPDATE SET failures = failures + 1
        RETURNING failures, until, times
        """,
        {"subject": subject},
    ).fetchone()
    if row["failures"] < tries:
        return False
    before = _in_a_row(subject, now, ended=Instant(row["until"]), times=row["times"])
    for_s = locked_for_s(before=before, first_s=lock_out_s)
    db.execute(
        """
        UPDATE lock_out
        SET failures = 0, until = :until, times = :times
        WHERE subject = :subject
        """,
        {"subject": subject, "until": later(now, seconds=for_s), "times": before + 1},
    )
    return True


def _in_a_row(subject: str, now: Instant, *, ended: Instant, times: int) -> int:
    if not subject.startswith(COUNTED_ALONE) or is_over(ended_s_ago=seconds_between(ended, now)):
        return 0
    return times


def forget(db: Db, subject: str) -> None:
    """A success: earlier failures no longer count."""
    db.execute("DELETE FROM lock_out WHERE subject = :subject", {"subject": subject})


def lock_until(db: Db, now: Instant, *, subject: str, until: Instant) -> None:
    """Lock a subject out at once; what was over by now is forgotten."""
    db.execute(
        "DELETE FROM lock_out WHERE subject LIKE 'sign-in:%' AND until <= :now", {"now": now}
    )
    db.execute(
        """
        INSERT INTO lock_out (subject, failures, until)
        VALUES (:subject, 0, :until)
        ON CONFLICT (subject) DO UPDATE SET until = max(until, excluded.until)
        """,
        {"subject": subject, "until": until},
    )


@dataclass(frozen=True, slots=True)
class LockOut:
    """Who may not try until when."""

    subject: str
    until: Instant


def locked(db: Db, now: Instant, *, start: str, limit: int) -> tuple[LockOut, ...]:
    """Whom wrong tries lock out now, of the subjects that begin so."""
    rows = db.execute(
        """
        SELECT subject, until
        FROM lock_out
        WHERE subject >= :start AND subject < :end AND until > :now
        ORDER BY subject
        LIMIT :limit
        """,
        {"start": start, "end": start + LAST_SIGN, "now": now, "limit": limit},
    )
    return tuple(LockOut(row["subject"], Instant(row["until"])) for row in rows)


def forget_all(db: Db, *, start: str, but: str = "") -> None:
    """Forget the failures of all subjects that begin so, save one."""
    db.execute(
        "DELETE FROM lock_out WHERE subject >= :start AND subject < :end AND subject <> :but",
        {"start": start, "end": start + LAST_SIGN, "but": but},
    )
