"""A receipt says which minutes were without internet, and what they would have cost."""

import pytest
from fakes.hub_world import make_hub
from fakes.machines import SeatMachine

from kiosk.acts import dues, front_desk, outages
from kiosk.acts.granting import Terms
from kiosk.protocol.bodies import SessionClosed


@pytest.fixture
def visit(cafe, shift, clock):
    """A session of ten minutes paid after, five of them without internet, or without the desk."""

    def sit(*, internet=True):
        grace = cafe.visitor(code="881177")
        session = cafe.hub.write(
            front_desk.start_metered,
            seat=1,
            visitor=grace,
            terms=Terms("postpaid"),
            by=cafe.amina,
        )
        clock.forward(minutes=5)
        went_at = cafe.hub.now()
        if internet:
            cafe.hub.write(outages.note_internet, away_since=went_at)
        clock.forward(minutes=5)
        if not internet:
            cafe.hub.write(outages.note_hub_was_down, alive_at=went_at)
        away_s = 0 if internet else 300
        closed = SessionClosed(session, 600, "finished", hub_away_s=away_s)
        SeatMachine(cafe, 1).tell(closed)
        cafe.hub.write(dues.take_due, seat=1, tendered_minor=10**6, by=cafe.amina)
        return grace, session

    return sit


@pytest.fixture
def hub(tmp_path, clock):
    hub = make_hub(tmp_path, clock, postpaid_cap_minor=10**6, hub_away_percent=0)
    yield hub
    hub.close()


def test_the_receipt_says_what_was_not_charged(operator, visit):
    _, session = visit()
    page = operator.page(f"/receipts/{session}")
    assert "Without internet: " in page
    assert "Price before" in page
    answer = operator.post(f"/receipts/{session}/print", page=f"/receipts/{session}", on="pdf")
    assert answer.data.startswith(b"%PDF")


def test_a_person_sees_it_among_the_visits(operator, visit):
    grace, _ = visit()
    page = operator.page(f"/people/{grace}")
    assert "Without internet: " in page


def test_minutes_without_the_desk_are_told_apart(operator, visit):
    grace, session = visit(internet=False)
    assert "Without the desk: 5 min" in operator.page(f"/receipts/{session}")
    assert "Without the desk: " in operator.page(f"/people/{grace}")
