"""A station with days of work behind it, and twenty-nine others that have little to say."""

import pytest

from kiosk.protocol.sync import PUSH_FACTS_LIMIT
from kiosk.rules.buckets import NS_PER_S, Rate
from kiosk.rules.refusals import Refusal
from kiosk.turns import FACTS, Turns

WRITER_A_SECOND = 1_500
"""Facts that the writer takes in a second on a small machine."""


class Site:
    """A second a round: each station pushes until it is asked to wait, or has nothing left."""

    def __init__(self, backlogs) -> None:
        self.left, self.now_ns = dict(backlogs), 0
        self.turns = Turns(lambda: self.now_ns)
        self.waits = dict.fromkeys(backlogs, 0)
        self.asked = []

    def round(self):
        """Returns how many facts each station brought to the hub."""
        brought = dict.fromkeys(self.left, 0)
        for station in self.left:
            while self.left[station] and self.waits[station] <= self.now_ns:
                batch = min(PUSH_FACTS_LIMIT, self.left[station])
                try:
                    self.turns.take(station, facts=batch)
                except Refusal as refusal:
                    self.asked.append((station, refusal.details["after_s"]))
                    self.waits[station] = self.now_ns + refusal.details["after_s"] * NS_PER_S
                    break
                self.left[station] -= batch
                brought[station] += batch
        self.now_ns += NS_PER_S
        return brought


def test_one_with_50000_facts_starves_nobody_and_gets_all_through():
    others = {f"seat {n}": 40 for n in range(2, 31)}
    site = Site({"seat 1": 50_000, **others})
    first = site.round()
    assert first["seat 1"] == FACTS.burst
    assert all(first[name] == 40 for name in others)
    rounds = 1
    while site.left["seat 1"]:
        for name in others:  # they go on working, and are never asked to wait
            site.left[name] += 2
        brought = site.round()
        rounds += 1
        assert brought["seat 1"] <= WRITER_A_SECOND // 2
        assert all(brought[name] == 2 for name in others)
        assert rounds < 120
    assert {station for station, _ in site.asked} == {"seat 1"}
    assert rounds >= (50_000 - FACTS.burst) * 60 // FACTS.per_minute


def test_who_is_asked_to_wait_is_told_for_how_long_and_loses_nothing_by_asking():
    now_ns = 0
    turns = Turns(lambda: now_ns, rate=Rate(burst=200, per_minute=600))
    turns.take("seat 1", facts=200)
    for _ in range(5):
        with pytest.raises(Refusal, match="busy") as waits:
            turns.take("seat 1", facts=100)
        assert waits.value.details == {"after_s": 10}
    turns.take("seat 2", facts=200)
    now_ns = 10 * NS_PER_S
    turns.take("seat 1", facts=100)


def test_a_batch_of_nothing_costs_nothing():
    turns = Turns(lambda: 0, rate=Rate(burst=1, per_minute=1))
    for _ in range(9):
        turns.take("seat 1", facts=0)
    turns.take("seat 1", facts=1)
