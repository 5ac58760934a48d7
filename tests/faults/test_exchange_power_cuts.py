"""The power of an exchange is cut, or its disk breaks, anywhere between a push and the money.

The real acts run through the real store on a disk that is noted down (`power.py`, `shim.py`). The
second morning begins on what the first one's last cut has left, and hubs send again what they sent.
"""

import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from unittest import mock

import pytest
from fakes import apsw_engine, quick_disk
from fakes.clock import FakeClock
from fakes.shim import SYNC, Disk
from faults import market_day
from faults.failing import Broken, each_place
from faults.market_day import MarketDay
from faults.power import MIXED, WAYS, Bench, Judge, Recording, Walk

from kiosk.disk.open import open_for_reading
from kiosk.exchange.exchange import DATABASE
from kiosk.exchange.store.engine import sqlite_url
from kiosk.exchange.store.schema import migrate
from kiosk.exchange.store.transactions import SqliteStore
from kiosk.rules.refusals import Refusal

CUTS = 1_000
STEPS = 60
LIVES = 2


@pytest.fixture(scope="module")
def migrated():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE
        migrate(sqlite_url(path))
        yield path


@contextmanager
def recording():
    """An exchange that is opened in here stands on a disk that is recorded."""
    made = Recording(DATABASE)
    write = SqliteStore.write

    def acknowledging(store, *told, **named):
        try:
            return write(store, *told, **named)
        finally:  # a refused act acknowledges nothing new, which is a state too
            made.acked.append(len(made.ops))

    with mock.patch.object(SqliteStore, "write", acknowledging), apsw_engine.on(made.disk):
        yield made


def test_no_cut_of_the_exchange_loses_what_a_hub_or_a_requester_was_told(rounds, migrated):
    for seed in rounds("power_cut_exchange", each=CUTS):
        with quick_disk.folder() as folder:
            live_and_die(folder, migrated, Random(seed))


def live_and_die(folder, migrated, chance):
    """So many mornings, each ended by a cut; all cuts of each are tried."""
    day = None
    for _ in range(LIVES):
        with recording() as recorded:
            if day is None:
                day = MarketDay(folder / "exchange", migrated, FakeClock(), chance)
            else:
                day.start_again()
            for _ in range(STEPS):
                day.step()
                recorded.note(day.figures())
                recorded.heard.append((len(recorded.ops), day.heard()))
            day.close()
        judge = judge_of(recorded, folder)
        try_cuts(recorded, judge, chance, CUTS // LIVES)
        walk = Walk(recorded)
        walk.go_to(chance.randrange(recorded.acked[-1], len(recorded.ops) + 1))
        Bench(day.folder, DATABASE).put(walk.image(MIXED, chance))


def judge_of(recorded, folder):
    return Judge(
        recorded,
        Bench(folder, DATABASE),
        look=market_day.problems,
        figures=market_day.figures,
        number=market_day.last_told,
        every=5,
    )


def try_cuts(recorded, judge, chance, count):
    walk = Walk(recorded)
    for position in recorded.places(chance, count):
        walk.go_to(position)
        judge.check(walk.image(chance.choice(WAYS), chance), position)


def test_a_disk_of_the_exchange_that_lies_about_its_syncs_is_found_out(tmp_path, migrated):
    """Else the test above could not fail."""
    with recording() as recorded:
        day = MarketDay(tmp_path / "exchange", migrated, FakeClock(), Random(1))
        for _ in range(STEPS):
            day.step()
        day.close()
    recorded.ops[:] = [
        op._replace(kind="nothing") if op.kind is SYNC else op for op in recorded.ops
    ]
    with pytest.raises(AssertionError, match="another state is there"):
        try_cuts(recorded, judge_of(recorded, tmp_path), Random(1), CUTS)


class Ended(BaseException):
    """The end of the process, as a test can survive it."""


ONE_ACT = ("post", "fetch", "push", "decide", "approve_soon")
STEPS_OF_WORK = (*ONE_ACT, "let_time_pass")


@pytest.mark.parametrize("step", STEPS_OF_WORK)
def test_a_disk_that_breaks_at_any_write_of_a_step_ends_the_exchange_and_acknowledges_nothing(
    migrated, step
):
    """On the disk is what was there before, or all of the step; what opens again goes on with it."""
    with quick_disk.folder() as folder:
        after = ends_whole(folder / "whole", migrated, step, lambda _: None, after=None)
        for number, fails in enumerate(each_place(Broken)):
            ends_whole(folder / str(number), migrated, step, fails, after=after)


def ends_whole(folder, migrated, step, fails, *, after):
    disk = Disk()
    with apsw_engine.on(disk), mock.patch.object(SqliteStore, "__init__", ending(SqliteStore)):
        day = prepared(folder, migrated, step)
        before = day.figures()
        disk.refuse = fails
        acknowledged = asked(day, step)
        disk.refuse = None
        if acknowledged:
            assert day.figures() != before
        day.close()
        with closing(open_for_reading(folder / DATABASE)) as db:
            found = market_day.figures(db)
        if after is None:
            after = found
        if step in ONE_ACT:
            wanted = (after,) if acknowledged else (before, after)
            assert found in wanted
        assert market_day.problems(folder / DATABASE) == []
        day.start_again()
        asked(day, step)
        day.market.adds_up()
        day.close()
    return after


def ending(store):
    made = store.__init__

    def init(self, url, clock):
        def end(error):
            raise Ended from error

        made(self, url, clock, on_disaster=end)

    return init


def prepared(folder, migrated, step):
    """Everything that the step needs is there."""
    day = MarketDay(folder, migrated, FakeClock(), Random(7))
    day.post()
    if step != "fetch":
        for _ in range(9):
            day.fetch()
    if step in ("decide", "approve_soon", "let_time_pass"):
        for _ in range(9):
            day.push()
    if step == "let_time_pass":
        day.clock.forward(hours=200)
    return day


def asked(day, step):
    """Whether it was acknowledged."""
    try:
        getattr(day, step)()
    except Ended:
        return False
    except Refusal as refusal:
        assert refusal.code in (*market_day.REFUSED, "disk_full"), refusal  # noqa: PT017  no other
    return True
