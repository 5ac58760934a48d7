"""Signed vouchers with the hub away: what every station sold is paid once, the rest is found."""

from pathlib import Path

import pytest
from fakes.bad_network import GOOD
from fakes.machines import look
from journeys import holding
from journeys.desk import operator
from journeys.journey import Journey
from journeys.seeds import seeded
from journeys.small_site import SEATS, memory_folder

from kiosk.acts import front_desk
from kiosk.acts import vouchers as acts
from kiosk.acts.selling import Counter
from kiosk.acts.vouchers import paper_text
from kiosk.hub import new_request_id
from kiosk.link.client import LinkDownError
from kiosk.queries import vouchers as query
from kiosk.rules.vouchers import VoucherState
from kiosk.store import audit, sessions, vouchers
from station_agent import entering
from station_agent.states import State

FIVE_MIN_S = 300


@pytest.fixture
def cafe():
    """Two seats whose lines never fail unless a test cuts them."""
    with memory_folder() as folder, seeded(5):
        journey = Journey(5, Path(folder))
        for line in journey.lines.values():
            line.odds = GOOD
        journey.pass_time(1)
        yield journey
        assert list(holding.broken(journey)) == []
        journey.close()


def sold(cafe):
    """A voucher of five minutes; returns its code and what a scanner reads."""
    counter = Counter("five", 800, operator(cafe))
    code = cafe.hub.write(acts.sell_voucher, counter=counter).code
    return code, paper_text(cafe.hub.site, look(cafe, vouchers.by_code, code))


def scan(cafe, seat, code, paper):
    entering.enter(cafe.agents[seat], code=code, pin="", request_id=new_request_id(), paper=paper)
    return cafe.agents[seat].sitting.kept.session


def pass_seconds(cafe, seconds):
    for _ in range(seconds):
        cafe.pass_time(1)


def cut(cafe):
    for seat in SEATS:
        cafe.lines[seat].up = False
    pass_seconds(cafe, 6)


def mend(cafe):
    for seat in SEATS:
        cafe.lines[seat].up = True
    pass_seconds(cafe, 61)


def state(cafe, code):
    return look(cafe, vouchers.by_code, code).state


def test_one_voucher_at_two_seats_is_found_with_seat_and_operator(cafe):
    code, paper = sold(cafe)
    cut(cafe)
    for seat in SEATS:
        scan(cafe, seat, code, paper)
    pass_seconds(cafe, FIVE_MIN_S + 1)
    assert {cafe.agents[seat].state for seat in SEATS} == {State.LOCKED}
    mend(cafe)
    owed = look(cafe, query.owed, cafe.hub.now())
    (found,) = owed.overspent
    assert (found.code, found.overspent_s, found.operator) == (code, FIVE_MIN_S, "Amina Wanjiru")
    assert found.seat in SEATS
    lines = look(cafe, audit.latest, before=None, limit=20)
    (line,) = [line for line in lines if line.act == "voucher_overspent"]
    assert line.reason == f"seat {found.seat}, {FIVE_MIN_S} s, Amina Wanjiru"
    assert state(cafe, code) is VoucherState.USED_UP


def test_the_rest_of_a_voucher_is_used_at_the_other_seat_after_the_cut(cafe):
    code, paper = sold(cafe)
    cut(cafe)
    first = scan(cafe, 1, code, paper)
    pass_seconds(cafe, 100)
    cafe.agents[1].finish()
    mend(cafe)
    assert look(cafe, sessions.by_id, first).used_s == 100
    assert state(cafe, code) is VoucherState.SOLD
    scan(cafe, 2, code, paper)
    assert cafe.agents[2].seconds_left == FIVE_MIN_S - 100
    pass_seconds(cafe, FIVE_MIN_S)
    assert state(cafe, code) is VoucherState.USED_UP
    assert look(cafe, query.owed, cafe.hub.now()).overspent == ()


def test_a_session_that_began_in_the_cut_goes_on_under_the_hub(cafe):
    code, paper = sold(cafe)
    cut(cafe)
    session = scan(cafe, 1, code, paper)
    pass_seconds(cafe, 60)
    cafe.crash(1)
    mend(cafe)
    assert cafe.agents[1].state is State.OPEN
    assert look(cafe, sessions.by_id, session).state == "open"
    assert state(cafe, code) is VoucherState.IN_USE
    cafe.agents[1].finish()
    pass_seconds(cafe, 5)
    assert look(cafe, sessions.by_id, session).closed_at is not None


def test_a_lost_answer_to_the_scan_makes_no_second_session(cafe):
    code, paper = sold(cafe)
    line = cafe.lines[1]
    real = line.send

    def lose_the_opening(method, path, headers, body):
        answer = real(method, path, headers, body)
        if path.endswith("/open"):
            raise LinkDownError("reply lost")
        return answer

    line.send = lose_the_opening
    session = scan(cafe, 1, code, paper)
    pass_seconds(cafe, 61)
    assert look(cafe, sessions.open_at, cafe.agents[1].machine.keys.origin).id == session
    pass_seconds(cafe, FIVE_MIN_S)
    assert state(cafe, code) is VoucherState.USED_UP
    assert look(cafe, query.owed, cafe.hub.now()).overspent == ()


def test_a_seat_sold_at_the_desk_meanwhile_is_taken_and_the_voucher_keeps_its_rest(cafe):
    code, paper = sold(cafe)
    cut(cafe)
    scan(cafe, 1, code, paper)
    counter = Counter("five", 800, operator(cafe))
    started = cafe.hub.write(front_desk.start_session, seat=1, counter=counter, visitor=None)
    pass_seconds(cafe, 30)
    mend(cafe)
    assert cafe.agents[1].sitting.kept.session == started.session
    cafe.agents[1].finish()
    pass_seconds(cafe, 61)
    assert state(cafe, code) is VoucherState.SOLD
    assert look(cafe, query.owed, cafe.hub.now()).overspent == ()
