"""A month of a centre with 24 seats: what staff and visitors do, drawn by seed, and what they know.

`Tally` is kept by the one who looks on: each coin that goes over the counter and each second of each
session is written down where it happens, by nobody's rules but arithmetic.
"""

import heapq
from collections import Counter as Counts
from dataclasses import dataclass, field
from random import Random

from fakes.machines import SeatMachine

from kiosk.acts import cashier, dues, front_desk, products, refunds, vouchers
from kiosk.acts.granting import Terms
from kiosk.acts.products import Basket
from kiosk.acts.refunds import Refund
from kiosk.acts.seating import start_voucher
from kiosk.acts.selling import Counter
from kiosk.jobs.table import JOBS

SEATS = 24
FLOAT_MINOR = 100_000
PER_HOUR_MINOR = 7_000
OFFERS = {"quarter": (900, 2_000), "half-hour": (1_800, 4_000), "hour": (3_600, 7_000)}
TEA_MINOR = 2_000
SHIFT_S = 6 * 3_600
LEAST_S = 60
"""Nobody comes back for less than a minute on a voucher."""
COUNTING_S = 120
PAY_AFTER_CAP_MINOR = 100_000
KINDS = ("paid",) * 10 + ("after",) * 4 + ("free",) + ("voucher",) * 2 + ("tea",) * 2
NEVER_BY_TEST = frozenset({"back_up", "send_to_exchange", "pull_from_exchange", "watch_internet"})


@dataclass
class ShiftTally:
    """What one operator's shift took, and how it was used."""

    taken_minor: int = 0
    back_minor: int = 0
    missing_minor: int = 0
    seconds: Counts = field(default_factory=Counts)
    sessions: int = 0


@dataclass(order=True)
class Visit:
    """A session that runs: it ends at `ends` after `used_s`."""

    ends: int
    seat: int
    kind: str = field(compare=False)
    session: str = field(compare=False)
    used_s: int = field(compare=False)
    payment: str = field(compare=False, default="")
    price_minor: int = field(compare=False, default=0)
    held_s: int = field(compare=False, default=0)
    voucher: str = field(compare=False, default="")


