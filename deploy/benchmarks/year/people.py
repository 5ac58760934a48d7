"""The people of a year: registered visitors, guests, what they hold, and the tasks they did."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from benchmarks.year.book import Book
from benchmarks.year.counter import MS_PER_HOUR, Counter

from kiosk.rules.vouchers import RANDOM_BYTES, make_code
from kiosk.store.offers import Offer

FIRST = (
    *("Grace", "Amina", "Brian", "Faith", "Kevin", "Mercy", "Peter", "Achieng", "Otieno", "Wanja"),
    *("Ali", "Zeinab", "Omar", "Halima", "Samuel", "Joyce", "Daniel", "Lucy", "Moses", "Esther"),
    *("يوسف", "فاطمة", "Juma", "Naomi", "Victor", "Ruth", "Isaac", "Sarah", "Collins", "Irene"),
)
LAST = (
    *("Muthoni", "Wanjiru", "Odhiambo", "Kamau", "Njeri", "Mwangi", "Atieno", "Kiptoo", "Chebet"),
    *("Hassan", "Abdi", "Mohamed", "Okoth", "Wambui", "Kariuki", "Nyambura", "Mutua", "Kilonzo"),
    *("Barasa", "Wekesa", "Cheruiyot", "Koech", "Onyango", "Achieng", "Maina", "Gitau", "حسن"),
)
GROUPS = ("visitor",) * 6 + ("student",) * 2 + ("job-seeker", "retiree")
FIRST_CODE = 100_000
DAY_MS = 24 * MS_PER_HOUR
LASTS_DAYS = 30
BATCH = 200
UNSOLD = 20
"""Vouchers of each batch that lie printed in somebody's stack."""
REWARD_MINOR = 500
HIT_TYPE = "label-photos"
PAY_OUT_MINOR = 5000


