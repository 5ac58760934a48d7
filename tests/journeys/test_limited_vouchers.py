"""A night voucher with the hub away: opened, refused in another zone, charged right, found twice."""

from pathlib import Path

import pytest
from fakes.bad_network import GOOD
from fakes.hub_world import World
from fakes.machines import look
from journeys import holding
from journeys.desk import operator
from journeys.journey import Journey
from journeys.seeds import seeded
from journeys.small_site import SEATS, memory_folder

from kiosk.acts import vouchers as acts
from kiosk.acts.selling import Counter
from kiosk.acts.vouchers import paper_text
from kiosk.hub import new_request_id
from kiosk.queries import vouchers as query
from kiosk.rules.offers import Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window
from kiosk.rules.vouchers import VoucherState
from kiosk.store import passes, sessions, vouchers
from station_agent import entering
from station_agent.states import State

TWO_MIN_S = 120
NIGHT = Window(start=22 * 60, end=6 * 60)
EVENING = Window(start=17 * 60, end=22 * 60)
"""It is Sunday, 01:26:40 in Nairobi."""


@pytest.fixture
def cafe():
    """Two seats of the zone `room` whose lines never fail unless a test cuts them."""
    with memory_folder() as folder, seeded(7):
        journey = Journey(7, Path(folder))
        for line in journey.lines.values():
            line.odds = GOOD
        journey.pass_time(1)
        yield journey
        assert list(holding.broken(journey)) == []
        journey.close()


def sold(cafe, name="night", **terms):
    """A voucher of two minutes on these terms; returns its code and what a scanner reads."""
    world = World(cafe.hub, cafe.clock)
    world.offer(name, title=name, seconds=TWO_MIN_S, price_minor=800, terms=Terms(**terms))
    code = cafe.hub.write(acts.sell_voucher, counter=Counter(name, 800, operator(cafe))).code
    slip = look(cafe, query.slip, code)
    return code, paper_text(cafe.hub.site, slip.voucher, *slip.terms)


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


def left(cafe, code):
    return look(cafe, passes.left_s, look(cafe, vouchers.by_code, code).pass_id)


def test_a_night_voucher_opens_in_the_cut_and_is_charged_when_the_hub_is_back(cafe):
    code, paper = sold(cafe, window=NIGHT, zones=frozenset({"room"}))
    cut(cafe)
    session = scan(cafe, 1, code, paper)
    pass_seconds(cafe, 50)
    cafe.power_cut(1)
    scan(cafe, 1, code, paper)
    cafe.agents[1].finish()
    mend(cafe)
    used_s = look(cafe, sessions.by_id, session).used_s
    assert 45 <= used_s <= 50
    assert left(cafe, code) == TWO_MIN_S - used_s
    assert look(cafe, vouchers.by_code, code).state is VoucherState.SOLD
    assert look(cafe, query.owed, cafe.hub.now()).overspent == ()


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [({"zones": frozenset({"quiet"})}, "voucher_zone"), ({"window": EVENING}, "voucher_hours")],
    ids=["another zone", "other hours"],
)
def test_it_is_refused_in_the_cut_as_it_is_by_the_hub(cafe, terms, refusal):
    code, paper = sold(cafe, **terms)
    with pytest.raises(Refusal, match=refusal):
        scan(cafe, 1, code, paper)
    cut(cafe)
    with pytest.raises(Refusal, match=refusal):
        scan(cafe, 1, code, paper)
    mend(cafe)
    assert left(cafe, code) == TWO_MIN_S


def test_one_night_voucher_at_two_seats_is_found_with_seat_and_operator(cafe):
    code, paper = sold(cafe, window=NIGHT)
    cut(cafe)
    for seat in SEATS:
        scan(cafe, seat, code, paper)
    pass_seconds(cafe, TWO_MIN_S + 1)
    assert {cafe.agents[seat].state for seat in SEATS} == {State.LOCKED}
    mend(cafe)
    (found,) = look(cafe, query.owed, cafe.hub.now()).overspent
    assert (found.code, found.overspent_s, found.operator) == (code, TWO_MIN_S, "Amina Wanjiru")
    assert found.seat in SEATS
    assert look(cafe, vouchers.by_code, code).state is VoucherState.USED_UP
