"""The checks at a journey's end see what they are there to see."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from journeys import holding, people
from journeys.journey import Journey
from journeys.seeds import seeded
from journeys.small_site import memory_folder

from kiosk.exchange.exchange import DATABASE as EXCHANGE
from kiosk.hub_folder import DATABASE as HUB

SEEDS = range(8, 28)
STEPS = 80


@pytest.fixture
def walked():
    """The first journey, at its end, on which work was done and paid: most are."""
    for seed in SEEDS:
        with memory_folder() as folder, seeded(seed):
            journey = Journey(seed, Path(folder))
            try:
                people.live(journey, steps=STEPS)
                journey.heal()
                assert list(holding.broken(journey)) == []
                if was_paid(journey):
                    yield journey
                    return
            finally:
                journey.close()
    raise AssertionError("nobody is ever paid, so nothing can be shown")


def was_paid(journey):
    with journey.hub.read() as db:
        return db.execute("SELECT 1 FROM transfer WHERE id LIKE 'earned:%' LIMIT 1").fetchone()


def behind_its_back(file, *statements):
    """Change a database as nobody may; triggers that forbid it go first."""
    with closing(sqlite3.connect(file)) as db, db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert db.execute(statement).rowcount, "nothing was broken"


@pytest.mark.parametrize(
    ("machine", "file", "statement", "says"),
    [
        pytest.param(
            "exchange",
            EXCHANGE,
            "DELETE FROM submission WHERE rowid = (SELECT min(rowid) FROM submission)",
            "never arrived",
            id="an answer is gone at the exchange",
        ),
        pytest.param(
            "hub",
            HUB,
            "INSERT INTO transfer SELECT n + 1000, id || 'x', debit, credit, amount_minor, currency, at, "
            "reason, reference, chain FROM transfer WHERE id LIKE 'earned:%' LIMIT 1",
            "credited",
            id="an answer is paid twice",
        ),
        pytest.param(
            "hub",
            HUB,
            "UPDATE pass_spend "
            "SET seconds = 1 + (SELECT used_s FROM session WHERE session.id = pass_spend.session) "
            "WHERE rowid = (SELECT min(pass_spend.rowid) FROM pass_spend "
            "JOIN session ON session.id = pass_spend.session WHERE session.state = 'closed')",
            "was charged",
            id="a session is charged for more than it used",
        ),
    ],
)  # fmt: skip
def test_what_is_broken_is_seen(walked, machine, file, statement, says):
    behind_its_back(walked.places[machine] / file, statement)
    assert any(says in sentence for sentence in holding.broken(walked))
