"""Copies of facts that were kept long enough go, a little at a time. Source: DESIGN.md §8."""

from kiosk.disk.db import Db
from kiosk.link import sqlite_care, sqlite_inbox, sqlite_settled
from kiosk.rules.instants import S_PER_DAY, Instant, later

RAW_KEPT_DAYS = 30
"""What staff may still want to look into: a visitor asks for an answer of last week, not of last
year. It is in the tables all the same; only the letter that it came in goes."""
ROWS_AT_ONCE = 500


def any_to_let_go(db: Db, now: Instant) -> bool:
    """A look first, so that a quiet hub writes nothing."""
    return sqlite_settled.any_to_forget(db, now) or any(
        sqlite_care.has_raw_to_let_go(db, kept, upto=kept.safe_upto, before=_before(now))
        for kept in sqlite_inbox.all_kept(db)
    )


def let_go(db: Db, now: Instant) -> bool:
    """Forget sent facts that their readers have in a copy, and the bytes of applied ones.

    A fact that came to us keeps its bytes until a verified copy of ours has it. Returns whether
    there may be more.
    """
    gone = sqlite_settled.forget(db, now, limit=ROWS_AT_ONCE)
    for kept in sqlite_inbox.all_kept(db):
        if gone >= ROWS_AT_ONCE:
            return True
        gone += sqlite_care.let_raw_go(
            db, kept, upto=kept.safe_upto, before=_before(now), limit=ROWS_AT_ONCE
        )
    return gone >= ROWS_AT_ONCE


def _before(now: Instant) -> Instant:
    return later(now, seconds=-RAW_KEPT_DAYS * S_PER_DAY)
