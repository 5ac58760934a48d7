"""A real hub in a folder of its own, and the people, seats and offers of a small café.

`make_hub` copies a database that was migrated once; `World` does through acts what staff would do.
"""

import secrets
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from fakes.at_once import AtOnce

from kiosk import passwords
from kiosk.acts import (
    cashier,
    front_desk,
    passes,
    people,
    seating,
    sponsorships,
    station_link,
    vouchers,
)
from kiosk.acts.seating import Identity
from kiosk.acts.selling import Counter
from kiosk.heard import Heard
from kiosk.hub import Hub
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.jobs.links import look_back
from kiosk.opening_hub import open_hub
from kiosk.protocol.enrolment import Newcomer, prove, read_code
from kiosk.protocol.keys import Keys, make_keys, save_keys
from kiosk.protocol.leases import Lease
from kiosk.rules.ledger import Transfer
from kiosk.rules.money import Money
from kiosk.rules.offers import Draft, Terms
from kiosk.rules.silences import Ear, heard_since
from kiosk.rules.sponsorships import Pledge
from kiosk.rules.subscriptions import Period
from kiosk.settings import HubSettings
from kiosk.store import ledger, offers, sessions, staff, subscriptions
from kiosk.store.offers import Offer
from kiosk.store.schema import bring_up_to_date

PASSWORD = "correct horse"
PIN = "4711"
CHANCE_BYTES = 7


@cache
def hashed(secret):
    """argon2 is slow on purpose, so each secret of the tests is hashed once."""
    return passwords.hash_of(secret)


