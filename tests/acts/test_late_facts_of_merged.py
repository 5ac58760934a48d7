"""A record is merged while word of it is still on its way: the survivor is trained and paid."""

import pytest
from fakes.machines import import_pets, look, told

from kiosk.acts import merging, seating
from kiosk.acts.records import record_of
from kiosk.protocol.bodies import Reaction
from kiosk.store import training, visitors, work

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


@pytest.fixture
def grace(site):
    return site.visitor("Grace Muthoni", code="471902")


@pytest.fixture
def twin(site):
    return site.visitor("Grace Mutoni", code="471903")


@pytest.fixture
def session(site, twin, exchange):
    """The twin sits at seat 1 with two tasks."""
    exchange.allot("assignment-1", "assignment-2")
    name = site.start(1, by=site.operator, visitor=twin).session
    site.hub.write(seating.take_session, station=site.stations[1], session=name, boot_id="boot-1")
    return name


def merge(site, grace, twin):
    reason = {"by": site.operator, "reason": "registered twice"}
    site.hub.write(merging.merge_visitors, keep=grace, drop=twin, **reason)


def test_pay_for_an_answer_of_before_comes_to_the_survivor(
    site, seat_1, exchange, grace, twin, session
):
    seat_1.submit(session, twin, "assignment-1")
    seat_1.close(session, used_s=1, submitted=["assignment-1"])
    merge(site, grace, twin)
    exchange.decide("assignment-1", "approved", amount_minor=150)
    assert site.balance(f"visitor:{grace}") == 150
    assert look(site, work.by_assignment, "assignment-1").visitor == grace
    assert (look(site, visitors.by_worker, told(site, "exchange")[0].worker)).merged_into == grace


def test_an_answer_that_comes_after_is_the_survivors_under_its_own_pseudonym(
    site, seat_1, exchange, grace, twin, session
):
    """The station kept it through a cut: it knows the record that went."""
    seat_1.close(session, used_s=1, submitted=["assignment-1"])
    merge(site, grace, twin)
    assert seat_1.submit(session, twin, "assignment-1") == [("stored", "")]
    assert seat_1.tell(Reaction(twin, "assignment-1", "seen")) == [("stored", "")]
    assert told(site, "exchange")[0].worker == look(site, visitors.by_id, grace).worker
    exchange.decide("assignment-1", "approved", amount_minor=150)
    assert site.balance(f"visitor:{grace}") == 150
    shown = look(site, lambda db: record_of(db, site.hub.now(), site.hub.site, visitor=grace))
    assert [one.state for one in shown.outcomes] == ["Approved"]


def test_an_exam_that_comes_after_is_the_survivors_next_try(site, seat_1, grace, twin):
    import_pets(site.hub)
    for seat, who in ((1, twin), (1, grace)):
        site.sat(seat, who, by=site.operator)
    seat_1.sit_exam(grace)
    merge(site, grace, twin)
    assert seat_1.sit_exam(twin) == [("stored", "")]
    tries = look(site, training.attempts, grace)
    assert [row.try_number for row in tries] == [1, 2]
    assert len({row.id for row in tries}) == 2
