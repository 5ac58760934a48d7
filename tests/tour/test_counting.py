"""What the tour counts, on the folders of a short calm journey; and what it says when one thing is broken."""

import contextlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes.bad_network import GOOD
from journeys import desk, people, seat
from journeys.journey import Journey
from journeys.seeds import seeded
from journeys.small_site import SEATS, memory_folder

from kiosk.exchange.exchange import DATABASE as EXCHANGE
from kiosk.hub_folder import DATABASE as HUB
from kiosk.rules.refusals import Refusal
from kiosk.tour.cafe import Folders
from kiosk.tour.counting import count_answers, count_money, is_balanced, verified
from station_agent.store.open import FILE as STATION

SEED = 11
ROUNDS, ROUNDS_LIMIT = 8, 60
"""So many tasks at least, and more until the requester, who decides by chance, has paid for some."""


def a_calm_day(folder):
    """A visitor does some tasks, the requester decides, the desk pays out."""
    journey = Journey(SEED, folder)
    for line in journey.lines.values():
        line.odds = GOOD
    journey.vouchers, journey.codes = [], {}
    try:
        people.settle_in(journey)
        for done in range(ROUNDS_LIMIT):
            if done >= ROUNDS and _payments(journey) > 1:
                break
            for thing in (seat.do_a_task, people.wait, people.review):
                with contextlib.suppress(Refusal):
                    thing(journey)
        journey.heal()
        with journey.hub.read() as db:
            row = db.execute("SELECT visitor FROM work LIMIT 1").fetchone()
        while _balance(journey, row["visitor"]):
            desk.pay_out(journey)
        return Folders(
            journey.places["hub"],
            journey.places["exchange"],
            tuple(journey.places[each] for each in SEATS),
        ), row["visitor"]
    finally:
        journey.close()


def _payments(journey):
    with journey.hub.read() as db:
        return db.execute("SELECT count(*) FROM transfer WHERE debit = 'exchange'").fetchone()[0]


def _balance(journey, visitor):
    with journey.hub.read() as db:
        return db.execute(
            """
            SELECT sum(CASE WHEN credit = :account THEN amount_minor ELSE -amount_minor END) AS minor
            FROM transfer
            WHERE credit = :account OR debit = :account
            """,
            {"account": f"visitor:{visitor}"},
        ).fetchone()["minor"]


@pytest.fixture(scope="module")
def day():
    with memory_folder() as folder, seeded(SEED):
        yield Path(folder), *a_calm_day(Path(folder))


@pytest.fixture
def site(day, tmp_path):
    """The folders of that day, to break."""
    home, folders, visitor = day
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    here = [tmp_path / one.relative_to(home) for one in (folders.hub, folders.exchange)]
    stations = tuple(tmp_path / one.relative_to(home) for one in folders.stations)
    return Folders(*here, stations), visitor


def behind_its_back(file, statement):
    """Change a database as nobody may; triggers that forbid it go first."""
    with closing(sqlite3.connect(file)) as db, db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f"DROP TRIGGER {name}")
        assert db.execute(statement).rowcount == 1, "nothing was broken"


def counted(folders):
    return count_answers(folders.stations, folders.exchange)


def test_a_day_without_faults_has_nothing_to_say(site):
    folders, visitor = site
    answers = counted(folders)
    money = count_money(folders.hub, folders.exchange, visitor=visitor)
    assert answers.made == answers.arrived > 1
    assert (answers.problems(), money.problems()) == ([], [])
    assert money.earned_minor == money.paid_out_minor > 0
    assert all(found["ok"] and is_balanced(found) for found in verified(folders).values())


def test_an_answer_gone_at_the_exchange_is_lost(site):
    folders, _ = site
    behind_its_back(
        folders.exchange / EXCHANGE,
        "DELETE FROM submission WHERE rowid = (SELECT min(rowid) FROM submission)",
    )
    answers = counted(folders)
    assert (answers.lost, answers.made - answers.arrived) == (1, 1)
    assert answers.problems() == ["1 lost"]


def test_an_answer_kept_twice_is_a_duplicate(site):
    folders, _ = site
    behind_its_back(
        folders.exchange / EXCHANGE,
        "INSERT INTO submission SELECT assignment, round + 5, cites, answer_sha256 || 'x', answer, worker, "
        "took_ms, made_at, received_at, fact FROM submission ORDER BY rowid LIMIT 1",
    )
    assert counted(folders).problems() == ["1 kept more than once"]


def test_a_fact_dropped_at_its_station_is_seen(site):
    folders, _ = site
    station = next(one for one in folders.stations if _facts(one))
    behind_its_back(
        station / STATION,
        "DELETE FROM outbox WHERE n = (SELECT min(n) FROM outbox WHERE type = 'submission')",
    )
    assert counted(folders).problems() == ["1 facts gone from a station"], "it had arrived before"


def test_a_fact_dropped_before_it_was_sent_is_lost(site):
    folders, _ = site
    station = next(one for one in folders.stations if _facts(one))
    behind_its_back(
        station / STATION,
        "DELETE FROM outbox WHERE n = (SELECT min(n) FROM outbox WHERE type = 'submission')",
    )
    behind_its_back(
        folders.exchange / EXCHANGE,
        "DELETE FROM submission WHERE rowid = (SELECT min(rowid) FROM submission)",
    )
    answers = counted(folders)
    assert answers.missing == 1
    assert answers.lost in (1, 2), "the one that was dropped, and the other where they differ"


def test_an_answer_that_no_station_made_is_strange(site):
    folders, _ = site
    behind_its_back(
        folders.exchange / EXCHANGE,
        "UPDATE submission SET cites = 'nobody/0/1' WHERE rowid = (SELECT min(rowid) FROM submission)",
    )
    assert counted(folders).problems() == ["1 lost", "1 from nowhere"]


def _facts(folder):
    with closing(sqlite3.connect(folder / STATION)) as db:
        return db.execute("SELECT count(*) FROM outbox WHERE type = 'submission'").fetchone()[0]


def test_no_answers_at_all_is_no_success(site):
    folders, _ = site
    for station in folders.stations:
        with closing(sqlite3.connect(station / STATION)) as db, db:
            db.execute("DELETE FROM outbox")
            db.execute("DELETE FROM stream")
    assert "no answer was made" in counted(folders).problems()


def test_a_payment_made_twice_is_seen(site):
    folders, visitor = site
    behind_its_back(
        folders.hub / HUB,
        "INSERT INTO transfer SELECT n + 1000, id || 'x', debit, credit, amount_minor, currency, at, "
        "reason, reference, chain FROM transfer WHERE id LIKE 'earned:%' LIMIT 1",
    )
    money = count_money(folders.hub, folders.exchange, visitor=visitor)
    found = verified(folders)["hub"]
    assert len(money.problems()) == 2, "more than the exchange paid, more than was paid out"
    assert not found["ok"]
    assert not is_balanced(found)


def test_a_transfer_changed_at_the_exchange_is_seen(site):
    folders, _ = site
    behind_its_back(
        folders.exchange / EXCHANGE,
        "UPDATE transfer SET amount_minor = amount_minor + 1 WHERE n = (SELECT max(n) FROM transfer)",
    )
    found = verified(folders)["exchange"]
    assert not found["ok"]
    assert not is_balanced(found)
