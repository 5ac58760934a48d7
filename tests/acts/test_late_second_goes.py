"""A second go that comes after the decision leaves the decision and its money as they are."""

import pytest
from fakes.machines import look, told

from kiosk.acts import seating
from kiosk.acts.records import record_of

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED = [("stored", "")]


@pytest.fixture
def grace(site):
    return site.visitor()


@pytest.fixture
def session(site, grace, exchange):
    exchange.allot("assignment-1")
    name = site.start(1, by=site.operator, visitor=grace).session
    site.hub.write(seating.take_session, station=site.stations[1], session=name, boot_id="boot-1")
    return name


@pytest.mark.parametrize(
    ("verdict", "state", "balance_minor", "pending_minor"),
    [
        ("approved", "Approved", 150, 0),
        ("rejected", "Rejected", 0, 0),
        ("reject_proposed", "RejectProposed", 0, 150),
    ],
)
def test_what_was_decided_stands_and_the_answer_still_goes_up(  # noqa: PLR0917
    site, seat_1, exchange, grace, session, verdict, state, balance_minor, pending_minor
):
    seat_1.submit(session, grace, "assignment-1")
    exchange.decide("assignment-1", "revision", reason="Look again", due=1)
    exchange.decide("assignment-1", verdict, reason="too late")
    assert seat_1.submit(session, grace, "assignment-1", answer="1", turn=2) == STORED
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    assert record.outcomes[0].state == state
    assert (record.balance_minor, record.pending_minor) == (balance_minor, pending_minor)
    assert [up.round for up in told(site, "exchange")] == [1, 2]
