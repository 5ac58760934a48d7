"""Visits of a year: who sat where, how long, and what it was paid with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from heapq import heappop, heappush

from benchmarks.year.counter import Counter
from benchmarks.year.people import Crowd
from benchmarks.year.receipts import Pattern, for_nothing, pattern

from kiosk.store.offers import Offer

MS_PER_S = 1000
TOP_UPS_MINOR = (20_000, 50_000, 100_000)
LOW_MINOR = 8000
EPOCH = "00000000000000ab"
FACT = bytes(280)
SIGNATURE = bytes(64)
KEPT_DAYS = 7
"""So long a hub keeps done orders and answered requests."""


@dataclass(frozen=True, slots=True)
class Place:
    """A seat with its station."""

    number: int
    zone: str
    station: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay at a seat."""

    at: int
    seconds: int
    day: str
    place: Place
    visitor: str

    @property
    def ends(self) -> int:
        """When it was over."""
        return self.at + self.seconds * MS_PER_S


class Visits:
    """Writes visits of every kind, each with all that the hub keeps of it."""

    def __init__(
        self, counter: Counter, crowd: Crowd, tariff: bytes, offers: Sequence[Offer]
    ) -> None:
        self.counter = counter
        self.book = counter.book
        self.crowd = crowd
        self.tariff = tariff
        self.offers = offers
        self.recent = False
        self._owed: list[tuple[int, str, Visit, str, int]] = []
        self._facts: dict[str, int] = {}
        self._orders: dict[str, int] = {}
        self._kinds: tuple[Callable[[Visit], None], ...] = (
            *(self._guest,) * 28,
            *(self._bought,) * 20,
            *(self._on_account,) * 27,
            *(self._paid_after,) * 10,
            *(self._on_voucher,) * 9,
            *(self._sponsored,) * 3,
            *(self._free,) * 3,
        )

    def add(self, visit: Visit) -> None:
        """One visit of some kind, by the seed."""
        self.settle(visit.at)
        self._kinds[self.book.chance.randrange(len(self._kinds))](visit)

    def _guest(self, visit: Visit) -> None:
        self._package(visit, self.crowd.guest(visit.at))

    def _bought(self, visit: Visit) -> None:
        subscription = self.crowd.subscription_pass(visit.visitor, visit.at)
        if subscription:
            self._covered(visit, visit.visitor, subscription)
        else:
            self._package(visit, visit.visitor)

    def _package(self, visit: Visit, visitor: str) -> None:
        offer = next(one for one in self.offers if one.seconds >= visit.seconds)
        held = self.crowd.sell(visit.at, offer, visitor)
        self._covered(visit, visitor, held)

    def _on_voucher(self, visit: Visit) -> None:
        fits = visit.seconds <= self.crowd.hour.seconds
        voucher = self.crowd.next_voucher(visit.at) if fits else None
        if voucher is None:
            self._guest(visit)
            return
        session = self._covered(visit, voucher.guest, voucher.pass_id)
        self.book.rows["voucher_use"].append((session, voucher.code))

    def _sponsored(self, visit: Visit) -> None:
        held = self.crowd.sponsored_pass(visit.at, visit.seconds)
        if held is None:
            self._free(visit)
            return
        visitor, pass_id = held
        session = self._covered(visit, visitor, pass_id)
        self.crowd.charge_sponsor(visit.ends, session, visitor, visit.seconds)

    def _on_account(self, visit: Visit) -> None:
        """Money is set aside, the price is taken from it, the rest goes back."""
        book, crowd, who = self.book, self.crowd, visit.visitor
        if crowd.balance[who] < LOW_MINOR:
            minor = TOP_UPS_MINOR[book.chance.randrange(len(TOP_UPS_MINOR))]
            self.counter.take(visit.at - 60_000, "top_up", "Money on the account", who, minor)
            self.counter.audit(visit.at - 60_000, "top_up", f"visitor:{who}")
            crowd.balance[who] += minor
        limit, paid = crowd.balance[who], self._pattern(visit, covered=False)
        total = min(limit, paid.total_minor)
        session = self._sat(visit, who, "account", paid, limit_minor=limit)
        about = f"session:{session}"
        path = (f"visitor:{who}", f"reserved:{session}")
        book.post(visit.at, f"reserve:{session}", *path, limit, "set aside for time", about)
        book.post(
            visit.ends, f"session:{session}", path[1], "sales:time", total, "time used", about
        )
        if limit > total:
            book.post(
                visit.ends, f"release:{session}", *path[::-1], limit - total, "time not used", about
            )
        crowd.balance[who] = limit - total
        book.rows["charged_day"].append((who, visit.day, session, paid.total_minor))

    def _paid_after(self, visit: Visit) -> None:
        """The money is taken a minute later (`settle`)."""
        book, at = self.book, visit.ends + 60_000
        who = self.crowd.guest(visit.at)
        paid = self._pattern(visit, covered=False)
        session = self._sat(visit, who, "postpaid", paid, limit_minor=100_000)
        book.rows["charged_day"].append((who, visit.day, session, paid.total_minor))
        heappush(self._owed, (at, session, visit, who, paid.total_minor))

    def settle(self, until: int) -> None:
        """What is owed by then is paid, in the shift of then; one of a hundred has walked out."""
        while self._owed and self._owed[0][0] <= until:
            self._settle(*heappop(self._owed))

    def _settle(self, at: int, session: str, visit: Visit, who: str, minor: int) -> None:
        book, seat = self.book, visit.place.number
        shift, by = self.counter.shift, self.counter.by
        if book.chance.randrange(100):
            self.counter.take_as(session, at, "session", "Time used", who, minor)
            how, why = "taken", ""
        else:
            how, why = "written_off", "walked out"
            about = f"session:{session}"
            book.post(at, f"due:{session}", "loss", "sales:time", minor, "time used", about)
            book.rows["walked_out"].append((session, seat, shift, by, at, why))
        book.rows["due"].append((session, seat, minor, visit.ends, at, how, shift, by, why))
        self.counter.audit(at, "take_due", f"session:{session}", why)

    def _free(self, visit: Visit) -> None:
        who = self.crowd.guest(visit.at)
        self._sat(visit, who, "free", for_nothing(visit.seconds), limit_s=7200)

    def _covered(self, visit: Visit, visitor: str, pass_id: str) -> str:
        session = self._sat(
            visit, visitor, "prepaid", self._pattern(visit, covered=True), pass_id=pass_id
        )
        self.book.rows["pass_spend"].append((session, pass_id, visit.seconds))
        self.book.rows["pass_day"].append((pass_id, visit.day, session, visit.seconds))
        return session

    def _pattern(self, visit: Visit, *, covered: bool) -> Pattern:
        zone, seconds = visit.place.zone, visit.seconds
        return pattern(self.tariff, zone=zone, seconds=seconds, covered=covered)

    def _sat(
        self,
        visit: Visit,
        visitor: str,
        kind: str,
        paid: Pattern,
        *,
        pass_id: str = "",
        limit_minor: int = 0,
        limit_s: int = 0,
    ) -> str:
        """A session that was opened, used and settled; returns its id."""
        rows, session, place = self.book.rows, self.book.new_id(), visit.place
        at, ends, seconds = visit.at, visit.ends, visit.seconds
        receipt = paid.dated(start=at, end=ends, day=visit.day, pass_id=pass_id)
        rows["session"].append(
            (
                *(session, visitor, place.station, place.number, "closed", at, self.tariff),
                *(seconds, seconds, ends, "time", receipt, kind, limit_minor, limit_s),
                *(paid.covered_s, paid.charged_s, 0),
            )
        )
        rows["session_fact"].append((session, "opened", at, place.zone, None))
        rows["session_fact"].append((session, "closed", ends, "", seconds))
        rows["lease"].append((session, self.book.new_id(), "boot", 1, seconds, at))
        self.counter.audit(at, "start_session", f"session:{session}")
        self._told(session, place.station, at=at, ends=ends)
        return session

    def _told(self, session: str, station: str, *, at: int, ends: int) -> None:
        """What the station was told and what it told: orders, its fact of the end, requests."""
        rows, n = self.book.rows, self._facts.get(station, 0) + 1
        self._facts[station] = n
        digest = sha256(session.encode()).digest()
        rows["inbox"].append(
            (
                *(station, EPOCH, n, "session_closed", digest, FACT, SIGNATURE),
                *("applied", "", "", ends),
            )
        )
        if not self.recent:
            return
        for kind, when in (("take", at), ("lock", ends)):
            m = self._orders.get(station, 100) + 1
            self._orders[station] = m
            rows["command"].append((station, m, kind, session, "", when, when + MS_PER_S))
            rows["request_done"].append((self.book.new_id(), kind, digest, b'"done"', when))

    def close(self) -> None:
        """How far each station was heard."""
        self.book.db.executemany(
            "INSERT INTO heard (origin, epoch, have, highest) VALUES (?, ?, ?, ?)",
            [(station, EPOCH, n, n) for station, n in self._facts.items()],
        )
