"""Closing the books: sums of busy accounts and shelves are kept, so that no balance grows slow."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import books
from kiosk.store.books import Closed

ROWS_AT_ONCE = 20_000
"""Transfers and stock moves that one act takes in, so that nobody waits long for the writer."""


def close_books(db: Db, now: Instant) -> bool:
    """Take in what came since, at most so much; returns whether there is more."""
    since, newest = books.closed(db), books.newest(db)
    upto = Closed(
        min(newest.transfers, since.transfers + ROWS_AT_ONCE),
        min(newest.stock_moves, since.stock_moves + ROWS_AT_ONCE),
    )
    books.close_upto(db, upto)
    return upto != newest
