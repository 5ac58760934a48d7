import pytest
from fakes.machines import SeatMachine, look

from kiosk.acts import front_desk, refunds, seating, station_link
from kiosk.acts.seating import Identity
from kiosk.acts.selling import Counter
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import audit, commands, passes, sales, sessions, visitors, vouchers

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
FLOAT = 100_000
PRICE = 4_000
HALF_HOUR = 1_800


def till(site):
    return site.balance(f"till:{site.shift}")


def orders(site, seat=1):
    return [(one.kind, one.session) for one in look(site, commands.waiting, site.stations[seat])]


def session(site, name):
    return look(site, sessions.by_id, name)


def left(site, visitor):
    return [one.left_s for one in look(site, passes.usable, visitor=visitor, at=site.hub.now())]


def undo(site, sale, *, reason="", by=None):
    site.hub.write(refunds.undo_sale, sale=sale, by=by or site.operator, reason=reason)


def extend(site, seat=1, *, offer="half-hour", tendered_minor=PRICE):
    counter = Counter(offer, tendered_minor, site.operator)
    return site.hub.write(front_desk.extend_session, seat=seat, counter=counter)


def sell_pass(site, visitor, *, tendered_minor=PRICE):
    counter = Counter("half-hour", tendered_minor, site.operator)
    return site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


# start


def test_a_walk_in_pays_and_sits_down(site):
    started = site.start(1, by=site.operator)
    opened = session(site, started.session)
    assert (opened.state, opened.granted_s, opened.seat) == ("open", HALF_HOUR, 1)
    assert look(site, visitors.by_id, opened.visitor).is_guest
    assert orders(site) == [("take", started.session)]
    assert (till(site), site.balance("sales:pass")) == (FLOAT + PRICE, PRICE)


def test_a_registered_visitor_sits_down_with_all_the_time_there_is(site):
    grace = site.visitor()
    sell_pass(site, grace)
    started = site.start(1, by=site.operator, visitor=grace)
    assert session(site, started.session).granted_s == 2 * HALF_HOUR


def test_an_offer_for_nothing_moves_no_money(site):
    site.offer("welcome", price_minor=0, seconds=600)
    site.start(1, by=site.operator, offer="welcome", tendered_minor=0)
    assert till(site) == FLOAT


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"seat": 9}, "no_such_station"),
        ({"offer": "nothing"}, "offer_unknown"),
        ({"tendered_minor": PRICE - 1}, "cash_given_too_little"),
        ({"visitor": "nobody"}, "not_found"),
    ],
)
def test_what_cannot_start_leaves_nothing(site, changes, refusal):
    asked = {"seat": 1, "by": site.operator, **changes}
    with pytest.raises(Refusal, match=refusal):
        site.start(asked.pop("seat"), **asked)
    assert site.session_at(1) is None
    assert till(site) == FLOAT
    assert look(site, sales.count_of_shift, site.shift) == 0


def test_a_seat_without_a_station_starts_nothing(site):
    site.enrol_code(3)
    with pytest.raises(Refusal, match="no_such_station"):
        site.start(3, by=site.operator)


def test_a_seat_that_is_taken_starts_nothing(site):
    site.start(1, by=site.operator)
    with pytest.raises(Refusal, match="station_not_free"):
        site.start(1, by=site.operator)


def test_one_visitor_has_one_open_session(site):
    grace = site.visitor()
    site.start(1, by=site.operator, visitor=grace)
    with pytest.raises(Refusal, match=r"visitor_has_session \(seat=1\)"):
        site.start(2, by=site.operator, visitor=grace)


def test_without_a_shift_nothing_is_sold(site):
    from kiosk.acts import cashier

    site.hub.write(cashier.count_drawer, counted_minor=FLOAT, by=site.operator)
    site.hub.write(cashier.close_shift, counted_minor=FLOAT, reason="", by=site.operator)
    with pytest.raises(Refusal, match="shift_not_open"):
        site.start(1, by=site.operator)


def test_a_double_click_starts_one_session(site):
    asked = {"seat": 1, "counter": Counter("half-hour", PRICE, site.operator), "visitor": None}
    first = site.hub.write(front_desk.start_session, request_id="form-0001", **asked)
    again = site.hub.write(front_desk.start_session, request_id="form-0001", **asked)
    assert first == again
    assert till(site) == FLOAT + PRICE


def test_a_visitor_with_time_left_sits_down_without_paying(site):
    grace = site.visitor()
    sell_pass(site, grace)
    name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
    assert session(site, name).granted_s == HALF_HOUR
    assert orders(site) == [("take", name)]


@pytest.mark.parametrize(
    ("visitor", "refusal"), [("nobody", "not_found"), ("grace", "no_time_left")]
)
def test_without_time_nobody_sits_down(site, visitor, refusal):
    known = {"grace": site.visitor()}
    with pytest.raises(Refusal, match=refusal):
        site.hub.write(
            front_desk.start_with_pass,
            seat=1,
            visitor=known.get(visitor, visitor),
            by=site.operator,
        )


