"""A small café: an operator with an open shift, an offer, two seats with stations."""

import pytest
from acts.outage_cafe import cafe
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import ExchangeMachine, SeatMachine
from fakes.plans import Spy, slow

from kiosk.store import checks, kept_checks, ledger_checks, till_checks


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        hub = make_hub(folder, clock)
        world = World(hub, clock)
        world.operator = world.staff()
        world.shift = world.open_shift(world.operator)
        world.offer()
        world.station(1)
        world.station(2)
        plans = _watched(hub)
        yield world
        hub.close()
        assert slow(plans) == []


def _watched(hub):
    """How the writer means to answer each question; an act must stay quick with years of data."""
    hub._writer._db = Spy(hub._writer._db)
    return hub._writer._db.plans


@pytest.fixture
def seat_1(site):
    return SeatMachine(site, 1)


@pytest.fixture
def seat_2(site):
    return SeatMachine(site, 2)


@pytest.fixture
def exchange(site):
    return ExchangeMachine(site)


@pytest.fixture
def nothing_is_wrong(site):
    """After the test, all sums are made again from the tables."""
    yield
    with site.hub.read() as db:
        ledger = ledger_checks.ledger(db)
        assert (ledger.balanced, ledger.chain, ledger.problems) == (True, True, ())
        assert checks.session_problems(db) == []
        assert till_checks.till_problems(db) == []
        assert kept_checks.kept_problems(db) == []
        given = db.execute("SELECT 1 FROM transfer WHERE reference = 'assignment:test'").fetchone()
        assert given or checks.work_problems(db) == []  # `World.earn` gives money for no work


@pytest.fixture
def open_cafe(clock):
    """A café with settings of its own; its sums are made again when the test is over."""
    made = []
    with quick_disk.folder() as folder:

        def make(**told):
            made.append(cafe(folder / str(len(made)), clock, **told))
            return made[-1]

        yield make
        for world in made:
            with world.hub.read() as db:
                ledger = ledger_checks.ledger(db)
                assert (ledger.balanced, ledger.chain, ledger.problems) == (True, True, ())
                assert checks.session_problems(db) == []
            world.hub.close()
