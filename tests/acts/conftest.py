"""A small café: an operator with an open shift, an offer, two seats with stations."""

import pytest
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import ExchangeMachine, SeatMachine

from kiosk.store import checks


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
        yield world
        hub.close()


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
        ledger = checks.ledger(db)
        assert (ledger.balanced, ledger.chain, ledger.problems) == (True, True, ())
        assert checks.session_problems(db) == []
        given = db.execute("SELECT 1 FROM transfer WHERE reference = 'assignment:test'").fetchone()
        assert given or checks.work_problems(db) == []  # `World.earn` gives money for no work