def test_a_pass_that_lapsed_is_no_time(site, clock):
    grace = site.visitor()
    sell_pass(site, grace)
    clock.forward(days=31)
    with pytest.raises(Refusal, match="no_time_left"):
        site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)


def test_a_pass_that_lapses_soon_gives_only_the_time_until_then(site, clock):
    grace = site.visitor()
    sell_pass(site, grace)
    clock.forward(days=29, hours=23, minutes=50)
    name = site.hub.write(front_desk.start_with_pass, seat=1, visitor=grace, by=site.operator)
    assert session(site, name).granted_s == 600


# more time


def test_time_sold_onto_a_session_is_there_at_once(site):
    started = site.start(1, by=site.operator)
    extend(site)
    assert session(site, started.session).granted_s == 2 * HALF_HOUR
    assert orders(site) == [("take", started.session), ("renew", started.session)]
    assert till(site) == FLOAT + 2 * PRICE


def test_a_pass_sold_to_somebody_who_sits_is_there_at_once(site):
    grace = site.visitor()
    started = site.start(1, by=site.operator, visitor=grace)
    sell_pass(site, grace)
    assert session(site, started.session).granted_s == 2 * HALF_HOUR


def test_a_pass_may_be_sold_to_somebody_who_sits_nowhere(site):
    grace = site.visitor()
    sell_pass(site, grace)
    assert left(site, grace) == [HALF_HOUR]
    with pytest.raises(Refusal, match="not_found"):
        sell_pass(site, "nobody")


def test_where_nobody_sits_nothing_is_extended(site):
    with pytest.raises(Refusal, match="no_session_here"):
        extend(site)
    with pytest.raises(Refusal, match="no_such_station"):
        extend(site, 9)
    site.start(1, by=site.operator)
    with pytest.raises(Refusal, match="cash_given_too_little"):
        extend(site, tendered_minor=1)
    assert till(site) == FLOAT + PRICE


# the end


def test_ending_tells_the_station_which_then_says_what_was_used(site, seat_1):
    started = site.start(1, by=site.operator)
    site.hub.write(front_desk.end_session, seat=1, by=site.operator)
    assert orders(site)[-1] == ("lock", started.session)
    assert session(site, started.session).closed_at is None
    seat_1.close(started.session, used_s=300, why="desk")
    closed = session(site, started.session)
    assert (closed.state, closed.used_s, closed.why) == ("closed", 300, "desk")


def test_a_lost_station_is_settled_at_its_last_word(site, seat_1):
    started = site.start(1, by=site.operator)
    site.hub.write(
        seating.renew_lease,
        station=site.stations[1],
        session=started.session,
        boot_id="boot-1",
        used_s=240,
    )
    site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
    closed = session(site, started.session)
    assert (closed.used_s, closed.why) == (240, "desk")
    assert left(site, closed.visitor) == [HALF_HOUR - 240]
    assert seat_1.close(started.session, used_s=900) == [("stored", "")]
    assert session(site, started.session).used_s == 240
    assert left(site, closed.visitor) == [HALF_HOUR - 240]


@pytest.mark.parametrize("act", [front_desk.end_session, front_desk.settle_lost_session])
def test_where_nobody_sits_nothing_ends(site, act):
    with pytest.raises(Refusal, match="no_session_here"):
        site.hub.write(act, seat=1, by=site.operator)


# undo


def test_a_sale_is_undone_with_its_session(site, clock, seat_1):
    started = site.start(1, by=site.operator)
    clock.forward(seconds=20)
    undo(site, started.sale)
    closed = session(site, started.session)
    assert (closed.state, closed.why, closed.used_s) == ("closed", "undone", 0)
    assert orders(site)[-1] == ("lock", started.session)
    assert (till(site), site.balance("sales:pass")) == (FLOAT, 0)
    assert left(site, closed.visitor) == []
    assert seat_1.close(started.session, used_s=25) == [("stored", "")]
    assert session(site, started.session).used_s == 0
    assert site.start(1, by=site.operator)


def test_an_undone_extension_leaves_what_was_there_before(site, clock):
    started = site.start(1, by=site.operator)
    clock.forward(seconds=120)
    sale = extend(site)
    clock.forward(seconds=5)
    undo(site, sale)
    running = session(site, started.session)
    assert (running.state, running.granted_s) == ("open", HALF_HOUR)
    assert orders(site)[-1] == ("renew", started.session)


def test_an_undone_pass_pays_for_no_second_of_its_session(site, clock, seat_1):
    started = site.start(1, by=site.operator)
    sale = extend(site)
    clock.forward(seconds=60)
    undo(site, sale)
    seat_1.close(started.session, used_s=HALF_HOUR)
    who, at = look(site, sales.by_id, sale).visitor, site.hub.now()
    assert left(site, who) == []
    assert look(site, sessions.spent_s, started.session) == HALF_HOUR
    undone = look(site, passes.of_visitor, visitor=who, at=at, limit=9)
    assert sorted(one.left_s for one in undone) == [0, HALF_HOUR]


