"""Years of data stay quick and small: busy sums are kept, what nobody can repeat is forgotten."""

from kiosk.acts import books as acts
from kiosk.acts import forgetting, retention
from kiosk.hub import Hub
from kiosk.jobs.clock import by_date
from kiosk.rules.instants import Instant
from kiosk.store import books

ACTS_A_RUN = 50
"""What is left then is left for the next run; other writers come in between."""
CLOSED_AFTER_ROWS = 1000


def close_books(hub: Hub, now: Instant) -> None:  # noqa: ARG001  an act is given its own instant
    """Keep the sums of busy accounts and shelves, once enough came to be worth a write."""
    with hub.read() as db:
        since, newest = books.closed(db), books.newest(db)
    new = max(newest.transfers - since.transfers, newest.stock_moves - since.stock_moves)
    if new < CLOSED_AFTER_ROWS:
        return
    for _ in range(ACTS_A_RUN):
        if not hub.write(acts.close_books):
            return


@by_date
def forget_done(hub: Hub, now: Instant) -> None:
    """Answered requests and done orders of more than a week go, a little at a time."""
    with hub.read() as db:
        waiting = forgetting.any_to_forget(db, now)
    if not waiting:
        return
    for _ in range(ACTS_A_RUN):
        if not hub.write(forgetting.forget_done):
            return


@by_date
def let_copies_go(hub: Hub, now: Instant) -> None:
    """Facts that their readers have safely go, and bytes of applied ones, a little at a time."""
    with hub.read() as db:
        waiting = retention.any_to_let_go(db, now)
    if not waiting:
        return
    for _ in range(ACTS_A_RUN):
        if not hub.write(retention.let_go):
            return


@by_date
def forget_uploads(hub: Hub, now: Instant) -> None:
    """Files that a station began to send and did not go on with for a week go."""
    hub.uploads.expire_all(now)


def hold_ballast(hub: Hub, now: Instant) -> None:  # noqa: ARG001  a job is given its instant
    """The file that is deleted on a full disk is there, or made again where there is room."""
    hub.ballast.hold()
