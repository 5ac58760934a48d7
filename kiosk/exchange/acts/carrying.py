"""Hop 2 by hand, at the exchange: what was written for a hub and what was read of it."""

from sqlalchemy import Connection

from kiosk.exchange.acts.allotting import acknowledge
from kiosk.exchange.office import Office
from kiosk.exchange.store import carried, people
from kiosk.exchange.store.carried import Carried
from kiosk.exchange.store.transactions import in_lane
from kiosk.protocol.bundles import Acknowledgement
from kiosk.rules.instants import Instant

ABOUT = 12


def _hub(*, hub: str, **_others: object) -> str:
    return hub


def note_carried(db: Connection, now: Instant, *, office: Office, told: Carried, by: str) -> bool:
    """Keep what was carried, once, and by whom; whether that is news."""
    del office
    is_news = carried.note(db, now, told)
    if is_news:
        act = "write_bundle" if told.direction == "written" else "read_bundle"
        people.record(db, now, who=by, what=act, target=told.bundle[:ABOUT])
    return is_news


@in_lane(_hub)
def take_word(
    db: Connection, now: Instant, *, office: Office, hub: str, word: Acknowledgement
) -> None:
    """The hub has our facts so far, and has read these bundles of ours."""
    for kept in word.kept:
        acknowledge(db, now, office=office, hub=hub, epoch=kept.epoch, seq=kept.have)
    carried.settle(db, now, hub=hub, bundles=word.bundles)
