"""Commands as somebody types them, on a small site in a folder."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub

import kiosk
from kiosk.cli.main import kiosk as program

SHIPPED = Path(kiosk.__path__[0]) / "shipped"


@dataclass
class Terminal:
    """What was typed, and what came back."""

    folder: Path

    def run(self, *words, data=True):
        """A command; returns what click saw of it."""
        asked = [str(word) for word in words]
        return CliRunner().invoke(
            program, [*asked, *(["--data", str(self.folder)] if data else [])]
        )

    def says(self, *words, data=True):
        """What a command prints that goes well."""
        done = self.run(*words, data=data)
        assert done.exit_code == 0, (done.output, done.stderr, done.exception)
        return done.stdout

    def tells(self, *words, data=True):
        """The facts that a command prints as JSON."""
        return json.loads(self.says(*words, "--json", data=data))

    def refuses(self, *words, data=True):
        """The one sentence that a refused command prints."""
        done = self.run(*words, data=data)
        assert done.exit_code == 1
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert done.stdout == ""
        return done.stderr.strip()


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch):
    import os

    for name in [name for name in os.environ if name.startswith("KIOSK_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def empty():
    with quick_disk.folder() as folder:
        yield Terminal(folder / "data")


@pytest.fixture
def site(empty):
    """A folder with a site that does not run now; `stations` were enrolled at seats 1 and 2."""
    clock = FakeClock()
    world = World(make_hub(empty.folder, clock), clock)
    operator = world.staff()
    world.open_shift(operator)
    world.offer()
    world.station(1)
    world.station(2)
    world.start(2, by=operator)
    world.hub.close()
    empty.stations = world.stations
    return empty
