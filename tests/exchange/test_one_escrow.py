"""Eight threads spend one requester's money, two thousand acts, while connections break in the middle.

The money is never below zero, nothing is spent twice, and who asks again under the same request id,
as whoever lost an answer does, has the act done once.
"""

import itertools
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from random import Random

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from kiosk.disk.acting import TransactionEndedError
from kiosk.exchange.acts.posting import post_batch
from kiosk.rules.refusals import Refusal

THREADS = 8
ACTS = 2_000
PRICE = 5
ACTS_WHILE_BREAKING = 500
TRIES = 200


def spend(market, requester, plan, n):
    """Post one task, or approve an answer that somebody else may approve too; asks until answered."""
    for _ in range(TRIES):
        try:
            market.exchange.write(
                post_batch,
                request_id=f"one-escrow-{n:06d}",
                requester=requester,
                title=f"Batch {n}",
                plan=plan,
            )
        except Refusal as refusal:
            if refusal.code != "busy":
                return refusal.code
        except OperationalError as error:
            assert isinstance(error.orig, sqlite3.Error), "a broken server is told as busy"  # noqa: PT017  it is caught among refusals
            continue
        else:
            return "posted"
    raise AssertionError("never answered")


def all_spend(market, requester, acts=ACTS):
    """Each act is asked twice, by different threads, as a double click does it."""
    plan = market.plan(rows=1)
    asked = [n for n in range(acts // 2) for _ in range(2)]
    Random(1).shuffle(asked)
    with ThreadPoolExecutor(THREADS) as pool:
        answers = pool.map(lambda n: (n, spend(market, requester, plan, n)), asked)
        said = {}
        for n, answer in answers:
            said.setdefault(n, []).append(answer)
    return said


def check(market, requester, said, affordable):
    posted = [n for n, answers in said.items() if "posted" in answers]
    assert all(set(said[n]) == {"posted"} for n in posted)  # both clicks were told the same
    assert len(posted) == affordable
    assert {answer for n in said for answer in said[n]} == {"posted", "escrow_short"}
    assert market.balance(f"requester:{requester}") == 0
    found = market.adds_up()
    assert found["ledger"]["balanced"]
    assert found["ledger"]["transfers"] == 2 + affordable  # two requesters were given money


@contextmanager
def meanwhile(function, *, every_s=0.02):
    """Do this again and again in a thread of its own."""
    over, failed = threading.Event(), []

    def work():
        try:
            while not over.is_set():
                function()
                over.wait(every_s)
        except BaseException as error:  # noqa: BLE001  told to the test
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    assert failed == []


def test_eight_threads_spend_one_escrow(market):
    poor = market.add_requester("Poor", ACTS // 4 * PRICE)

    def look():
        assert market.balance(f"requester:{poor}") >= 0

    with meanwhile(look):
        said = all_spend(market, poor)
    check(market, poor, said, ACTS // 4)


def test_eight_threads_spend_one_escrow_while_connections_are_killed(market, database_url):
    """On PostgreSQL the server ends one of them; on SQLite a statement is interrupted."""
    poor = market.add_requester("Poor", ACTS_WHILE_BREAKING // 4 * PRICE)
    broken = itertools.count()
    breaking = killer(database_url) if database_url else interrupter(market.exchange)
    with breaking as break_one, meanwhile(lambda: break_one() and next(broken)):
        said = all_spend(market, poor, ACTS_WHILE_BREAKING)
    check(market, poor, said, ACTS_WHILE_BREAKING // 4)
    assert next(broken) > 10


@contextmanager
def killer(url):
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:

        def kill():
            found = db.execute(
                text("""
                SELECT pg_terminate_backend(pid)
                FROM pg_stat_activity
                WHERE datname = current_database()
                  AND pid <> pg_backend_pid()
                  AND state <> 'idle'
                ORDER BY random()
                LIMIT 1
                """)
            ).fetchone()
            return found is not None

        yield kill
    engine.dispose()


@contextmanager
def interrupter(exchange):
    """Between two statements of an act there is nothing to interrupt, so not every try hits."""
    held = exchange.store._writer.raw_connection().dbapi_connection

    def interrupt():
        held.interrupt()
        return held.in_transaction

    yield interrupt


def test_an_act_that_hides_the_end_of_its_transaction_is_not_confirmed(quick_market):
    def hide(db, now, *, office) -> str:
        held = db.connection.dbapi_connection
        held.create_function("interrupt", 0, held.interrupt)
        with pytest.raises(sqlite3.OperationalError):
            held.execute(
                "INSERT INTO requester SELECT * FROM requester WHERE coalesce(interrupt(), 1)"
            )
        return "never"

    with pytest.raises(TransactionEndedError, match="hide"):
        quick_market.exchange.write(hide)
