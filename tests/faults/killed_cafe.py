"""A café whose hub is going to be killed: its folder, and what its desk and its stations ask in a day.

In the end everything was asked until it was answered, so that the books are those of any other day on
which it was asked: see `books`.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from fakes.clock import FakeClock
from fakes.hub_world import PASSWORD, PIN, World, make_hub
from fakes.machines import ExchangeMachine, exam, import_pets
from fakes.stage import Stage
from faults.killing import Asked
from faults.live_hub import NOBODY, Browser

from kiosk.acts import accounts, exchange_link, renewal_consent
from kiosk.clock import SystemClock
from kiosk.disk.open import open_for_reading
from kiosk.link.client import HttpTransport, SignedClient
from kiosk.link.enrol import Upstream
from kiosk.protocol import station_calls as words
from kiosk.protocol.codec import encode
from kiosk.rules.tenders import Pay

WEEK_S, LATE_S = 7 * 86_400, 60
SUBSCRIBERS = tuple(str(471_910 + n) for n in range(24))
PRICE_MINOR = 20_000
DESK_SEATS, LOCK_SEATS = (1, 2, 3), (4, 5, 6)
CARDS = {4: "471904", 5: "471905", 6: "471906"}
TASKS = 60
NEW_PIN = {"pin": "2580", "pin_again": "2580"}
COUNT = ("/till/count", {"count_100000": "1"})
COUNTS_MANY = ("day_", "spell_", "sqlite_", "lock_out", "revision")
"""What is summed up or drawn anew in its own time; `kiosk verify` adds it up again."""


@dataclass(frozen=True)
class Cafe:
    """A data folder to be copied, what its forms are about, and its stations."""

    folder: Path
    ids: dict
    world: World
    hub_key: bytes
    desks: dict

    def line(self, seat, url):
        return SignedClient(HttpTransport(url), self.world.keys[seat], self.hub_key)

    def answer(self, url):
        """The stations of the desk report, as they do every five seconds."""
        beat = encode(words.Beat("locked", "boot-1", version="t"))
        for seat in DESK_SEATS:
            self.line(seat, url).call("POST", words.BEAT_PATH, beat)

    def sign_in(self, hub):
        """The two who work there: their cookies hold on each copy of the folder."""
        if not self.desks:
            self.desks.update({name: Browser(hub, name) for name in ("naomi", "amina")})
        return self.desks


def furnished(folder):
    """A café a week ago, whose subscribers are due today; and what its forms are about."""
    clock = FakeClock(SystemClock().now() - (WEEK_S + LATE_S) * 1_000)
    with closing(make_hub(folder, clock)) as hub:
        cafe = World(hub, clock)
        ids = _furnish(cafe, clock)
        return Cafe(folder, ids, cafe, hub.keys.public_signing, {})


def _furnish(cafe, clock):
    for name, role in (("amina", "operator"), ("otieno", "mentor"), ("naomi", "owner")):
        setattr(cafe, name, cafe.staff(name, role=role))
    cafe.offer("quarter", title="15 min", seconds=900, price_minor=2_000)
    cafe.offer("half-hour", title="30 min", seconds=1_800, price_minor=4_000, place=2)
    for seat in (*DESK_SEATS, *LOCK_SEATS):
        cafe.station(seat)
    stage = Stage(cafe)
    stage.shift()
    _subscribers(cafe)
    clock.forward(seconds=WEEK_S + LATE_S)
    for prepare in (stage.voucher, stage.stack, stage.thing, stage.tea, stage.sponsorship_stopped):
        prepare()
    stage.ids["borrower"] = cafe.visitor(code="471902")
    _top_up(cafe, stage.ids["borrower"], 10_000)
    _work(cafe)
    for seat, code in CARDS.items():
        who = cafe.visitor(f"Worker {seat}", code=code)
        _top_up(cafe, who, 50_000)
        stage.ids[f"worker {seat}"], stage.ids[f"card {seat}"] = who, code
        stage.ids[f"exam {seat}"] = exam(cafe.hub, who)
        stage.ids[f"voucher {seat}"] = cafe.sell_voucher(by=cafe.naomi).code
    return stage.ids


def _work(cafe):
    """Tasks and an exam. The exchange is somewhere else, and does not answer."""
    exchange = ExchangeMachine(cafe, joined=False)
    host = Upstream("hub 1", exchange.keys.public_signing, exchange.keys.public_sealing)
    cafe.hub.write(exchange_link.join, url=NOBODY, host=host, by="test")
    exchange.allot(*(f"task-{n}" for n in range(TASKS)))
    import_pets(cafe.hub)


def _subscribers(cafe):
    for place, code in enumerate(SUBSCRIBERS):
        who = cafe.visitor(f"Subscriber {place}", code=code)
        _top_up(cafe, who, 2 * PRICE_MINOR)
        made = cafe.subscribe(who, by=cafe.naomi, title=f"Weekly {place}", price_minor=PRICE_MINOR)
        told = {"subscription": made, "visitor": who, "minor": PRICE_MINOR, "by": cafe.naomi}
        cafe.hub.write(renewal_consent.agree_at_desk, **told)


def _top_up(cafe, who, minor):
    paid = {"amount_minor": minor, "tendered_minor": minor, "pay": Pay()}
    cafe.hub.write(accounts.top_up, visitor=who, **paid, by=cafe.naomi)


class Desk:
    """Two windows of the till, and whoever takes it over in the evening. Keeps all that was sent."""

    def __init__(self, cafe, hub, chance) -> None:
        self._cafe, self._hub, self._chance = cafe, hub, chance
        self.sent = []

    def windows(self):
        forms = self._morning()
        self._chance.shuffle(forms)
        return [self._window("naomi", half) for half in (forms[::2], forms[1::2])]

    def evening(self):
        yield from self._window("naomi", self._count_and_hand_over())
        yield from self._window("amina", self._count_and_close())

    def _window(self, who, forms):
        for form in forms:
            yield from self._send(who, *form)

    def _send(self, who, path, fields):
        request_id = f"{self._chance.getrandbits(96):024x}"

        def ask():
            return self._cafe.desks[who].post(self._hub, path, request_id, **fields)

        answer = yield Asked(ask, (("request", request_id),))
        assert answer[0] == 303, (path, answer)
        self.sent.append((ask, answer))

    def send_all_again(self):
        """A double click on everything. An answer that was cut still says whether and where to."""
        for ask, answer in self.sent:
            assert ask()[:2] == answer[:2]

    def _morning(self):
        ids = self._cafe.ids
        cash, why = {"tender": "cash", "given": "exact"}, {"reason": "since a test asks"}
        given_back = {"back_by": "cash", **why}
        person = f"/people/{ids['borrower']}"
        return [
            ("/floor/start", {"seat": "1", "offer": "half-hour", **cash}),
            ("/floor/start", {"seat": "3", "offer": "half-hour", **cash}),
            ("/vouchers", {"offer": "quarter", **cash}),
            ("/vouchers", {"offer": "half-hour", **cash}),
            (f"/vouchers/batches/{ids['batch']}/sold", {"offer": "quarter", **cash}),
            ("/vouchers/batches", {"offer": "quarter", "count": "3", "days": "90"}),
            (f"/receipts/{ids['payment']}/give-back", {"amount": "5", **given_back}),
            (f"/receipts/{ids['payment']}/give-back", {"amount": "6", **given_back}),
            (f"/equipment/{ids['code']}/lend", {"who": "471902", "days": "7", **cash}),
            (f"/settings/sponsorships/{ids['sponsorship']}/give-back", {"paid_to": "drawer"}),
            (f"{person}/top-up", {"top_up": "10", **cash}),
            (f"{person}/top-up", {"top_up": "10", **cash}),
            (f"{person}/pay-out", {"amount": "5", "payout_pin": PIN}),
            (f"{person}/sell", {"offer": "quarter", **cash}),
            ("/products/sell", {f"pieces-{ids['tea']}": "1", **cash}),
            ("/products/sell", {f"pieces-{ids['tea']}": "2", **cash}),
            ("/till/cash", {"kind": "expense", "cash": "5", "cash_reason": "since a test asks"}),
            ("/people", {"name": "Ruth", "language": "en", "group": "visitor", **NEW_PIN}),
        ]

    def _count_and_hand_over(self):
        handed = {"to_name": "amina", "to_password": PASSWORD, "reason": "it is noon"}
        return [COUNT, ("/till/hand-over", handed)]

    def _count_and_close(self):
        sale = {"seat": "2", "offer": "quarter", "tender": "cash", "given": "exact"}
        return [("/floor/start", sale), COUNT, ("/till/close", {"reason": "it is evening"})]


def books(database):
    """How many rows of each kind there are, and what went from what kind of account to what kind."""
    with closing(open_for_reading(database)) as db:
        names = [
            row["name"]
            for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not row["name"].startswith(COUNTS_MANY)
        ]
        rows = {
            name: db.execute(f"SELECT count(*) AS n FROM {name}").fetchone()["n"] for name in names
        }
        moved = {}
        for row in db.execute("SELECT debit, credit, amount_minor, reason FROM transfer"):
            kinds = row["debit"].partition(":")[0], row["credit"].partition(":")[0]
            key = (*kinds, row["amount_minor"], row["reason"])
            moved[key] = moved.get(key, 0) + 1
        return rows, moved
