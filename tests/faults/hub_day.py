"""A day of a small café in acts: what moves money, time and work comes often, as it does there."""

from fakes.hub_world import World, make_hub
from fakes.machines import ExchangeMachine, SeatMachine, import_pets
from rules.module_samples import MODULE

from kiosk.acts import accounts, cashier, front_desk, refunds, seating, vouchers
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.opening_hub import open_hub
from kiosk.protocol.bodies import SessionUsed, Submission
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Pay

SEATS = (1, 2, 3, 4)
PEOPLE = 6
PRICE = 4_000
TRIES = MODULE["tries"]
"""A fourth one is refused by rule, and that fact is kept as rejected."""


def figures(db):
    """What an act that was acknowledged has left: money, facts, seconds, work."""
    return tuple(
        db.execute(
            """
            SELECT (SELECT count(*) FROM transfer),
                   (SELECT coalesce(sum(amount_minor), 0) FROM transfer),
                   (SELECT coalesce(sum(used_s), 0) FROM session),
                   (SELECT count(*) FROM session WHERE state = 'closed'),
                   (SELECT count(*) FROM inbox),
                   (SELECT count(*) FROM outbox),
                   (SELECT group_concat(assignment || state) FROM work)
            """
        ).fetchone()
    )


class HubDay:
    """`step()` does one thing that happens in a café; which one, `chance` says."""

    def __init__(self, folder, clock, chance) -> None:
        self.chance, self.clock = chance, clock
        self.hub = make_hub(folder, clock)
        self.world = World(self.hub, clock)
        self.by = self.world.staff()
        self.world.offer()
        self.world.open_shift(self.by)
        self.exchange = ExchangeMachine(self.world)
        import_pets(self.hub)
        for seat in SEATS:
            self.world.station(seat)
        self.seats = {seat: SeatMachine(self.world, seat) for seat in SEATS}
        self.people = [
            self.world.visitor(f"Grace {n}", code=f"47190{n}") for n in range(1, PEOPLE + 1)
        ]
        self.sat = {}
        self.sales, self.tries, self.tasks, self.doing = [], {}, 0, {}

    def close(self):
        self.hub.close()

    def start_again(self, folder=None):
        """The power is back: the hub opens what is left of its folder, or of this one."""
        self.clock.reboot()
        left = folder or self.hub.folder
        self.hub = self.world.hub = open_hub(left, self.hub.settings, self.clock)
        for seat in SEATS:
            self.world.beat(seat)

    def figures(self):
        with self.hub.read() as db:
            return figures(db)

    THINGS = (
        ("sit_down", 6),
        ("renew", 8),
        ("close_session", 5),
        ("sell_pass", 4),
        ("give_back", 2),
        ("extend", 2),
        ("pause", 2),
        ("push_work", 6),
        ("sit_exam", 2),
        ("decide", 4),
        ("allot", 2),
        ("top_up", 3),
        ("pay_out", 1),
        ("sell_voucher", 3),
        ("change_shift", 1),
        ("move_cash", 1),
    )

    def step(self):
        """What a rule refuses in this moment is a part of the day too."""
        names, weights = zip(*self.THINGS, strict=True)
        self.clock.forward(seconds=self.chance.randrange(1, 40))
        try:
            getattr(self, self.chance.choices(names, weights)[0])()
        except Refusal as refusal:
            if refusal.code == "disk_full":
                raise

    # time

    def sit_down(self):
        free = [seat for seat in SEATS if seat not in self.sat]
        if not free:
            self.close_session()
            return
        seat = self.chance.choice(free)
        self.world.beat(seat)
        visitor = self.chance.choice([*self.people, None])
        started = self.world.start(seat, by=self.by, visitor=visitor)
        self.sat[seat] = (started.session, visitor)
        self.sales.append(started.sale)
        self.world.running(seat, started.session)

    def _seat(self):
        if not self.sat:
            self.sit_down()
        return self.chance.choice(list(self.sat))

    def _used_s(self, seat):
        session = self.world.session_at(seat)
        return 0 if session is None else session.used_s + self.chance.randrange(60)

    def renew(self):
        seat = self._seat()
        self.hub.write(
            seating.renew_lease,
            station=self.world.stations[seat],
            session=self.sat[seat][0],
            boot_id="boot-1",
            used_s=self._used_s(seat),
        )

    def pause(self):
        seat = self._seat()
        used_s = self._used_s(seat)
        self.seats[seat].tell(
            SessionUsed(self.sat[seat][0], used_s, "paused"),
            SessionUsed(self.sat[seat][0], used_s, "resumed"),
        )

    def extend(self):
        counter = Counter("half-hour", 10_000, self.by)
        self.sales.append(
            self.hub.write(front_desk.extend_session, seat=self._seat(), counter=counter)
        )

    def close_session(self):
        seat = self._seat()
        self.seats[seat].close(self.sat[seat][0], used_s=self._used_s(seat))
        del self.sat[seat]

    # money

    def sell_pass(self):
        counter = Counter("half-hour", 10_000, self.by)
        visitor = self.chance.choice(self.people)
        self.sales.append(self.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter))

    def give_back(self):
        if not self.sales:
            self.sell_pass()
        sale = self.sales.pop(self.chance.randrange(len(self.sales)))
        minor = self.chance.choice((PRICE, PRICE // 2))
        self.hub.write(
            refunds.give_back, refund=Refund(sale, minor, "cash", "no sound", self.by, "", False)
        )

    def top_up(self):
        minor = 1_000 * self.chance.randrange(1, 9)
        self.hub.write(
            accounts.top_up,
            visitor=self.chance.choice(self.people),
            amount_minor=minor,
            tendered_minor=minor,
            pay=Pay(),
            by=self.by,
        )

    def pay_out(self):
        visitor = self.chance.choice(self.people)
        payout = f"payout:{self.clock.now()}"
        self.hub.write(
            cashier.pay_out, payout=payout, visitor=visitor, amount_minor=100, by=self.by
        )

    def sell_voucher(self):
        counter = Counter("half-hour", 10_000, self.by)
        self.hub.write(vouchers.sell_voucher, counter=counter)

    def move_cash(self):
        told = {"kind": "expense", "amount_minor": 500, "reason": "tea", "by": self.by}
        self.hub.write(cashier.move_cash, move=f"move:{self.clock.now()}", **told)

    def change_shift(self):
        self.hub.write(cashier.count_drawer, counted_minor=100_000, by=self.by)
        told = {"counted_minor": 100_000, "reason": "a test counts badly", "by": self.by}
        self.hub.write(cashier.close_shift, **told)
        self.world.open_shift(self.by)

    # work

    def allot(self):
        names = [f"task-{n}" for n in range(self.tasks, self.tasks + 12)]
        self.tasks += 12
        self.exchange.allot(*names)

    def push_work(self):
        """A push of some facts: answers to what was dealt, and one that comes twice."""
        seat = self._seat()
        session, visitor = self.sat[seat]
        if visitor is None:
            return
        with self.hub.read() as db:
            rows = db.execute(
                """
                SELECT assignment
                FROM slot
                WHERE session = :session AND state = 'dealt'
                LIMIT 4
                """,
                {"session": session},
            ).fetchall()
        dealt = [row["assignment"] for row in rows]
        if not dealt:
            self.allot()
            self.renew()
            return
        told = [Submission(session, visitor, one, 1, {"digit": "7"}, 2000) for one in dealt]
        facts = [self.seats[seat].say(body) for body in told]
        self.seats[seat].give(*facts)
        self.seats[seat].give(*facts[-2:])

    def sit_exam(self):
        seat = self._seat()
        visitor = self.sat[seat][1]
        if visitor is not None and self.tries.get(visitor, 0) < TRIES:
            self.tries[visitor] = self.tries.get(visitor, 0) + 1
            self.seats[seat].sit_exam(
                visitor, right=self.chance.random() < 0.5, try_number=self.tries[visitor]
            )

    def decide(self):
        with self.hub.read() as db:
            row = db.execute(
                "SELECT assignment FROM work WHERE state = 'Submitted' LIMIT 1"
            ).fetchone()
        if row is None:
            self.push_work()
        else:
            verdict = self.chance.choice(("approved", "approved", "approved", "reject_proposed"))
            self.exchange.decide(row["assignment"], verdict)
