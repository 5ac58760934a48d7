"""A café in a database of its own."""

import pytest
from fakes.hub_world import World, make_hub


@pytest.fixture
def hub(tmp_path, clock):
    hub = make_hub(tmp_path, clock)
    yield hub
    hub.close()


@pytest.fixture
def cafe(hub, clock):
    """An operator with an open shift, an offer of half an hour, two seats that answer."""
    world = World(hub, clock)
    world.amina = world.staff("amina")
    world.offer()
    world.shift = world.open_shift(world.amina)
    world.station(1)
    world.station(2)
    return world