@dataclass(frozen=True, slots=True)
class Sponsor:
    """A sponsorship that is in the database, and its money."""

    id: str
    offer: str
    per_hour_minor: int


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher that was just sold."""

    code: str
    guest: str
    pass_id: str


class Crowd:
    """Knows who exists and what they hold."""

    def __init__(self, counter: Counter, hour: Offer, monthly: Offer, sponsor: Sponsor) -> None:
        self.counter = counter
        self.book: Book = counter.book
        self.hour = hour
        self.monthly = monthly
        self.sponsor = sponsor
        self.registered: list[str] = []
        self.balance: dict[str, int] = {}
        self._stack: deque[tuple[str, str, str, int, int]] = deque()
        self._subscribers: dict[str, str] = {}
        self._periods: dict[str, tuple[int, int]] = {}
        self._sponsored: list[str] = []
        self._with_pass: set[str] = set()
        self._works = 0

    def register(self, at: int, count: int) -> None:
        """So many people with a card."""
        names = [f"{first} {last}" for first, last in product(FIRST, LAST)]
        for n in range(count):
            who = self.book.new_id()
            self.registered.append(who)
            self.balance[who] = 0
            name = names[self.book.chance.randrange(len(names))]
            middle = chr(ord("A") + n % 26)
            kept = name.replace(" ", f" {middle}. ", 1)
            group = GROUPS[n % len(GROUPS)]
            self.book.rows["visitor"].append(
                (who, str(FIRST_CODE + n), kept, "en", group, "never checked", f"A{who[:16]}", at)
            )
            self.counter.audit(at, "register_visitor", f"visitor:{who}")

    def guest(self, at: int) -> str:
        """Somebody without a name."""
        who = self.book.new_id()
        self.book.rows["visitor"].append((who, None, "", "en", "visitor", None, f"A{who[:16]}", at))
        return who

    def sell(self, at: int, offer: Offer, visitor: str, pass_id: str = "") -> str:
        """A pass over the counter; returns its id."""
        held = pass_id or self.book.new_id()
        paid = self.counter.take(at, "pass", offer.title, visitor, offer.price_minor)
        row = self.book.rows["payment"][-1]
        if not pass_id:
            lapses = at + offer.valid_s * 1000
            self._hold(held, visitor, offer, "package", at, lapses)
        self.book.rows["sale"].append(
            (
                *(paid, self.counter.shift, self.counter.by, at, offer.id, held, visitor),
                *(row[-1], row[-1]),
            )
        )
        self.counter.audit(at, "sell", f"sale:{paid}")
        return held

    def _hold(self, held: str, visitor: str, offer: Offer, kind: str, at: int, lapses: int) -> None:
        begins = at if kind == "subscription" else None
        self.book.rows["pass"].append(
            (held, visitor, offer.id, kind, offer.seconds, at, lapses, begins)
        )

    # vouchers

    def print_batch(self, at: int) -> None:
        """Two hundred vouchers of an hour in somebody's stack."""
        batch, hour, by = self.book.new_id(), self.hour, self.counter.by
        lapses = at + 400 * DAY_MS
        self.book.rows["voucher_batch"].append(
            (batch, hour.id, hour.title, hour.seconds, hour.price_minor, BATCH, by, at, lapses)
        )
        for n in range(1, BATCH + 1):
            code = make_code(self.book.chance.randbytes(RANDOM_BYTES))
            guest = self.guest(at)
            if n > BATCH - UNSOLD:
                row = (code, "printed", guest, hour.seconds, lapses, batch, n, by, None, None, None)
                self.book.rows["voucher"].append(row)
            else:
                self._stack.append((batch, code, guest, n, lapses))

    def next_voucher(self, at: int) -> Voucher | None:
        """Sell the next one of the stack, if there is any; one of ten is kept for later."""
        if not self._stack:
            return None
        batch, code, guest, n, lapses = self._stack.popleft()
        pass_id = self.sell(at, self.hour, guest)
        state = "sold" if n % 10 == 0 else "used_up"
        by = self.counter.by
        self.book.rows["voucher"].append(
            (code, state, guest, self.hour.seconds, lapses, batch, n, by, pass_id, by, at)
        )
        return Voucher(code, guest, pass_id)

    # subscriptions and sponsorships

    def subscribe(self, visitors: Sequence[str]) -> None:
        """These will have a monthly subscription from their day on."""
        self._subscribers = {who: self.book.new_id() for who in visitors}

    def renew(self, at: int, day: int) -> None:
        """Those whose day it is pay another month: the first at the till, then from the account."""
        for n, (who, subscription) in enumerate(self._subscribers.items()):
            if day % LASTS_DAYS != n % LASTS_DAYS:
                continue
            period = self._periods.get(who, (0, 0))[0] + 1
            held = f"subscription:{subscription}:{period:05d}"
            ends = at + LASTS_DAYS * DAY_MS
            self._periods[who] = (period, ends)
            self._hold(held, who, self.monthly, "subscription", at, ends)
            paid = self._pay_period(at, who, subscription, held, is_first=period == 1)
            self.book.rows["subscription_period"].append(
                (subscription, period, held, at, ends, self.monthly.price_minor, paid, at)
            )

    def _pay_period(
        self, at: int, who: str, subscription: str, held: str, *, is_first: bool
    ) -> str:
        price = self.monthly.price_minor
        if is_first:
            self.sell(at, self.monthly, who, held)
            return "till"
        if self.balance[who] < price:
            self.counter.take(at - 1000, "top_up", "Money on the account", who, price)
            self.balance[who] += price
        self.balance[who] -= price
        self.book.post(
            at,
            held,
            f"visitor:{who}",
            "sales:pass",
            price,
            "subscription",
            f"subscription:{subscription}",
        )
        return "account"

    def subscription_pass(self, who: str, at: int) -> str:
        """The pass of a running subscription, "" where there is none."""
        period, ends = self._periods.get(who, (0, 0))
        return f"subscription:{self._subscribers[who]}:{period:05d}" if ends > at else ""

    def keep_subscriptions(self) -> None:
        """How each one stands at the end."""
        for who, subscription in self._subscribers.items():
            n, ends = self._periods.get(who, (0, 0))
            if n:
                starts, made_at = ends - LASTS_DAYS * DAY_MS, ends - n * LASTS_DAYS * DAY_MS
                self.book.rows["subscription"].append(
                    (
                        *(subscription, who, self.monthly.id, "running", n, starts, ends),
                        *(starts, n, 1, made_at),
                    )
                )
                price, by = self.monthly.price_minor, self.counter.by
                self.book.rows["renewal_consent"].append(
                    (subscription, who, price, "desk", by, made_at)
                )

    def pay_for(self, visitors: Sequence[str]) -> None:
        """The sponsor pays for these."""
        self._sponsored = list(visitors)

    def sponsored_pass(self, at: int, seconds: int) -> tuple[str, str] | None:
        """One of them with the sponsorship's pass, as the visitor sits down."""
        if not self._sponsored or seconds <= 0:
            return None
        who = self._sponsored[self.book.chance.randrange(len(self._sponsored))]
        held = f"sponsorship:{self.sponsor.id}:{who}"
        if held not in self._with_pass:
            self._with_pass.add(held)
            ends = at + 730 * DAY_MS
            self.book.rows["pass"].append(
                (held, who, self.sponsor.offer, "sponsorship", 360 * 3600, at, ends, None)
            )
        return who, held

    def charge_sponsor(self, at: int, session: str, who: str, seconds: int) -> None:
        """What the sitting cost the sponsor."""
        sponsor = self.sponsor
        minor = (2 * seconds * sponsor.per_hour_minor + 3600) // 7200
        self.book.rows["sponsor_spend"].append(
            (session, sponsor.id, who, "student", seconds, minor, at)
        )
        self.book.post(
            at,
            f"sponsored:{session}:{sponsor.id}",
            f"sponsor:{sponsor.id}",
            "sales:time",
            minor,
            "time sponsored",
            f"session:{session}",
        )

    # tasks

    def work(self, at: int) -> None:
        """Somebody's answer was approved; who has earned enough collects it."""
        self._works += 1
        who = self.registered[self.book.chance.randrange(len(self.registered))]
        task = self.book.new_id()
        self.book.rows["work"].append(
            (task, who, HIT_TYPE, "Approved", REWARD_MINOR, 1, b"{}", f"fact/{task}", at, at)
        )
        self.book.rows["outbox"].append(
            (
                *("exchange", "00000000000000ac", self._works, "submission"),
                *(bytes(280), bytes(64), "safe", at),
            )
        )
        self.book.post(
            at,
            f"earned:{task}",
            "exchange",
            f"visitor:{who}",
            REWARD_MINOR,
            "work approved",
            f"assignment:{task}",
        )
        self.balance[who] += REWARD_MINOR
        if self.balance[who] > 4 * PAY_OUT_MINOR and self.counter.drawer_minor > 2 * PAY_OUT_MINOR:
            self.balance[who] -= PAY_OUT_MINOR
            self.counter.drawer_minor -= PAY_OUT_MINOR
            self.book.post(
                at + 1000,
                f"payout:{task}",
                f"visitor:{who}",
                self.counter.till,
                PAY_OUT_MINOR,
                "paid out",
                f"visitor:{who}",
            )
            self.counter.audit(at + 1000, "pay_out", f"visitor:{who}")