@pytest.mark.parametrize(
    ("wait_s", "used_s", "is_undone"),
    [(600, 30, True), (601, 0, False), (60, 31, False)],
    ids=["in time", "too late", "too much used"],
)
def test_a_sale_is_undone_only_soon_and_unused(site, clock, wait_s, used_s, is_undone):
    started = site.start(1, by=site.operator)
    clock.forward(seconds=wait_s)
    site.hub.write(
        seating.renew_lease,
        station=site.stations[1],
        session=started.session,
        boot_id="boot-1",
        used_s=used_s,
    )
    if is_undone:
        undo(site, started.sale)
        return
    with pytest.raises(Refusal, match="conflict"):
        undo(site, started.sale)
    assert till(site) == FLOAT + PRICE


def test_a_sale_whose_session_was_settled_is_not_undone(site, seat_1):
    started = site.start(1, by=site.operator)
    seat_1.close(started.session, used_s=100)
    with pytest.raises(Refusal, match="conflict"):
        undo(site, started.sale)


def test_a_sale_is_undone_once(site):
    started = site.start(1, by=site.operator)
    undo(site, started.sale)
    with pytest.raises(Refusal, match="not_found"):
        undo(site, started.sale)
    with pytest.raises(Refusal, match="not_found"):
        undo(site, "no-such-sale")
    assert till(site) == FLOAT


def test_a_sale_of_an_earlier_shift_stands(site):
    from kiosk.acts import cashier

    sold = site.start(1, by=site.operator)
    site.hub.write(cashier.count_drawer, counted_minor=FLOAT + PRICE, by=site.operator)
    site.hub.write(cashier.close_shift, counted_minor=FLOAT + PRICE, reason="", by=site.operator)
    site.open_shift(site.operator)
    with pytest.raises(Refusal, match="shift_not_yours"):
        undo(site, sold.sale)


def test_a_sale_for_nothing_is_undone_without_a_transfer(site):
    site.offer("welcome", price_minor=0, seconds=600)
    started = site.start(1, by=site.operator, offer="welcome", tendered_minor=0)
    undo(site, started.sale)
    assert session(site, started.session).state == "closed"


def test_an_undone_voucher_opens_nothing(site):
    sold = site.sell_voucher(by=site.operator)
    undo(site, sold.sale, reason="wrong button")
    kept = look(site, vouchers.by_code, sold.code)
    assert kept.state is VoucherState.VOID
    assert look(site, audit.latest, before=None, limit=1)[0].reason == "wrong button"


def test_a_voucher_in_use_that_is_undone_stays_void(site, seat_1):
    sold = site.sell_voucher(by=site.operator)
    kept = look(site, vouchers.by_code, sold.code)
    site.hub.write(
        seating.open_by_identity,
        station=site.stations[1],
        boot_id="boot-1",
        identity=Identity(kept.visitor, sold.code),
    )
    undo(site, sold.sale)
    assert site.session_at(1) is None
    assert look(site, vouchers.by_code, sold.code).state is VoucherState.VOID


# messages


def test_a_message_is_shown_at_a_station(site):
    site.hub.write(front_desk.send_message, seat=1, words="  We close at six. ", by=site.operator)
    said = look(site, commands.waiting, site.stations[1])[0]
    assert (said.kind, said.words) == ("message", "We close at six.")
    site.hub.write(front_desk.send_message, seat=1, words="x" * 999, by=site.operator)
    assert len(look(site, commands.waiting, site.stations[1])[1].words) == 200


@pytest.mark.parametrize(
    ("seat", "words", "refusal"),
    [(9, "hello", "no_such_station"), (3, "hello", "no_such_station"), (1, "  ", "field_missing")],
)
def test_a_message_that_nobody_could_read_is_refused(site, seat, words, refusal):
    site.enrol_code(3)
    with pytest.raises(Refusal, match=refusal):
        site.hub.write(front_desk.send_message, seat=seat, words=words, by=site.operator)


# orders


def test_orders_are_numbered_and_done_once(site):
    started = site.start(1, by=site.operator)
    site.hub.write(front_desk.send_message, seat=1, words="hello", by=site.operator)
    site.hub.write(station_link.note_done, station=site.stations[1], n=1)
    assert [one.n for one in look(site, commands.waiting, site.stations[1])] == [2]
    assert orders(site, 2) == []
    assert SeatMachine(site, 1).station == session(site, started.session).station


def test_codes_that_are_all_taken_are_busy(site, monkeypatch):
    from kiosk.acts import vouchers as desk

    site.sell_voucher(by=site.operator)
    taken = look(site, vouchers.latest, limit=1)[0].code
    monkeypatch.setattr(desk, "make_code", lambda _: taken)
    with pytest.raises(Refusal, match="busy"):
        site.sell_voucher(by=site.operator)
