"""The waiting list, on the real store; it is Sunday, 01:26:40."""

import pytest
from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import look

from kiosk.acts import front_desk, moving
from kiosk.acts import waiting as acts
from kiosk.acts.granting import Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.waiting import OPEN_LIMIT, FreeSeat, TicketState, state_of
from kiosk.store import waiting as store

BOTH = (FreeSeat(1, "room"), FreeSeat(2, "room"))
HELD_S = 300


@pytest.fixture
def site(clock):
    """Seats 1 and 2 in `room`; somebody sits at both."""
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        world.grace = world.visitor()
        world.start(1, by=world.operator)
        world.start(2, by=world.operator)
        yield world
        world.hub.close()


def join(site, *, name="Yusuf Duale", visitor=None, zone="", by=None):
    told = {"name": name, "visitor": visitor, "zone": zone, "by": by or site.operator}
    return site.hub.write(acts.join, **told)


def free(site, *numbers):
    """Nobody sits at these seats any more, and somebody looks."""
    for number in numbers:
        site.hub.write(front_desk.settle_lost_session, seat=number, by=site.operator)
    seats = tuple(seat for seat in BOTH if site.session_at(seat.number) is None)
    return site.hub.write(acts.note_calls, free=seats)


def ticket(site, one):
    return look(site, acts.known, one)


def state(site, one):
    return state_of(ticket(site, one), site.hub.now())


def sit(site, seat, *, visitor=None, claim=""):
    told = {"seat": seat, "visitor": visitor, "terms": Terms("postpaid"), "by": site.operator}
    return site.hub.write(front_desk.start_metered, claim=claim, **told)


def test_numbers_begin_anew_each_day(site, clock):
    first, second = join(site), join(site, name="", by=acts.LOBBY)
    assert [ticket(site, one).number for one in (first, second)] == [1, 2]
    clock.forward(days=1)
    assert ticket(site, join(site)).number == 1


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"zone": "moon"}, "field_wrong"),
        ({"visitor": "nobody"}, "not_found"),
    ],
)
def test_who_cannot_wait_is_refused(site, told, refusal):
    with pytest.raises(Refusal, match=refusal):
        join(site, **told)
    assert look(site, store.open_ones, site.hub.now()) == ()


def test_nobody_waits_twice_or_while_they_sit(site, clock):
    join(site, visitor=site.grace)
    with pytest.raises(Refusal, match="ticket_exists"):
        join(site, visitor=site.grace)
    free(site, 1)
    sit(site, 1, visitor=site.grace)
    with pytest.raises(Refusal, match="visitor_has_session"):
        join(site, visitor=site.grace)


def test_so_many_wait_and_no_more(site):
    for _ in range(OPEN_LIMIT):
        join(site, name="")
    with pytest.raises(Refusal, match="queue_full"):
        join(site)


def test_the_first_is_called_once_and_the_seat_is_held(site, clock):
    first, second = join(site), join(site, visitor=site.grace)
    assert free(site, 1) == 1
    assert free(site) == 0
    assert ticket(site, first).seat == 1
    assert state(site, second) is TicketState.WAITING
    for visitor in (None, site.grace):
        with pytest.raises(Refusal, match="seat_held"):
            sit(site, 1, visitor=visitor)
    with pytest.raises(Refusal, match="seat_held"):
        sit(site, 1, claim=second)
    session = sit(site, 1, claim=first)
    assert state(site, first) is TicketState.SEATED
    assert site.session_at(1).id == session


def test_before_anybody_looked_the_seat_is_the_firsts_all_the_same(site):
    first = join(site)
    site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
    with pytest.raises(Refusal, match="seat_held"):
        sit(site, 1)
    sit(site, 1, claim=first)


def test_who_does_not_come_loses_the_seat_to_the_next(site, clock):
    first, second = join(site), join(site)
    free(site, 1)
    clock.forward(seconds=HELD_S - 1)
    assert state(site, first) is TicketState.CALLED
    clock.forward(seconds=1)
    assert state(site, first) is TicketState.NO_SHOW
    clock.forward(seconds=60)
    assert free(site) == 1
    assert ticket(site, first).left_at == ticket(site, first).held_until
    assert ticket(site, second).seat == 1
    with pytest.raises(Refusal, match="ticket_no_show"):
        sit(site, 1, claim=first)


def test_one_leaves_and_one_is_passed_over(site):
    first, second, third = join(site), join(site), join(site)
    with pytest.raises(Refusal, match="ticket_not_called"):
        site.hub.write(acts.pass_over, ticket=first, by=site.operator)
    free(site, 1)
    site.hub.write(acts.pass_over, ticket=first, by=site.operator)
    assert state(site, first) is TicketState.NO_SHOW
    free(site)
    site.hub.write(acts.leave, ticket=second, by=acts.LOBBY)
    assert state(site, second) is TicketState.LEFT
    free(site)
    assert ticket(site, third).seat == 1
    for act in (acts.leave, acts.pass_over):
        with pytest.raises(Refusal, match="ticket_left"):
            site.hub.write(act, ticket=second, by=site.operator)
    with pytest.raises(Refusal, match="ticket_unknown"):
        site.hub.write(acts.leave, ticket="none", by=site.operator)


def test_a_registered_visitor_needs_no_ticket_in_hand(site):
    mine = join(site, visitor=site.grace)
    free(site, 1)
    sit(site, 1, visitor=site.grace)
    assert state(site, mine) is TicketState.SEATED


def test_whose_seat_was_taken_waits_at_their_place_again(site):
    first, second = join(site), join(site)
    free(site, 1)
    site.hub.write(acts.note_calls, free=())  # a voucher opened it with the hub away
    assert state(site, first) is TicketState.WAITING
    free(site, 2)
    assert ticket(site, first).seat == 1
    assert ticket(site, second).seat == 2


def test_a_seat_that_was_taken_since_is_not_given(site):
    join(site)
    assert site.hub.write(acts.note_calls, free=BOTH) == 0


def test_a_seat_that_nobody_before_wants_may_be_taken(site):
    site.station(3, zone="door")
    join(site, zone="room")
    sit(site, 3)
    free(site, 1)
    with pytest.raises(Refusal, match="seat_held"):
        sit(site, 1)
    site.running(3, site.session_at(3).id)
    with pytest.raises(Refusal, match="station_not_free"):
        site.hub.write(moving.ask_move, seat=3, target=1, by=site.operator)


def test_all_that_happened_is_kept_for_the_report(site, clock):
    first = join(site)
    clock.forward(seconds=60)
    free(site, 1)
    clock.forward(seconds=30)
    sit(site, 1, claim=first)
    (row,) = look(site, store.between, since=0, until=site.hub.now(), limit=9)
    assert (row.called_at - row.joined_at, row.seated_at - row.called_at) == (60_000, 30_000)


def test_a_call_of_an_evening_on_which_the_hub_went_off_holds_no_seat_for_ever(site, clock):
    old = join(site)
    assert free(site, 1) == 1
    clock.forward(hours=13)
    new = join(site, name="Ruth")
    assert free(site) == 1
    assert (ticket(site, new).seat, state(site, new)) == (1, TicketState.CALLED)
    assert (state(site, old), ticket(site, old).left_at) == (
        TicketState.NO_SHOW,
        ticket(site, old).held_until,
    )
