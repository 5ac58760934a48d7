"""What the desk does on a journey: sells, extends, undoes, ends, pays out; sometimes clicks twice."""

from journeys.small_site import CODES, SEATS

from kiosk.acts import cashier, floor_control, front_desk, moving, refunds, vouchers
from kiosk.acts.selling import Counter as Till
from kiosk.hub import new_request_id
from kiosk.store import ledger, staff, visitors


def a_seat(journey):
    """Either of the two."""
    return journey.chance.choice(SEATS)


def twice(journey, act, **arguments):
    """A click at the desk; sometimes it is a double click, and then it is done once."""
    request_id = new_request_id()
    first = journey.hub.write(act, request_id=request_id, **arguments)
    if journey.chance.random() < 0.2:
        assert journey.hub.write(act, request_id=request_id, **arguments) == first
    return first


def operator(journey):
    with journey.hub.read() as db:
        return staff.by_sign_in(db, "amina").id


def _till(journey):
    return Till(journey.chance.choice(("half-hour", "five")), 10_000, operator(journey))


def a_visitor(journey):
    """One of those registered; the first comes most often, so that there is a past to go on with."""
    (code,) = journey.chance.choices(tuple(CODES.values()), weights=(8, 1, 1))
    with journey.hub.read() as db:
        return visitors.by_code(db, code).id


def sell_a_seat(journey):
    """A walk-in or a registered visitor buys time at a free seat."""
    visitor = a_visitor(journey) if journey.chance.random() < 0.7 else None
    twice(
        journey,
        front_desk.start_session,
        seat=a_seat(journey),
        counter=_till(journey),
        visitor=visitor,
    )


def sell_time_ahead(journey):
    """A registered visitor buys time for later, or for the session that runs."""
    twice(journey, front_desk.sell_pass, visitor=a_visitor(journey), counter=_till(journey))


def extend(journey):
    """More time for whoever sits there."""
    twice(journey, front_desk.extend_session, seat=a_seat(journey), counter=_till(journey))


def sell_a_voucher(journey):
    """A voucher, typed at a lock at once or later."""
    sold = twice(journey, vouchers.sell_voucher, counter=_till(journey))
    journey.vouchers.append(sold.code)


def undo_a_sale(journey):
    """The last sale was a slip."""
    with journey.hub.read() as db:
        row = db.execute("SELECT id FROM sale ORDER BY at DESC LIMIT 1").fetchone()
    if row is not None:
        act = refunds.undo_sale
        twice(journey, act, sale=row["id"], by=operator(journey), reason="slip")


def end_from_the_desk(journey):
    """The desk ends a session."""
    twice(journey, front_desk.end_session, seat=a_seat(journey), by=operator(journey))


def move_a_session(journey):
    """Somebody wants to sit elsewhere; sometimes they change their mind."""
    seat = a_seat(journey)
    target = next(other for other in SEATS if other != seat)
    twice(journey, moving.ask_move, seat=seat, target=target, by=operator(journey))
    if journey.chance.random() < 0.2:
        journey.pass_time(journey.chance.choice((1, 5)))
        twice(journey, moving.cancel_move, seat=seat, by=operator(journey))


def pause_one(journey):
    """The desk pauses a seat."""
    twice(journey, floor_control.pause_session, seat=a_seat(journey), by=operator(journey))


def resume_one(journey):
    """And lets it go on."""
    twice(journey, floor_control.resume_session, seat=a_seat(journey), by=operator(journey))


def an_assembly(journey):
    """All are paused for a while, and go on together."""
    twice(journey, floor_control.pause_all, reason="Assembly", by=operator(journey))
    journey.pass_time(journey.chance.choice((5, 61, 240)))
    twice(journey, floor_control.resume_all, by=operator(journey))


def pay_out(journey):
    """Cash from the account of somebody who has money there, as the till's page lists them."""
    with journey.hub.read() as db:
        known = [visitors.by_code(db, code).id for code in CODES.values()]
        balances = {each: ledger.balance(db, f"visitor:{each}") for each in known}
    visitor, balance = max(balances.items(), key=lambda each: each[1])
    amount = journey.chance.randint(1, max(1, balance))
    twice(
        journey,
        cashier.pay_out,
        payout=new_request_id(),
        visitor=visitor,
        amount_minor=amount,
        by=operator(journey),
    )
    journey.paid_out_minor += amount