@cache
def migrated():
    """A database with the hub's schema and nothing in it, in memory."""
    kept = sqlite3.connect(":memory:", check_same_thread=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE
        bring_up_to_date(path)
        with closing(sqlite3.connect(path)) as made:
            made.backup(kept)
    return kept


def make_hub(folder, clock, *, keys=None, **settings):
    """A hub on an empty, migrated database; the caller closes it."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / DATABASE)) as target:
        migrated().backup(target)
        target.execute("PRAGMA journal_mode = WAL")
    save_keys(keys or make_keys(), folder / KEYS)
    patient = {"signed_in_for_s": 10**9, "sign_in_idle_s": 10**9}  # tests move clocks by weeks
    hub = open_hub(folder, HubSettings(**{**patient, **settings}), clock)
    hub.backups.maker = AtOnce(clock)
    return hub


class World:
    """What a test says of a site, in the site's words."""

    def __init__(self, hub: Hub, clock) -> None:
        self.hub = hub
        self.given = hub.settings
        self.clock = clock
        self.stations: dict[int, str] = {}
        self.keys: dict[int, Keys] = {}

    def restart(self, *, off_s=0):
        """The machine is cut off and starts again with a clock that is off by so much."""
        self.clock.reboot()
        self.clock.jump_wall(seconds=off_s)
        self.restart_process()

    def restart_process(self):
        """The hub stops and starts again in the same boot, and all stations speak."""
        folder = self.hub.folder
        self.hub.close()
        self.hub = open_hub(folder, self.given, self.clock)
        look_back(self.hub)
        for seat in self.stations:
            self.beat(seat)

    # people

    def staff(self, sign_in="amina", *, role="operator", name=None, password=PASSWORD, pin=PIN):
        """Somebody who works here and has a PIN to agree with; returns the id."""
        person = self.hub.write(
            people.add_staff,
            sign_in=sign_in,
            name=name or f"{sign_in.title()} Wanjiru",
            role=role,
            password_hash=hashed(password),
            by="test",
        )
        self.hub.write(_set_pin, person=person, pin_hash=hashed(pin))
        return person

    def visitor(
        self, name="Grace Muthoni", *, code="471902", pin=PIN, group="visitor", language="en"
    ):
        """A registered visitor; returns the id."""
        return self.hub.write(
            people.register_visitor,
            name=name,
            language=language,
            group=group,
            pin_hash=hashed(pin),
            code=code,
            by="test",
        )

    def earn(self, visitor, minor, *, assignment=None):
        """Money on a visitor's account, as approved work brings it."""
        transfer = Transfer(
            id=f"earned:{assignment or secrets.token_hex(8)}",
            debit="exchange",
            credit=f"visitor:{visitor}",
            amount=Money(minor, self.hub.settings.currency),
            at=self.hub.now(),
            reason="work approved",
            reference="assignment:test",
        )
        self.hub.write(_post, transfer=transfer)

    # the desk

    def offer(
        self,
        offer="half-hour",
        *,
        title="30 min",
        seconds=1800,
        price_minor=4000,
        place=1,
        valid_s=30 * 86_400,
        terms=None,
    ):
        """A priced button at the desk; returns its id."""
        made = Offer(offer, title, seconds, price_minor, valid_s, place, terms or Terms())
        self.hub.write(_add_offer, offer=made)
        return offer

    def subscribe(self, visitor, *, by, title="Weekly", seconds=36_000, price_minor=20_000, **told):
        """A weekly subscription made and sold to a visitor; returns its id."""
        told = {"period": Period.WEEK, "arrears_days": 2, **told}
        draft = Draft(title, price_minor, seconds, 86_400, 8, **told)
        offer = self.hub.write(passes.make_offer, draft=draft, by=by)
        self.hub.write(front_desk.sell_pass, visitor=visitor, counter=Counter(offer, 10**9, by))
        with self.hub.read() as db:
            return subscriptions.live_of(db, visitor).id

    def sponsor(
        self, *, by, budget_minor=60_000, funder="County library", paid_by="funder", **told
    ):
        """A funder who pays for twenty students; returns the sponsorship's id."""
        pledge = Pledge(
            funder,
            frozenset({told.pop("group", "student")} - {""}),
            20,
            36_000,
            None,
            6_000,
            90,
            **told,
        )
        return self.hub.write(
            sponsorships.make_sponsorship,
            pledge=pledge,
            budget_minor=budget_minor,
            paid_by=paid_by,
            by=by,
        )

    def open_shift(self, by, *, float_minor=100_000):
        """A shift with a float; returns its id."""
        return self.hub.write(cashier.open_shift, float_minor=float_minor, by=by)

    def start(self, seat, *, by, offer="half-hour", visitor=None, tendered_minor=10_000):
        """A session sold at the desk, not yet taken up by its station; returns `Started`."""
        counter = Counter(offer, tendered_minor, by)
        return self.hub.write(front_desk.start_session, seat=seat, counter=counter, visitor=visitor)

    def sell_voucher(self, *, by, offer="half-hour", tendered_minor=10_000):
        """A voucher; returns `VoucherSold`."""
        return self.hub.write(vouchers.sell_voucher, counter=Counter(offer, tendered_minor, by))

    # seats

    def station(self, seat=1, *, zone="room", row_name="Window"):
        """A seat with an enrolled station that has real keys and has just reported; returns its origin."""
        code = self.enrol_code(seat, zone=zone, row_name=row_name)
        keys = make_keys()
        self.hub.write(station_link.enrol_station, newcomer=newcomer(keys, code))
        self.stations[seat], self.keys[seat] = keys.origin, keys
        self.beat(seat)
        return keys.origin

    def enrol_code(self, seat, *, zone="room", row_name="Window"):
        """A one-time code for a station at this seat."""
        return self.hub.write(
            station_link.add_station,
            seat=seat,
            zone=zone,
            row_name=row_name,
            by="test",
            chance=secrets.token_bytes(CHANCE_BYTES),
        )

    def beat(self, seat, *, state="locked", session="", used_s=0, waiting=0):
        """The station at this seat reports now."""
        now, before = self.hub.now(), self.hub.heard.get(self.stations[seat])
        ear = None if before is None else Ear(before.at, before.since)
        self.hub.heard[self.stations[seat]] = Heard(
            at=now,
            since=heard_since(ear, now),
            state=state,
            session=session,
            used_s=used_s,
            waiting=waiting,
            boot_id="boot-1",
            version="test",
        )

    def running(self, seat, session, *, used_s=0):
        """The station takes up the session that the desk opened, and reports."""
        self.hub.write(
            seating.take_session,
            station=self.stations[seat],
            session=session,
            boot_id="boot-1",
        )
        self.beat(seat, state="open", session=session, used_s=used_s)

    def sat(self, seat, visitor, *, by):
        """The visitor sat at this seat once; that session is over and nothing of it was used."""
        self.start(seat, by=by, visitor=visitor)
        self.hub.write(front_desk.settle_lost_session, seat=seat, by=by)

    def open_at_lock(self, seat, visitor) -> Lease:
        """A visitor signs in at the lock; returns the lease."""
        opened = self.hub.write(
            seating.open_by_identity,
            station=self.stations[seat],
            boot_id="boot-1",
            identity=Identity(visitor),
        )
        return opened.lease

    # what is kept

    def balance(self, account):
        """A ledger account's balance in minor units."""
        with self.hub.read() as db:
            return ledger.balance(db, account)

    def session_at(self, seat):
        """The open session at a seat, or None."""
        with self.hub.read() as db:
            return sessions.open_at(db, self.stations[seat])


def newcomer(keys, code, *, name="seat", currency="KES"):
    """What a station sends to be let in."""
    typed = read_code(code)
    return Newcomer(
        kind="station",
        token=typed.token,
        name=name,
        public_signing=keys.public_signing,
        public_sealing=keys.public_sealing,
        currency=currency,
        proof=prove(
            keys.signing,
            token=typed.token,
            host=typed.fingerprint,
            public_signing=keys.public_signing,
            public_sealing=keys.public_sealing,
        ),
    )


def _post(db, now, *, transfer: Transfer) -> None:
    ledger.post(db, transfer)


def _set_pin(db, now, *, person: str, pin_hash: str) -> None:
    staff.set_pin(db, person, pin_hash=pin_hash)


def _add_offer(db, now, *, offer: Offer) -> None:
    offers.add(db, offer)
