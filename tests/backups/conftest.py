"""The site that the tests of sealed backups begin with."""

import pytest
from fakes.sealed_site import sealing_site


@pytest.fixture
def site(tmp_path, clock):
    """A site with a second place and an owner's key."""
    world = sealing_site(tmp_path, clock)
    yield world
    world.hub.close()
