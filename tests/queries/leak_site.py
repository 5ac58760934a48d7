"""A café in which things go wrong, and a second book of what its stations were unlocked."""

import json
from types import SimpleNamespace

from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine

from kiosk.acts import accounts, cashier, dues, front_desk, refunds, walking_out
from kiosk.acts.granting import Terms
from kiosk.acts.refunds import Refund
from kiosk.queries.asking import Ask
from kiosk.rules.periods import Preset, period_named
from kiosk.rules.spans import local_day
from kiosk.rules.tenders import Pay
from kiosk.store import dues as dues_store
from kiosk.store import ledger, shifts

KINDS = ("prepaid", "postpaid_taken", "postpaid_lost", "postpaid_owed", "free", "account", "walked")
FLOAT = 100_000


class LeakSite(World):
    """Sessions of every kind; `told_s` is what the station said of each, by its end."""

    def __init__(self, folder, clock, **told) -> None:
        super().__init__(
            make_hub(folder, clock, postpaid_cap_minor=14_000, increment_s=60, **told), clock
        )
        self.amina, self.otieno = self.staff("amina"), self.staff("otieno")
        self.operator = self.amina
        self.offer()
        self.station(1)
        self.machine = SeatMachine(self, 1)
        self.told_s, self.visitors = [], 0

    def sit(self, kind, *, used_s, late_s=0):
        """One session from its opening to its end."""
        open_shift = self.read(shifts.open_one)
        self.operator = open_shift.operator if open_shift else self.amina
        session = self._open(kind)
        self.running(1, session)
        self.clock.forward(seconds=used_s + late_s)
        if kind == "walked":
            self._walk_out(used_s)
            if late_s:
                self.machine.close(session, used_s=used_s + late_s)
        else:
            granted_s = self.session_at(1).granted_s
            used_s = min(used_s, granted_s)
            late_s = late_s if used_s == granted_s else 0
            self.machine.close(session, used_s=used_s + late_s)
        self.told_s.append((self.now(), used_s + late_s))
        self._pay(kind)
        self.beat(1)
        self.clock.forward(seconds=60)
        return session

    def _open(self, kind):
        if kind in ("prepaid", "walked"):
            return self.start(1, by=self.operator).session
        terms = {"free": Terms("free", limit_s=1800, reason="First visit")}
        terms = terms.get(kind) or Terms("account" if kind == "account" else "postpaid")
        visitor = self._with_money() if kind == "account" else None
        ask = {"seat": 1, "visitor": visitor, "terms": terms, "by": self.operator}
        return self.hub.write(front_desk.start_metered, **ask)

    def _with_money(self):
        self.visitors += 1
        visitor = self.visitor(f"Visitor {self.visitors}", code=f"{100_000 + self.visitors}")
        told = {"amount_minor": 3_000, "tendered_minor": 3_000, "pay": Pay(), "by": self.operator}
        self.hub.write(accounts.top_up, visitor=visitor, **told)
        return visitor

    def _walk_out(self, used_s):
        ask = {"seat": 1, "reason": "Left", "told_used_s": used_s, "by": self.operator}
        self.hub.write(walking_out.write_off, **ask)

    def _pay(self, kind):
        due = self.read(dues_store.at_seat, 1)
        if due is None:
            return
        if kind == "postpaid_taken":
            ask = {"seat": 1, "tendered_minor": 100_000, "by": self.operator}
            self.hub.write(dues.take_due, **ask)
        elif kind == "postpaid_lost":
            ask = {"seat": 1, "reason": "No money", "by": self.operator}
            self.hub.write(dues.write_off_due, **ask)
        else:  # it stays owed, at a seat that is not looked at any more
            self.hub.write(_forget_seat)

    def refund(self, sale, minor):
        """Some of a sale's price is given back."""
        refund = Refund(sale, minor, "cash", "No sound", self.operator, "")
        self.hub.write(refunds.give_back, refund=refund)

    def open(self, who=None):
        """A shift begins."""
        self.operator = who or self.amina
        return self.open_shift(self.operator, float_minor=FLOAT)

    def close(self, *, difference=0):
        """The shift that is open ends, its drawer differing by so much."""
        shift = self.read(shifts.open_one)
        counted = self.read(ledger.balance, shift.till) + difference
        ask = {"counted_minor": counted, "by": shift.operator}
        self.hub.write(cashier.count_drawer, **ask)
        reason = "Wrong change" if difference else ""
        return self.hub.write(cashier.close_shift, **ask, reason=reason)

    def read(self, query, *args, **told):
        """What a query finds."""
        with self.hub.read() as db:
            return query(db, *args, **told)

    def now(self):
        """The hub's."""
        return self.hub.now()

    def ask(self, preset=Preset.WEEK, **told):
        """The question of a report."""
        settings = self.hub.settings
        ask = Ask(None, self.now(), settings)
        today = local_day(self.now(), ask.timezone)
        return Ask(period_named(preset, today=today, **told), self.now(), settings)

    def report(self, query, preset=Preset.WEEK, **told):
        """A report of a period, its rows by the keys of their columns."""
        found = self.read(query, self.ask(preset, **told))
        return read_rows(found)


DURATIONS = ("billed", "given_free", "not_paid", "silent", "unlocked")


def read_rows(found):
    """A report's rows as mappings, with its figures and keys; an empty duration is none."""
    names = [column.title for column in found.table.columns]
    rows = [
        {
            name: 0 if cell is None and name in DURATIONS else cell
            for name, cell in zip(names, row, strict=True)
        }
        for row in found.table.rows
    ]
    figures = {figure.title: figure.value for figure in found.figures}
    totals = dict(zip(names, found.table.totals, strict=False))
    return SimpleNamespace(
        rows=rows, figures=figures, keys=found.table.keys, totals=totals, pictures=found.pictures
    )


def from_receipts(db, *, since, until):
    """What was billed, given and lost of sessions settled in a time: each receipt read anew."""
    found = {"unlocked": 0, "billed": 0, "given_free": 0, "not_paid": 0, "sessions": 0}
    asked = {"since": since, "until": until}
    for row in db.execute(
        """
        SELECT session.kind, session.receipt, due.how
        FROM session
        LEFT JOIN due ON due.session = session.id
        WHERE closed_at >= :since AND closed_at < :until
        """,
        asked,
    ).fetchall():
        told = json.loads(row["receipt"])
        lost = told["used_s"] - told["covered_s"] if row["how"] == "written_off" else 0
        free = told["used_s"] if row["kind"] == "free" else 0
        found["sessions"] += 1
        found["unlocked"] += told["used_s"]
        found["given_free"] += free
        found["not_paid"] += lost
        found["billed"] += told["used_s"] - lost - free
    late = "SELECT coalesce(sum(seconds), 0) AS s FROM given_time WHERE why = 'late_lock' AND at >= :since AND at < :until"
    late_s = db.execute(late, asked).fetchone()["s"]
    return found | {
        "unlocked": found["unlocked"] + late_s,
        "not_paid": found["not_paid"] + late_s,
    }


def _forget_seat(db, _now):
    db.execute("UPDATE due SET seat = 9999 WHERE settled_at IS NULL")
