"""A day of a small exchange in acts: batches, allotments, answers by push, decisions, money."""

import shutil

from exchange.market import HubAtWork, Market, request_id
from sqlalchemy import text

from kiosk.exchange.acts import approving
from kiosk.exchange.exchange import DATABASE, open_exchange
from kiosk.exchange.queries.verify import verify_database
from kiosk.exchange.store.engine import sqlite_url
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

FUND_MINOR = 50_000
HUBS = ("Kibera", "Turkana")
READ = """
    SELECT (SELECT count(*) FROM transfer),
           (SELECT coalesce(sum(amount_minor), 0) FROM transfer),
           (SELECT count(*) FROM inbox),
           (SELECT count(*) FROM submission),
           (SELECT count(*) FROM decision),
           (SELECT coalesce(sum(last_seq), 0) FROM stream),
           (SELECT coalesce(sum(have), 0) FROM heard),
           (SELECT count(*) FROM held_approval),
           (SELECT group_concat(state || n, ' ') FROM
            (SELECT state, count(*) AS n FROM assignment GROUP BY state ORDER BY state))
"""


def figures(db):
    """What an act that was acknowledged has left, read by any connection of sqlite3's kind."""
    return tuple(db.execute(READ).fetchone())


def last_told(db):
    """The last number of a fact for the first hub that is there; 0 before it was told anything."""
    row = db.execute(
        "SELECT last_seq FROM stream JOIN hub ON audience = 'hub:' || origin WHERE name = ?",
        (HUBS[0],),
    ).fetchone()
    return 0 if row is None else row[0]


def problems(path):
    return verify_database(sqlite_url(path))["problems"]


class MarketDay:
    """`step()` does one thing that happens at an exchange; which one, `chance` says."""

    THINGS = (
        ("post", 2),
        ("fetch", 4),
        ("push", 8),
        ("push_again", 2),
        ("give_back", 1),
        ("react", 1),
        ("decide", 6),
        ("approve_soon", 2),
        ("let_time_pass", 2),
    )

    def __init__(self, folder, migrated, clock, chance) -> None:
        self.chance, self.clock, self.folder = chance, clock, folder
        folder.mkdir()
        shutil.copy(migrated, folder / DATABASE)
        self.exchange = open_exchange(folder, ExchangeSettings(), clock)
        self.market = Market(self.exchange, fund_minor=FUND_MINOR)
        self.hubs = [self.market.hub, HubAtWork(self.exchange, HUBS[1])]
        self.dealt = {hub.origin: [] for hub in self.hubs}
        self.sent = {hub.origin: [] for hub in self.hubs}
        self.answered = []

    def close(self):
        self.exchange.close()

    def start_again(self):
        """The power is back: it opens what is left; hubs send again all that they have sent."""
        self.clock.reboot()
        self.exchange = open_exchange(self.folder, ExchangeSettings(), self.clock)
        self.market.exchange = self.exchange
        for hub in self.hubs:
            hub.exchange = self.exchange
            for start in range(0, len(self.sent[hub.origin]), 50):
                hub.push_facts(*self.sent[hub.origin][start : start + 50])

    def figures(self):
        with self.exchange.read() as db:
            return tuple(db.execute(text(READ)).one())

    def heard(self):
        """The last number of a fact that the first hub has fetched."""
        return self.hubs[0].have[1]

    def step(self):
        names, weights = zip(*self.THINGS, strict=True)
        self.clock.forward(minutes=self.chance.randrange(1, 90))
        try:
            getattr(self, self.chance.choices(names, weights)[0])()
        except Refusal as refusal:
            assert refusal.code in REFUSED, refusal  # noqa: PT017  ordinary at a market

    def post(self):
        self.market.post(rows=self.chance.randrange(1, 5))

    def fetch(self):
        hub = self.chance.choice(self.hubs)
        self.dealt[hub.origin] += [slot.assignment for slot in hub.slots()]

    def push(self):
        """Some answers in one push, each said to be kept."""
        hub = self.chance.choice(self.hubs)
        waiting = self.dealt[hub.origin]
        names = [waiting.pop() for _ in range(min(len(waiting), self.chance.randrange(1, 4)))]
        facts = [hub.fact(hub.submission(name, str(self.chance.randrange(10)))) for name in names]
        if facts:
            hub.push_facts(*facts)
            self.sent[hub.origin] += facts
            self.answered += names

    def push_again(self):
        """The answer to a push was lost."""
        hub = self.chance.choice(self.hubs)
        hub.push_facts(*self.sent[hub.origin][-3:])

    def give_back(self):
        hub = self.chance.choice(self.hubs)
        if self.dealt[hub.origin]:
            from kiosk.protocol.bodies import Returned

            fact = hub.fact(Returned((self.dealt[hub.origin].pop(),)))
            hub.push_facts(fact)
            self.sent[hub.origin].append(fact)

    def react(self):
        if self.answered:
            from kiosk.protocol.bodies import Reaction

            hub = self.chance.choice(self.hubs)
            fact = hub.fact(Reaction("V1", self.chance.choice(self.answered), "seen", ""))
            hub.push_facts(fact)
            self.sent[hub.origin].append(fact)

    def decide(self):
        if self.answered:
            verdict = self.chance.choice(("approve", "approve", "reject"))
            self.market.decide(self.chance.choice(self.answered), verdict)

    def approve_soon(self):
        if self.answered:
            self.exchange.write(
                approving.approve_soon,
                request_id=request_id(),
                requester=self.market.requester,
                assignments=(self.chance.choice(self.answered),),
                click=request_id(),
            )

    def let_time_pass(self):
        self.exchange.let_time_pass()


REFUSED = frozenset({"escrow_short", "state_wrong", "decision_made"})
"""The requester's money is spent, or somebody has decided before."""
