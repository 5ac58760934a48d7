"""What visitors do at their seats on a journey: come in, learn, work, look at earnings, go home."""

import pytest
from journeys.desk import a_seat
from journeys.small_site import CODES, PIN

from kiosk.acts.vouchers import paper_text
from kiosk.hub import new_request_id
from kiosk.rules.refusals import Refusal
from kiosk.store import vouchers
from station_agent import entering
from station_agent.player import earnings, learning, work
from station_agent.player.standing import standing
from station_agent.states import RUNNING, State

GOLD = {
    "p1": {"pet": "cat"},
    "p2": {"name": "Ann", "age": "7"},
    "x1": {"pet": "cat"},
    "x2": {"pet": "dog"},
    "x3": {"pet": "cow"},
}
WRONG = {"pet": "cow", "name": "Bob", "age": "8"}


def come_in(journey):
    """Somebody types a code at the lock, or goes on with the session that waits there."""
    agent = journey.agents[a_seat(journey)]
    seat = next(seat for seat, one in journey.agents.items() if one is agent)
    if agent.state not in (State.LOCKED, State.PAUSED):
        return
    codes = [*CODES.values(), *journey.vouchers[-3:]]
    code = journey.codes.get(agent.sitting.kept.session, "") if agent.sitting.kept else ""
    code = code or journey.chance.choice(codes)
    pin = PIN if code in CODES.values() else ""
    paper = "" if pin else paper_of(journey, code)
    request_id = new_request_id()
    for _ in range(journey.chance.choice((1, 1, 2))):
        try:
            journey.run(
                seat,
                lambda: entering.enter(
                    agent, code=code, pin=pin, request_id=request_id, paper=paper
                ),
            )
        except Refusal as refusal:
            if refusal.code != "hub_away":
                raise
    agent = journey.agents[seat]
    if agent.sitting.kept is not None:
        journey.codes[agent.sitting.kept.session] = code


def paper_of(journey, code):
    """What a scanner reads from a voucher; now and then its code is typed instead."""
    if journey.chance.random() < 0.3:
        return ""
    with journey.hub.read() as db:
        voucher = vouchers.by_code(db, code)
    if voucher is not None:  # a restored hub may have lost it; its paper says the same as before
        journey.papers[code] = paper_text(journey.hub.site, voucher)
    return journey.papers.get(code, "")


def _sitting(journey):
    """A seat where somebody sits now, or None."""
    seats = [seat for seat, agent in journey.agents.items() if agent.state in RUNNING]
    return journey.chance.choice(seats) if seats else None


def learn(journey):
    """The next step, practice item or exam question."""
    seat = _sitting(journey)
    if seat is None:
        return
    agent = journey.agents[seat]
    for module in agent.library.modules():
        here = standing(agent, module).here
        if here is None:
            continue
        if here.item is None:
            learning.read_step(agent, module, here.step.id)
        elif here.step.kind == "exam":
            attempt = standing(agent, module).exam.attempt
            answer = _answer(journey, here.item, right=0.9)
            learning.answer_exam(
                agent, module, attempt=attempt, item_id=here.item.id, answer=answer
            )
        else:
            learning.answer_practice(
                agent,
                module,
                step_id=here.step.id,
                item_id=here.item.id,
                answer=_answer(journey, here.item, right=0.7),
                request_id=new_request_id(),
            )


def _answer(journey, item, *, right):
    if journey.chance.random() < right:
        return GOLD[item.id]
    return {name: WRONG[name] for name in GOLD[item.id]}


def do_a_task(journey):
    """Accept what the hand holds and answer it; a page that says "Saved" is believed."""
    seat = _sitting(journey)
    if seat is None:
        return
    agent = journey.agents[seat]
    held = work.in_hand(agent)
    if not held.batches:
        return
    batch = journey.chance.choice(held.batches)
    assignment = held.accepted or work.accept(agent, batch.terms.hit_type)
    roll = journey.chance.random()
    if roll < 0.1:
        work.give_back(agent, assignment)
        return
    if roll < 0.2:
        return  # begun, and left lying
    _submit(journey, agent, assignment, round_=1)


def do_it_again(journey):
    """A second go at what requesters asked to be done again."""
    seat = _sitting(journey)
    if seat is None:
        return
    agent = journey.agents[seat]
    for row in earnings.earnings(agent).rows:
        if row.shown == "revision" and journey.chance.random() < 0.8:
            _submit(journey, agent, row.outcome.assignment, round_=2)


def _submit(journey, agent, assignment, *, round_):
    form = work.task(agent, assignment).form
    answer = {field.name: f"answer {journey.chance.randrange(100)}" for field in form.fields}
    request_id = new_request_id()
    work.submit(agent, assignment, answer=answer, request_id=request_id)
    assert (assignment, round_) not in journey.made, "the same task was done twice"
    journey.made[assignment, round_] = answer
    if journey.chance.random() < 0.2:  # the form comes twice
        with pytest.raises(Refusal, match="assignment_done"):
            work.submit(agent, assignment, answer=answer, request_id=request_id)


def look_at_earnings(journey):
    """The earnings page; proposed rejections are accepted or appealed against."""
    seat = _sitting(journey)
    if seat is None:
        return
    agent = journey.agents[seat]
    rows = earnings.earnings(agent).rows
    earnings.mark_seen(agent, rows)
    for row in rows:
        if row.shown == "reject_proposed":
            kind = journey.chance.choice(("accept", "accept", "appeal"))
            earnings.react(agent, row.outcome.assignment, kind=kind)


def go_home(journey):
    """The visitor finishes."""
    seat = _sitting(journey)
    if seat is not None:
        journey.agents[seat].finish()
