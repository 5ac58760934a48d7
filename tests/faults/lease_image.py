"""The café of leases on its first morning: databases, keys and people that every schedule begins with."""

import contextlib
import sqlite3
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fakes.clock import START, FakeClock
from fakes.hub_world import World, make_hub
from faults.lease_machines import OFFLINE_OK_S, Disk

from kiosk.acts import accounts, front_desk
from kiosk.acts.selling import Counter as Desk
from kiosk.acts.vouchers import paper_text
from kiosk.hub_folder import DATABASE
from kiosk.protocol.cards import write_card
from kiosk.rules.tenders import Pay
from kiosk.store import vouchers
from station_agent.store import hub_time as heard_before
from station_agent.store.hub_time import Heard
from station_agent.store.open import open_store

SEATS = (1, 2, 3)
BOUGHT_S, SUBSCRIBED_S = 90, 200
PER_HOUR_MINOR = 36_000
"""Ten minor units a second, so that a second more or less is seen."""
PRICE_MINOR = 900
MONEY_MINOR = 20_000
VISITORS = {"package": "471901", "account": "471902", "subscription": "471903", "nothing": "471904"}
CARDS = {"card with a package": "package", "card alone": "nothing"}


@dataclass(frozen=True)
class Image:
    """What every schedule begins with: the databases, and who is who."""

    hub: sqlite3.Connection
    station: sqlite3.Connection
    keys: object
    settings: object
    stations: dict
    visitors: dict
    by: str
    voucher: str
    paper: str
    cards: dict


@cache
def image():
    """The café on its first morning, made by the acts of its desk once."""
    folder = tempfile.TemporaryDirectory()
    place, clock = Path(folder.name), FakeClock()
    told = {"increment_s": 1, "per_hour_minor": PER_HOUR_MINOR, "offline_ok_s": OFFLINE_OK_S}
    hub = make_hub(place / "hub", clock, **told, postpaid_cap_minor=MONEY_MINOR)
    cafe = World(hub, clock)
    by = cafe.staff()
    cafe.open_shift(by)
    cafe.offer(seconds=BOUGHT_S, price_minor=PRICE_MINOR)
    for seat in SEATS:
        cafe.station(seat)
    who = {name: cafe.visitor(name, code=code) for name, code in VISITORS.items()}
    hub.write(front_desk.sell_pass, visitor=who["package"], counter=Desk("half-hour", 10**6, by))
    cafe.subscribe(who["subscription"], by=by, seconds=SUBSCRIBED_S, price_minor=PRICE_MINOR)
    paid = {"amount_minor": MONEY_MINOR, "tendered_minor": MONEY_MINOR, "pay": Pay(), "by": by}
    hub.write(accounts.top_up, visitor=who["account"], **paid)
    code = cafe.sell_voucher(by=by).code
    with hub.read() as db:
        paper = paper_text(hub.site, vouchers.by_code(db, code))
    hub.write(_nothing_is_told)
    settings, keys = hub.settings, hub.keys
    hub.close()
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    with contextlib.closing(sqlite3.connect(place / "hub" / DATABASE)) as made:
        made.backup(kept)
    (place / "station").mkdir()
    open_store(place / "station", clock).close()
    station = sqlite3.connect(":memory:", check_same_thread=False)
    with contextlib.closing(sqlite3.connect(place / "station" / "station.sqlite")) as made:
        made.backup(station)
    heard_before.keep(station, Heard("an earlier boot", 0, START))
    station.commit()
    codes = {VISITORS[name]: visitor for name, visitor in who.items()}
    folder.cleanup()
    cards = {who: write_card(keys.signing, code=VISITORS[whose]) for who, whose in CARDS.items()}
    return Image(kept, station, keys, settings, cafe.keys, codes, by, code, paper, cards)


def _nothing_is_told(db, now):
    """Windows and modules are no matter of leases: stations need not fetch them."""
    del now
    db.execute("DELETE FROM outbox")
    db.execute("DELETE FROM stream")


@cache
def disks():
    """The disks of the hub and of the seats."""
    made = image()
    return {0: Disk(made.hub)} | {seat: Disk(made.station) for seat in SEATS}
