"""What checks of work cost, by day; it is Sunday, 01:26:40."""

import pytest
from fakes.busy_days import asked
from fakes.machines import terms_of

from kiosk.protocol.bodies import Slot
from kiosk.queries import checks_of_work
from kiosk.rules.instants import Instant
from kiosk.store import gold_tasks, tasks
from kiosk.store.gold_tasks import GoldTask

DAY_MS = 86_400_000


@pytest.fixture
def checked(cafe):
    """Two checks today, one of them wrong, and one yesterday; one lies unanswered in a hand."""
    visitor = cafe.visitor("Grace Muthoni")

    def act(db, now) -> None:
        tasks.keep_terms(db, now, terms_of())
        for name, days, right in (
            ("N1", 0, True),
            ("N2", 0, False),
            ("N3", 1, True),
            ("N4", 0, None),
        ):
            slot = Slot(name, "hit-1", {})
            tasks.keep_slot(db, slot=slot, blobs=(), until=Instant(now + DAY_MS))
            gold_tasks.deal(db, now, GoldTask(name, visitor, "e1", name, "pets", None, 150))
            if right is not None:
                at = Instant(now - days * DAY_MS)
                gold_tasks.mark(db, at, assignment=name, right=right)

    cafe.hub.write(act)
    return cafe


def report(cafe, first, last):
    with cafe.hub.read() as db:
        return checks_of_work.by_day(db, asked(cafe, first, last))


def test_each_day_says_how_many_there_were_and_what_they_paid(checked):
    found = report(checked, "2026-11-01", "2026-11-30")
    assert found.table.rows == (("2026-11-21", 1, 1, 0, 150), ("2026-11-22", 2, 1, 1, 300))
    assert found.table.totals == (None, 3, 2, 1, 450)
    assert [figure.value for figure in found.figures] == [450, 3, 2]


def test_where_there_were_none_there_are_no_rows(checked):
    found = report(checked, "2026-10-01", "2026-10-31")
    assert (found.table.rows, found.figures) == ((), ())
