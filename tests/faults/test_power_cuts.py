"""The power is cut while a café works; what was acknowledged is there when it is back.

The real acts run through the real writer on a disk that is noted down (`power.py`), so one recorded
morning gives a thousand cuts. The second morning begins on what the first one's last cut has left.
"""

from random import Random

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import migrated
from fakes.shim import SYNC
from faults import hub_day, seat_day
from faults.hub_day import HubDay
from faults.power import MIXED, WAYS, Bench, Judge, Walk, recording
from faults.seat_day import SeatDay

from kiosk.hub_folder import DATABASE
from kiosk.verifying import verify_hub
from station_agent.store.open import FILE

CUTS = 1_000
STEPS = 45
SEAT_STEPS = 12
LIVES = 2


@pytest.fixture(autouse=True, scope="module")
def _schema():
    migrated()  # on a disk of its own, not on the one that is noted down


def test_no_cut_of_the_hub_loses_what_was_acknowledged(rounds):
    for seed in rounds("power_cut_hub", each=CUTS):
        with quick_disk.folder() as folder:
            live_and_die(folder, Random(seed))


def live_and_die(folder, chance):
    """So many mornings, each ended by a cut; all cuts of each are tried."""
    day = None
    for _ in range(LIVES):
        with recording(DATABASE) as recorded:
            if day is None:
                day = HubDay(folder / "hub", FakeClock(), chance)
            else:
                day.start_again()
            for _ in range(STEPS):
                day.step()
                recorded.note(day.figures())
            day.top_up()  # the power goes while this is done
            day.close()
        bench = Bench(folder, DATABASE)
        judge = Judge(recorded, bench, look=problems, figures=hub_day.figures, every=5)
        try_cuts(recorded, judge, chance, CUTS // LIVES)
        walk = Walk(recorded)
        walk.go_to(last_place(recorded, chance))
        Bench(day.hub.folder, DATABASE).put(walk.image(MIXED, chance))


def test_no_cut_of_a_station_loses_what_was_acknowledged(rounds):
    for seed in rounds("power_cut_station", each=CUTS):
        with quick_disk.folder() as folder:
            sit_and_die(folder, Random(seed))


def sit_and_die(folder, chance):
    """So many mornings at a seat, each ended by a cut; all cuts of each are tried."""
    day = None
    for _ in range(LIVES):
        with recording(FILE) as recorded:
            if day is None:
                day = SeatDay(folder / "seat", folder / "memory", FakeClock(), chance)
            else:
                day.start_again()
            day.watch(recorded)
            for _ in range(SEAT_STEPS):
                day.step()
                recorded.note(day.figures())
            day.close()
        judge = Judge(
            recorded,
            Bench(folder, FILE),
            look=lambda _: [],
            figures=seat_day.figures,
            number=seat_day.last_number,
        )
        try_cuts(recorded, judge, chance, CUTS // LIVES)
        walk = Walk(recorded)
        walk.go_to(last_place(recorded, chance))
        Bench(day.desk.folder, FILE).put(walk.image(MIXED, chance))


def last_place(recorded, chance):
    """Somewhere in the last commit; one that wrote nothing has but its end."""
    before, end = recorded.acked[-2:]
    return chance.randrange(before, max(end, before + 1))


def try_cuts(recorded, judge, chance, count):
    walk = Walk(recorded)
    for position in recorded.places(chance, count):
        walk.go_to(position)
        judge.check(walk.image(chance.choice(WAYS), chance), position)


def problems(path):
    return verify_hub(path)["problems"]


def test_a_disk_that_lies_about_its_syncs_is_found_out(tmp_path):
    """Else the test above could not fail."""
    with recording(DATABASE) as recorded:
        day = HubDay(tmp_path / "hub", FakeClock(), Random(1))
        for _ in range(STEPS):
            day.step()
        day.close()
    recorded.ops[:] = [
        op._replace(kind="nothing") if op.kind is SYNC else op for op in recorded.ops
    ]
    judge = Judge(recorded, Bench(tmp_path, DATABASE), look=problems, figures=hub_day.figures)
    with pytest.raises(AssertionError, match="another state is there"):
        try_cuts(recorded, judge, Random(1), CUTS)
