"""The exchange's disk is full at every page, its PostgreSQL goes away at every statement.

Nothing is confirmed that is not kept; what failed is refused with a reason; asked again once there
is room or a database, it is done once.
"""

import shutil
from itertools import count
from typing import Self

import psycopg
import pytest
from exchange.market import Market
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError

from kiosk.exchange.acts.allotting import allot
from kiosk.exchange.exchange import DATABASE, open_exchange
from kiosk.exchange.store import ledger
from kiosk.exchange.store.columns import metadata
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

PLACES_LIMIT = 400
PREPARED = 30
"""One of so many needs a page more than there are."""
COUNTED = ("submission", "decision", "transfer", "inbox", "outbox", "batch", "slot", "assignment")


def push(market, _n):
    """Two answers in one push."""
    market.post(rows=2)
    facts = [market.hub.fact(market.hub.submission(s.assignment)) for s in market.hub.slots()]
    return lambda: {one.answer for one in market.hub.push_facts(*facts)} == {"accepted"}


def post(market, n):
    """A batch, each slot paid into escrow."""
    return lambda: market.post(rows=2, request=f"request-of-{n}").batch


def decide(market, n):
    """An answer approved and paid."""
    (name,) = market.submitted(rows=1)
    return lambda: (market.decide(name, "approve", request=f"request-of-{n}"), True)[1]


def deal(market, n):
    """Slots set aside for a hub, of a requester new to us: each batch of one costs a statement."""
    market.post(rows=2, requester=market.add_requester(f"requester {n}", 1000))
    return lambda: market.exchange.write(allot, hub=market.hub.origin) is not None


STEPS = (push, post, decide, deal)


def figures(market):
    with market.exchange.read() as db:
        tables = (metadata.tables[name] for name in COUNTED)
        counts = [db.execute(select(func.count()).select_from(one)).scalar() for one in tables]
        states = db.execute(text("SELECT count(*) FROM assignment WHERE state = 'Approved'"))
        accounts = (f"requester:{market.requester}", f"hub:{market.hub.origin}")
        return (*counts, states.scalar(), *(ledger.balance(db, one) for one in accounts))


def grown(market, before):
    return tuple(b - a for a, b in zip(before, figures(market), strict=True))


@pytest.fixture
def sqlite_market(fast_folder, migrated_file, clock):
    (fast_folder / "exchange").mkdir()
    shutil.copy(migrated_file, fast_folder / "exchange" / DATABASE)
    opened = open_exchange(fast_folder / "exchange", ExchangeSettings(), clock)
    yield Market(opened)
    opened.close()


@pytest.fixture
def postgres_market(fast_folder, postgres_url, clock):
    settings = ExchangeSettings(database_url=postgres_url)
    opened = open_exchange(fast_folder / "exchange", settings, clock)
    yield Market(opened)
    opened.close()


@pytest.mark.parametrize("step", STEPS)
def test_a_disk_that_is_full_at_any_page_confirms_nothing_and_is_over_when_there_is_room(
    sqlite_market, step
):
    market, refused = sqlite_market, 0
    expected = done_once(market, step, "first")
    for number in range(1, PREPARED):  # a page is taken by every few of them
        ask = step(market, number)
        before = figures(market)
        allow_pages(market, 0)
        try:
            ask()
        except Refusal as refusal:
            assert refusal.code == "disk_full"  # noqa: PT017  this is the one that a full disk is
            refused += 1
            assert figures(market) == before
            for more in range(1, PLACES_LIMIT):
                allow_pages(market, more)
                if confirmed(ask):
                    break
                assert figures(market) == before
        allow_pages(market, None)
        assert grown(market, before) == expected
        ask()
        assert grown(market, before) == expected
    assert refused >= 1
    market.adds_up()


def confirmed(ask):
    try:
        ask()
    except Refusal as refusal:
        assert refusal.code == "disk_full"  # noqa: PT017  and no other
        return False
    return True


def allow_pages(market, more):
    """Room for so many pages more; None: for all."""
    writer = market.exchange.store._writer
    with writer.connect() as db:
        raw = db.connection.dbapi_connection
        used = raw.execute("PRAGMA page_count").fetchone()[0]
        most = 1_000_000_000 if more is None else used + more
        raw.execute(f"PRAGMA max_page_count = {most}")


def done_once(market, step, name):
    """What the step changes where nothing fails, as figures."""
    ask = step(market, name)
    before = figures(market)
    assert ask()
    return grown(market, before)


class Killed:
    """PostgreSQL ends the connection right before its nth statement, or its commit."""

    def __init__(self, exchange, nth) -> None:
        self.engine, self.left, self.met = exchange.store._engine, nth, False
        self.events = (
            ("before_cursor_execute", lambda db, *_: self.kill(db)),
            ("commit", self.kill),
        )

    def kill(self, db) -> None:
        self.left -= 1
        if self.left == 0:
            self.met = True
            pid = db.connection.dbapi_connection.info.backend_pid
            with self.other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", (pid,))

    def __enter__(self) -> Self:
        with self.engine.connect() as db:
            told = db.connection.dbapi_connection.info
        self.other = psycopg.connect(
            host=told.host, user=told.user, dbname=told.dbname, autocommit=True
        )
        for name, heard in self.events:
            event.listen(self.engine, name, heard)
        return self

    def __exit__(self, *_) -> None:
        for name, heard in self.events:
            event.remove(self.engine, name, heard)
        self.other.close()


@pytest.mark.parametrize("step", STEPS)
def test_a_database_that_goes_away_at_any_statement_confirms_nothing_false(postgres_market, step):
    market = postgres_market
    expected = done_once(market, step, "first")
    for nth in count(1):
        ask = step(market, nth)
        before = figures(market)
        with Killed(market.exchange, nth) as killed:
            try:
                said = bool(ask())
            except Refusal as refusal:
                assert refusal.code == "busy"  # noqa: PT017  asked again it is done
                said = False
            except DBAPIError as error:
                assert error.connection_invalidated  # noqa: PT017  a look of ours failed
                said = False
        if said:
            assert grown(market, before) == expected
        else:
            assert grown(market, before) in {expected, (0,) * len(expected)}
        ask()
        assert grown(market, before) == expected
        if not killed.met:
            break
        assert nth < PLACES_LIMIT
    assert nth > 3
    market.adds_up()
