"""What a mentor reads of a learner's goals and checks of work, and who reads it."""

import pytest
from fakes.machines import terms_of

from kiosk.protocol.bodies import Slot
from kiosk.rules.instants import Instant
from kiosk.rules.mastery import First, ToldFirst
from kiosk.store import gold_tasks, mastery, tasks
from kiosk.store.gold_tasks import GoldEdition, GoldTask

TITLE = "Practice goals and checks of work"


@pytest.fixture
def grace(cafe):
    """Two wrong checks, and two right first tries of three that are enough."""
    visitor = cafe.visitor("Grace Muthoni")

    def act(db, now) -> None:
        tasks.keep_terms(db, now, terms_of())
        gold_tasks.keep_edition(db, GoldEdition("digits-e1", "digits", 1, "Digits", "digits"), ())
        for name in ("N1", "N2"):
            slot = Slot(name, "hit-1", {})
            tasks.keep_slot(db, slot=slot, blobs=(), until=Instant(now + 10**9))
            gold_tasks.deal(db, now, GoldTask(name, visitor, "digits-e1", name, "digits", None))
            gold_tasks.mark(db, now, assignment=name, right=False)
        for n in range(2):
            told = ToldFirst(First(f"p{n}", 1, right=True), now, f"o/e/{n}", "m_of_n:3:5")
            mastery.keep_first(db, visitor=visitor, edition="e1", step="practice", told=told)

    cafe.hub.write(act)
    return visitor


def test_a_mentor_sees_how_far_a_learner_is_and_how_good_the_work(owner, grace):
    page = owner.page(f"/people/{grace}")
    assert TITLE in page
    assert "Told to practise" in page
    assert "one of <bdi>2</bdi> tasks is a check" in page
    assert "Practising" in page


def test_an_operator_does_not(operator, grace):
    assert TITLE not in operator.page(f"/people/{grace}")


def test_of_who_has_neither_nothing_stands_there(owner, cafe):
    assert TITLE not in owner.page(f"/people/{cafe.visitor('Amina Odhiambo')}")
