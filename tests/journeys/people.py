"""What happens on a journey; each function is one thing that somebody tries, by its chance.

A `Refusal` is an ordinary answer; the journey counts it and goes on.
"""

from collections import Counter

from journeys.desk import (
    a_seat,
    a_visitor,
    an_assembly,
    end_from_the_desk,
    extend,
    move_a_session,
    operator,
    pause_one,
    pay_out,
    resume_one,
    sell_a_seat,
    sell_a_voucher,
    sell_time_ahead,
    undo_a_sale,
)
from journeys.seat import come_in, do_a_task, do_it_again, go_home, learn, look_at_earnings
from journeys.small_site import EXPECTATIONS, SEATS

from kiosk.acts import front_desk
from kiosk.acts.selling import Counter as Till
from kiosk.exchange.acts.deciding import decide, decide_appeal
from kiosk.hub import new_request_id
from kiosk.rules.refusals import Refusal


def review(journey):
    """The requester decides some of what waits."""
    with journey.exchange.read() as db:
        rows = db.exec_driver_sql(
            "SELECT assignment.id, batch.requester FROM assignment "
            "JOIN batch ON batch.id = assignment.batch "
            "WHERE assignment.state = 'Submitted' ORDER BY assignment.received_at, assignment.id"
        ).all()
    for assignment, requester in rows[:4]:
        verdict = journey.chance.choice(("approve", "reject", "reject", "revision", "later"))
        if verdict == "later":
            continue
        said = {} if verdict == "approve" else {"reason": "Not so", "expectation": EXPECTATIONS[0]}
        try:
            journey.exchange.write(
                decide,
                request_id=new_request_id(),
                requester=requester,
                assignment=assignment,
                verdict=verdict,
                **said,
            )
        except Refusal as refusal:
            if refusal.code != "revision_only_once":
                raise


def mediate(journey):
    """The mediator decides appeals."""
    with journey.exchange.read() as db:
        rows = db.exec_driver_sql("SELECT id FROM assignment WHERE state = 'Disputed'").all()
    for (assignment,) in rows[:2]:
        journey.exchange.write(
            decide_appeal,
            assignment=assignment,
            winner=journey.chance.choice(("visitor", "requester")),
            reason="looked at it",
            by="test",
        )


# the world


def crash(journey):
    """One machine is killed, now or right after the next thing it is asked."""
    name = journey.chance.choice(("hub", "exchange", *SEATS))
    line = {"hub": journey.lines[a_seat(journey)], "exchange": journey.lines["hub"]}.get(name)
    if line is not None and journey.chance.random() < 0.5:
        line.on_crash = lambda: journey.crash(name)
    else:
        journey.crash(name)


def power_cut(journey):
    """The plug of a station is pulled."""
    journey.power_cut(a_seat(journey))


def cut_or_mend(journey):
    """A cable is pulled, or put back."""
    line = journey.chance.choice(tuple(journey.lines.values()))
    line.up = not line.up


def close_the_lid(journey):
    """A station sleeps for a while, and time goes on elsewhere."""
    seat, seconds = a_seat(journey), journey.chance.choice((5, 60, 700))
    for clock in (journey.clock, *journey.clocks.values()):
        if clock is journey.clocks[seat]:
            clock.suspend(seconds=seconds)
        else:
            clock.forward(seconds=seconds)
    journey.work_on()


def set_a_clock(journey):
    """Somebody sets a station's wall clock wrong."""
    journey.clocks[a_seat(journey)].jump_wall(seconds=journey.chance.choice((-86_400, -60, 3600)))


def wait(journey):
    """Some time passes."""
    journey.pass_time(journey.chance.choice((1, 2, 5, 5, 12, 31, 61, 240)))


def weekend(journey):
    """Nobody is there for days: work is approved by time, allotments lapse."""
    if journey.chance.random() < 0.15:
        journey.pass_time(4 * 86_400)


THINGS = {
    sell_a_seat: 8,
    sell_time_ahead: 2,
    extend: 2,
    sell_a_voucher: 3,
    undo_a_sale: 1,
    end_from_the_desk: 1,
    move_a_session: 3,
    pause_one: 1,
    resume_one: 2,
    an_assembly: 1,
    pay_out: 3,
    come_in: 6,
    learn: 18,
    do_a_task: 14,
    do_it_again: 9,
    look_at_earnings: 5,
    go_home: 2,
    review: 10,
    mediate: 2,
    crash: 3,
    power_cut: 1,
    cut_or_mend: 4,
    close_the_lid: 1,
    set_a_clock: 1,
    wait: 26,
    weekend: 1,
}


def settle_in(journey):
    """Most journeys begin with a visitor who has learned, so that there is work to lose."""
    if journey.chance.random() < 0.25:
        return
    sell = Till("half-hour", 4000, operator(journey))
    journey.hub.write(front_desk.start_session, seat=1, counter=sell, visitor=a_visitor(journey))
    for _ in range(3):
        journey.pass_time(5)
    for _ in range(journey.chance.choice((1, 6, 6))):
        try:
            learn(journey)
        except Refusal as refusal:
            journey.happened[f"settle_in: {refusal.code}"] += 1
    for _ in range(3):
        journey.pass_time(5)


def live(journey, *, steps):
    """So many things happen, chosen by chance."""
    journey.vouchers, journey.codes = [], {}
    settle_in(journey)
    for thing in journey.chance.choices(tuple(THINGS), weights=tuple(THINGS.values()), k=steps):
        try:
            thing(journey)
        except Refusal as refusal:
            journey.happened[f"{thing.__name__}: {refusal.code}"] += 1
        else:
            journey.happened[thing.__name__] += 1
    return Counter(journey.happened)
