"""`kiosk tour` itself: real processes, real sockets; once as it should be, twice with one thing broken.

How long it takes is never asserted, so on a slow machine it may take longer than a visitor would wait.
"""

import sqlite3
from contextlib import closing

import pytest

from kiosk.hub_folder import DATABASE as HUB
from kiosk.tour.run import run_tour
from station_agent.store.open import FILE as STATION

LIMIT_S = 400
STEPS = 23

pytestmark = pytest.mark.xdist_group("tour")


def behind_its_back(file, statement):
    """Change a running machine's database as nobody may; triggers that forbid it go first."""
    with closing(sqlite3.connect(file, timeout=60)) as db, db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f"DROP TRIGGER {name}")
        assert db.execute(statement).rowcount == 1, "nothing was broken"


def drop_a_fact(folders):
    behind_its_back(
        folders.stations[0] / STATION,
        "DELETE FROM outbox WHERE n = (SELECT max(n) FROM outbox WHERE type = 'submission' AND state = 'waiting')",
    )


def pay_twice(folders):
    behind_its_back(
        folders.hub / HUB,
        "INSERT INTO transfer SELECT n + 1000, id || 'x', debit, credit, amount_minor, currency, at, "
        "reason, reference, chain FROM transfer WHERE id LIKE 'earned:%' LIMIT 1",
    )


def test_the_main_job_end_to_end():
    result = run_tour(limit_s=LIMIT_S)
    assert [step for step in result["steps"] if not step["ok"]] == []
    assert result["ok"]
    assert len(result["steps"]) == STEPS
    assert set(result["steps"][0]) == {"name", "ok", "seconds", "detail"}
    assert result["answers"] == {"made": 11, "arrived": 11, "duplicate": 0, "lost": 0}
    assert result["ledger"] == {"hub_balanced": True, "exchange_balanced": True}
    assert result["visitor"] == {"earned_minor": 200, "paid_out_minor": 200}


@pytest.mark.slow
def test_a_fact_dropped_while_the_links_are_down_fails_the_tour():
    broken = "links return: all arrives exactly once"
    result = run_tour(limit_s=LIMIT_S, sabotage={broken: drop_a_fact})
    assert not result["ok"]
    assert [step["name"] for step in result["steps"] if not step["ok"]] == [broken]
    assert result["answers"] == {"made": 9, "arrived": 8, "duplicate": 0, "lost": 1}


@pytest.mark.slow
def test_a_payment_made_twice_fails_the_tour():
    last = "every answer counted, every ledger verified"
    result = run_tour(limit_s=LIMIT_S, sabotage={last: pay_twice})
    assert not result["ok"]
    assert [step["name"] for step in result["steps"] if not step["ok"]] == [last]
    assert not result["ledger"]["hub_balanced"]
    assert result["visitor"] == {"earned_minor": 225, "paid_out_minor": 200}
