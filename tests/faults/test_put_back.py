"""A disk is put back as it was, and nobody tells the other machines.

Cafés put back those of stations at each start; who copies the hub's folder back by hand does it to
a hub. What is put back knows nothing of what it said since, and would give its numbers again. Real
hub, exchange and stations with fake clocks, as in `tests/journeys`.
"""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from faults import test_restored_hub as restored
from journeys import holding, people
from journeys.journey import Journey
from journeys.seeds import seeded
from journeys.small_site import SEATS, memory_folder

from kiosk.rules.refusals import Refusal

STEPS = 30
ROUNDS_TO_SEND = 20
SEEN_BY_STAFF = ("in conflict", "was set aside")
"""The second fact of a number is kept for them; so is what a hub refused before it knew better."""


class PutBack(Journey):
    """A journey whose machines are images that come back."""

    def freeze(self, name):
        """An image of the disk is kept."""
        self._let_go(name)  # who copies an open database takes its locks away
        shutil.copytree(self.places[name], self.folder / f"image-{name}")
        self._open(name)

    def put_hub_back(self):
        """Somebody copies the folder of before over the one that is there."""
        self._let_go("hub")
        shutil.rmtree(self.places["hub"])
        shutil.copytree(self.folder / "image-hub", self.places["hub"])
        self.lines["hub"].forget()
        self._open("hub")

    def thaw(self, seat):
        """The machine starts from its image."""
        self.happened["put back"] += 1
        self._let_go(seat)
        shutil.rmtree(self.places[seat])
        shutil.rmtree(self.memory[seat])
        shutil.copytree(self.folder / f"image-{seat}", self.places[seat])
        self.clocks[seat].reboot()
        self.lines[seat].forget()
        self._open(seat)

    def send_all(self, seat):
        """What was said is at the hub: a disk that is put back before has lost it, as it must."""
        line, agent = self.lines[seat], self.agents[seat]
        line.up = True
        for _ in range(ROUNDS_TO_SEND):
            if agent.sitting.kept is not None:
                with suppress(Refusal):
                    agent.finish()
            if agent.sitting.kept is None and not agent.waiting():
                return True
            self.pass_time(61)
            agent = self.agents[seat]
        return False


def walk(seed):
    """One journey with each seat's image put back twice: what is broken, and how often it was."""
    with memory_folder() as folder, seeded(seed):
        journey = PutBack(seed, Path(folder))
        try:
            people.live(journey, steps=STEPS // 2)
            for seat in SEATS:
                journey.freeze(seat)
            for seat in (*SEATS, *SEATS):
                go_on(journey, steps=STEPS)
                if journey.send_all(seat):
                    journey.thaw(seat)
                    journey.lines[seat].up = bool(seed % 2)
            go_on(journey, steps=STEPS)
            journey.heal()
            found = [one for one in holding.broken(journey) if SEEN_BY_STAFF[0] not in one]
            return found, journey.happened["put back"]
        finally:
            journey.close()


def walk_hub(seed):
    """One journey whose hub is put back by hand once. What is broken."""
    with memory_folder() as folder, seeded(seed):
        journey = PutBack(seed, Path(folder))
        try:
            people.live(journey, steps=STEPS // 2)
            journey.freeze("hub")
            go_on(journey, steps=STEPS)
            held = restored.held_by_stations(journey)
            journey.put_hub_back()
            go_on(journey, steps=STEPS // 4)
            journey.heal()
            found = [*restored.broken(journey), *restored.lost(journey, held)]
            return [one for one in found if not any(words in one for words in SEEN_BY_STAFF)]
        finally:
            journey.close()


def go_on(journey, *, steps):
    """So many things happen more, chosen by chance."""
    things = journey.chance.choices(
        tuple(people.THINGS), weights=tuple(people.THINGS.values()), k=steps
    )
    for thing in things:
        with suppress(Refusal):
            thing(journey)


@pytest.mark.journey
def test_a_station_whose_disk_is_put_back_loses_nothing_that_it_says_after_it(rounds):
    put_back = 0
    for seed in rounds("put_back", each=4):
        found, times = walk(seed)
        assert found == []
        put_back += times
    assert put_back


@pytest.mark.journey
def test_a_hub_that_is_put_back_by_hand_loses_nothing_that_a_station_holds(rounds):
    for seed in rounds("put_back_hub"):
        assert walk_hub(seed) == []