class Month:
    """Thirty days, two shifts a day."""

    def __init__(self, world, seed) -> None:
        self.world, self.hub, self.clock = world, world.hub, world.clock
        self.chance = Random(seed)
        self.shifts: dict[str, ShiftTally] = {}
        self.running: list[Visit] = []
        self.vouchers: list[tuple[str, int]] = []
        self.machines: dict[int, SeatMachine] = {}
        self.open_up()

    def open_up(self):
        world = self.world
        self.staff = [world.staff("amina"), world.staff("juma")]
        self.owner = world.staff("naomi", role="owner")
        for place, (name, (seconds, minor)) in enumerate(OFFERS.items(), 1):
            world.offer(name, title=name, seconds=seconds, price_minor=minor, place=place)
        told = {"title": "Tea", "price_minor": TEA_MINOR, "came": 5_000, "by": self.owner}
        self.tea = self.hub.write(products.set_product, **told)
        for seat in range(1, SEATS + 1):
            world.station(seat)
            self.machines[seat] = SeatMachine(world, seat)

    def run(self, days=30, visits=24):
        """Live through it; each day begins at the same hour."""
        for _day in range(days):
            began = self.clock.now()
            for by in self.staff:
                self.work_a_shift(by, visits=visits)
            self.run_jobs()
            left_s = 86_400 - (self.clock.now() - began) // 1_000
            self.clock.forward(seconds=left_s)
            for seat in self.machines:
                self.world.beat(seat)
            self.run_jobs()

    def run_jobs(self):
        for job in JOBS:
            if job.name not in NEVER_BY_TEST:
                job.run(self.hub, self.hub.now())

    def work_a_shift(self, by, *, visits):
        shift = self.world.open_shift(by, float_minor=FLOAT_MINOR)
        self.tally = self.shifts[shift] = ShiftTally()
        for _visit in range(visits):
            self.pass_time(self.chance.randint(60, SHIFT_S // visits))
            self.come_in(self.chance.choice(KINDS), by)
        while self.running:
            self.pass_time(max(0, self.running[0].ends - self.now_s()))
        self.pass_time(COUNTING_S)
        self.close(by)
        self.pass_time(COUNTING_S)

    def close(self, by):
        """Count the drawer; on some days a coin is missing."""
        tally = self.tally
        tally.missing_minor = self.chance.choice((0, 0, 0, 500, 1_000))
        counted = FLOAT_MINOR + tally.taken_minor - tally.back_minor - tally.missing_minor
        self.hub.write(cashier.count_drawer, counted_minor=counted, by=by)
        why = "a coin is missing" if tally.missing_minor else ""
        self.hub.write(cashier.close_shift, counted_minor=counted, reason=why, by=by)

    def now_s(self):
        return self.clock.now() // 1_000

    def pass_time(self, seconds):
        """Sessions end when they end, each on its second."""
        until = self.now_s() + seconds
        while self.running and self.running[0].ends <= until:
            visit = heapq.heappop(self.running)
            self.clock.forward(seconds=visit.ends - self.now_s())
            self.go_out(visit)
        self.clock.forward(seconds=until - self.now_s())

    def come_in(self, kind, by):
        free = sorted(set(self.machines) - {visit.seat for visit in self.running})
        seat = self.chance.choice(free)
        getattr(self, f"_{kind}")(seat, by)

    def _sits(self, kind, seat, session, limit_s, **told):
        """The station takes the session up; the visitor leaves early, or when the time is over."""
        leaves = (
            self.chance.randint(1 + LEAST_S // 2, limit_s)
            if self.chance.random() < 0.6
            else limit_s
        )
        self.world.running(seat, session)
        heapq.heappush(
            self.running, Visit(self.now_s() + leaves, seat, kind, session, leaves, **told)
        )

    def _paid(self, seat, by):
        offer = self.chance.choice(list(OFFERS))
        seconds, minor = OFFERS[offer]
        started = self.world.start(seat, by=by, offer=offer)
        self.tally.taken_minor += minor
        told = {"payment": started.sale, "price_minor": minor, "held_s": seconds}
        self._sits("paid", seat, started.session, seconds, **told)

    def _after(self, seat, by):
        told = {"seat": seat, "visitor": None, "terms": Terms("postpaid"), "by": by}
        session = self.hub.write(front_desk.start_metered, **told)
        self._sits("after", seat, session, 5_400)

    def _free(self, seat, by):
        terms = Terms("free", limit_s=1_200, reason="a first visit")
        told = {"seat": seat, "visitor": None, "terms": terms, "by": by}
        self._sits("free", seat, self.hub.write(front_desk.start_metered, **told), 1_200)

    def _voucher(self, seat, by):
        """Sold on one visit, used on a later one, till its time is used up."""
        if len(self.vouchers) < 3:
            sold = self.hub.write(vouchers.sell_voucher, counter=Counter("half-hour", 10_000, by))
            self.tally.taken_minor += OFFERS["half-hour"][1]
            self.vouchers.append((sold.code, OFFERS["half-hour"][0]))
            return
        code, left_s = self.vouchers.pop(0)
        session = self.hub.write(start_voucher, seat=seat, code=code, by=by)
        self._sits("voucher", seat, session, left_s, voucher=code, held_s=left_s)

    def _tea(self, _seat, by):
        basket = Basket(((self.tea, 2),), 2 * TEA_MINOR, by)
        self.hub.write(products.sell_products, basket=basket, visitor=None)
        self.tally.taken_minor += 2 * TEA_MINOR

    def go_out(self, visit):
        """The station locks and says what was used; the desk does what it has to."""
        assert self.machines[visit.seat].close(visit.session, used_s=visit.used_s) == [
            ("stored", "")
        ]
        self.world.beat(visit.seat)
        self.tally.sessions += 1
        getattr(self, f"_left_{visit.kind}")(visit)

    def _left_paid(self, visit):
        self.tally.seconds["passes"] += visit.used_s
        if self.chance.random() < 0.05:
            self._give_back(visit)

    def _give_back(self, visit):
        """Half of the money back: who used half of the time has paid for what was used."""
        minor = visit.price_minor // 2
        by = self.staff[(len(self.shifts) - 1) % 2]
        refund = Refund(visit.payment, minor, "cash", "the computer was slow", by, self.owner)
        self.hub.write(refunds.give_back, refund=refund)
        self.tally.back_minor += minor
        self.tally.seconds["back"] += max(0, visit.used_s - visit.held_s // 2)

    def _left_after(self, visit):
        by = self.staff[(len(self.shifts) - 1) % 2]
        if self.chance.random() < 0.1:
            told = {"seat": visit.seat, "reason": "left without a word", "by": by}
            self.hub.write(dues.write_off_due, **told)
            self.tally.seconds["written_off"] += visit.used_s
            return
        told = {"seat": visit.seat, "tendered_minor": PAY_AFTER_CAP_MINOR, "by": by}
        self.hub.write(dues.take_due, **told)
        charged_s = -(-visit.used_s // 60) * 60
        self.tally.taken_minor += (charged_s * PER_HOUR_MINOR * 2 + 3_600) // 7_200
        self.tally.seconds["charged"] += visit.used_s

    def _left_free(self, visit):
        self.tally.seconds["free"] += visit.used_s

    def _left_voucher(self, visit):
        self.tally.seconds["passes"] += visit.used_s
        left_s = visit.held_s - visit.used_s
        if left_s > LEAST_S:
            self.vouchers.append((visit.voucher, left_s))
