"""Leases through everything that the reliability table names: one model, two drivers.

A seed draws 10,000 whole schedules; hypothesis looks for others by its own cunning, and shrinks what
it finds. Both live in the café of `lease_site.py`, and hold it to `lease_truth.py`:
seconds charged are seconds used, but for the five that a power cut may cost us; money and seconds add
up; each thing is charged once; no seat runs beyond its lease; one voucher at k seats is found.
"""

from pathlib import Path
from unittest import mock

import pytest
from fakes import quick_disk
from faults.lease_deeds import DEEDS, live_through
from faults.lease_image import disks
from faults.lease_machines import hash_of, matches
from faults.lease_site import Cafe
from faults.lease_truth import check_books, check_now, go_home
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

PARTS = 4
EXPLORED, STEPS = 60, 14


@pytest.fixture(scope="module", autouse=True)
def folder():
    """What takes long on purpose, or looks at the machine under the test, is not what is tried."""
    with (
        quick_disk.folder() as made,
        mock.patch("station_agent.opening.make_resume_hash", hash_of),
        mock.patch("station_agent.sitting.resume_matches", matches),
        mock.patch("station_agent.power.mac_address", return_value=""),
    ):
        Leases.folder = made
        disks()
        yield made


@pytest.mark.parametrize("part", range(PARTS))
def test_no_second_and_no_coin_is_lost_whatever_dies(rounds, folder, part):
    for seed in rounds("leases", part=part, of=PARTS):
        live_through(seed, folder)


class Leases(RuleBasedStateMachine):
    """The same café; hypothesis chooses what happens next."""

    folder = Path()

    def __init__(self) -> None:
        super().__init__()
        self.cafe = Cafe(self.folder)

    @invariant()
    def no_seat_runs_too_long(self):
        check_now(self.cafe)

    def teardown(self):
        go_home(self.cafe)
        check_now(self.cafe)
        check_books(self.cafe)


def deed(act, choices):
    """A rule that does this deed."""

    def do(self, **told):
        act(self.cafe, **told)

    do.__name__ = act.__name__
    return rule(**{name: st.sampled_from(some) for name, some in choices.items()})(do)


for one, (_share, its_choices) in DEEDS.items():
    setattr(Leases, one.__name__, deed(one, its_choices))


def test_nor_whatever_hypothesis_thinks_of():
    told = settings(max_examples=EXPLORED, stateful_step_count=STEPS, derandomize=True)
    run_state_machine_as_test(Leases, settings=told)
