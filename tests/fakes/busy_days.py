"""Days of a café at random: whatever a desk does with money and seats, from numbers that a test draws."""

from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

from fakes.machines import SeatMachine, look

from kiosk.acts import accounts, cashier, dues, front_desk, refunds
from kiosk.acts.granting import Terms
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.protocol.bodies import SessionUsed
from kiosk.queries.asking import Ask
from kiosk.rules.periods import Period, Preset, period_named
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import shifts

PLENTY = 10**6
ACTS = (
    *("sit", "sit_student", "voucher", "top_up", "after", "account", "renew", "discount", "mobile"),
    *("end", "end", "pause", "refund", "undo", "take_due", "write_off", "hour", "night"),
)


class BusyDays:
    """Does what it is told and lets pass what the house refuses."""

    def __init__(self, world) -> None:
        self.world, self.hub, self.clock = world, world.hub, world.clock
        self.machines = {}
        self.sales, self.running = [], {}
        self.second = world.staff("second", role="owner", name="Second Person")
        self.student = world.visitor("Asha Noor", code="471903", group="student")
        opened = look(world, shifts.open_one)
        self.shift = None if opened is None else opened.id
        self.n = 0

    def do(self, act, pick):
        """One act; `pick` chooses whom or what."""
        self.n += 1
        self._open()
        with suppress(Refusal):
            getattr(self, f"_{act}")(pick)

    def machine(self, seat):
        """The station at a seat, whose facts are numbered on."""
        if seat not in self.machines:
            self.machines[seat] = SeatMachine(self.world, seat)
        return self.machines[seat]

    def _open(self):
        if self.shift is None:
            self.shift = self.world.open_shift(self.world.amina)

    def _counter(self, pay=None):
        return Counter("half-hour", PLENTY, self.world.amina, pay or Pay())

    def _seat(self, pick):
        return 1 + pick % 2

    def _sit(self, pick, *, visitor=None, pay=None):
        seat = self._seat(pick)
        self.world.beat(seat)
        started = self.hub.write(
            front_desk.start_session, seat=seat, counter=self._counter(pay), visitor=visitor
        )
        self.sales.append(started.sale)
        self._runs(seat, started.session)

    def _runs(self, seat, session):
        self.world.running(seat, session)
        self.running[seat] = session

    def _sit_student(self, pick):
        self._sit(pick, visitor=self.student)

    def _discount(self, pick):
        self._sit(pick, pay=Pay(discount_minor=500 + pick, reason="a friend"))

    def _mobile(self, pick):
        self._sit(pick, pay=Pay(Tender.MOBILE, "M-Pesa", f"REF{self.n}"))

    def _voucher(self, _pick):
        self.sales.append(self.world.sell_voucher(by=self.world.amina, tendered_minor=PLENTY).sale)

    def _top_up(self, pick):
        coin_minor = self.hub.site.settings.smallest_coin_minor
        minor = (3_003 + pick) // coin_minor * coin_minor
        paid = self.hub.write(
            accounts.top_up,
            visitor=self.student,
            amount_minor=minor,
            tendered_minor=PLENTY,
            pay=Pay(),
            by=self.world.amina,
        )
        self.sales.append(paid)

    def _metered(self, pick, terms, visitor):
        seat = self._seat(pick)
        self.world.beat(seat)
        told = {"seat": seat, "visitor": visitor, "terms": terms, "by": self.world.amina}
        self._runs(seat, self.hub.write(front_desk.start_metered, **told))

    def _after(self, pick):
        self._metered(pick, Terms("postpaid"), None)

    def _account(self, pick):
        self._metered(pick, Terms("account"), self.student)

    def _renew(self, _pick):
        self._top_up(20_000)
        self.world.subscribe(self.student, by=self.world.amina)

    def _end(self, pick):
        seat = self._seat(pick)
        session = self.running.pop(seat, None)
        if session is None:
            return
        used_s = 60 * (pick % 29 + 1)
        self.clock.forward(seconds=used_s)
        self.machine(seat).close(session, used_s=used_s)
        self.world.beat(seat)

    def _pause(self, pick):
        seat = self._seat(pick)
        if seat in self.running:
            self.clock.forward(minutes=1)
            self.machine(seat).tell(SessionUsed(self.running[seat], 60, "paused"))

    def _refund(self, pick):
        if self.sales:
            sale = self.sales[pick % len(self.sales)]
            refund = Refund(sale, 100 + pick, "cash", "slow", self.world.amina, self.second)
            self.hub.write(refunds.give_back, refund=refund)

    def _undo(self, _pick):
        if self.sales:
            told = {"sale": self.sales[-1], "by": self.world.amina, "reason": "a slip"}
            self.hub.write(refunds.undo_sale, **told)

    def _take_due(self, pick):
        told = {"seat": self._seat(pick), "tendered_minor": PLENTY, "by": self.world.amina}
        self.hub.write(dues.take_due, **told)

    def _write_off(self, pick):
        told = {"seat": self._seat(pick), "reason": "gone", "by": self.world.amina}
        self.hub.write(dues.write_off_due, **told)

    def _hour(self, pick):
        self.clock.forward(minutes=20 + pick % 90)

    def _night(self, pick):
        """Everybody goes home, the drawer is counted, and some days pass."""
        for seat in tuple(self.running):
            self._end(seat - 1)
        counted = self.world.balance(f"till:{self.shift}") - pick % 3
        told = {"counted_minor": counted, "by": self.world.amina}
        self.hub.write(cashier.count_drawer, **told)
        self.hub.write(cashier.close_shift, reason="short", **told)
        self.shift = None
        self.clock.forward(hours=8 + pick % 40)


def allow_paying_after(hub, **changes):
    """Sessions may be paid after, up to a cap; and whatever else a test sets."""
    hub.settings = replace(hub.settings, postpaid_cap_minor=20_000, **changes)
    hub.site = replace(hub.site, settings=hub.settings)


def asked(world, first="2026-11-01", last="2026-12-31"):
    """A question for days in which the fake clock runs."""
    period = Period(Preset.FROM_TO, first, last)
    return Ask(period, world.hub.now(), world.hub.settings)


def this_week(world):
    """A question for the week."""
    today = local_day(world.hub.now(), ZoneInfo(world.hub.settings.timezone))
    return Ask(period_named("week", today=today), world.hub.now(), world.hub.settings)
