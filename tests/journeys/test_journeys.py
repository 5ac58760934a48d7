"""Whole journeys on a seeded bad network. A seed that fails is printed; walk it again with SEED=n."""

import os
from collections import Counter
from pathlib import Path

import pytest
from journeys import holding, people
from journeys.journey import Journey
from journeys.seeds import seeded
from journeys.small_site import memory_folder

SEEDS = 200
A_CHUNK = 10
STEPS = 80
ALWAYS = 60
"""So many seeds are walked each time; `--all`, as in CI, walks them all."""
CHUNKS = [
    pytest.param(
        range(first, first + A_CHUNK),
        id=f"{first}-{first + A_CHUNK - 1}",
        marks=[pytest.mark.slow] if first >= ALWAYS else [],
    )
    for first in range(0, SEEDS, A_CHUNK)
]

pytestmark = pytest.mark.journey


def walk(seed, *, steps=STEPS):
    """One journey to its end; returns what is broken and what happened."""
    with memory_folder() as folder, seeded(seed):
        journey = Journey(seed, Path(folder))
        try:
            people.live(journey, steps=steps)
            journey.heal()
            happened = Counter(journey.happened)
            happened["made"] = len(journey.made)
            return list(holding.broken(journey)), happened
        finally:
            journey.close()


def failing(seeds):
    """Sentences for the seeds that break something, and all that happened on the way."""
    found, happened = [], Counter()
    for seed in seeds:
        try:
            broken, seen = walk(seed)
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
        found += [f"seed {seed}: {sentence}" for sentence in broken]
        happened += seen
    return found, happened


@pytest.mark.parametrize("seeds", CHUNKS)
def test_whatever_the_network_does_the_books_are_right(seeds):
    broken, happened = failing(seeds)
    assert broken == []
    assert happened["made"], "nobody worked, so nothing was shown"


def test_one_seed_by_hand():
    """`SEED=41 pytest -k by_hand` walks the seed that failed."""
    assert failing([int(os.environ.get("SEED", "200"))])[0] == []


def test_the_same_seed_walks_the_same_way():
    assert walk(7, steps=30) == walk(7, steps=30)
