"""What stations opened for signed vouchers with the hub away, in whatever order they tell."""

import pytest
from fakes.machines import SeatMachine, look
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.acts import seating, vouchers
from kiosk.acts.seating import Identity
from kiosk.acts.selling import Counter
from kiosk.acts.vouchers import draw, paper_text
from kiosk.protocol.bodies import Practice, SessionClosed, SessionUsed, VoucherOpened
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.queries import vouchers as query
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import audit, commands, passes, sessions, voucher_batches, voucher_uses
from kiosk.store import vouchers as kept

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
HALF_HOUR, PRICE = 1_800, 4_000


def sold(site):
    return look(site, kept.by_code, site.sell_voucher(by=site.operator).code)


def opened(site, voucher, session="own-1", *, seconds=HALF_HOUR, text=None):
    text = text or paper_text(site.hub.site, voucher)
    return VoucherOpened(session, text, seconds)


def again(site, voucher):
    return look(site, kept.by_code, voucher.code)


def session(site, name="own-1"):
    return look(site, sessions.by_id, name)


def left(site, voucher):
    return look(site, passes.left_s, again(site, voucher).pass_id)


def overspent(site):
    rows = look(site, voucher_uses.overspent, limit=99)
    return sorted((row.seat, row.operator, row.overspent_s) for row in rows)


def locks(site, seat):
    orders = look(site, commands.waiting, site.stations[seat])
    return [one.session for one in orders if one.kind == "lock"]


def found(site):
    lines = look(site, audit.latest, before=None, limit=99)
    return [line for line in lines if line.act == "voucher_overspent"]


# one voucher, one station


def test_the_hub_makes_the_session_when_it_hears_of_it(site, seat_1):
    voucher = sold(site)
    assert seat_1.tell(opened(site, voucher)) == [("stored", "")]
    made = session(site)
    assert (made.visitor, made.seat, made.granted_s, made.state) == (
        voucher.visitor,
        1,
        HALF_HOUR,
        "open",
    )
    assert again(site, voucher).state is VoucherState.IN_USE
    assert locks(site, 1) == []


def test_the_pass_is_charged_once_and_unused_time_stays(site, seat_1):
    voucher = sold(site)
    site.clock.forward(seconds=700)
    seat_1.tell(opened(site, voucher), SessionClosed("own-1", 600, "finished"))
    assert (session(site).state, session(site).used_s) == ("closed", 600)
    assert (left(site, voucher), again(site, voucher).state) == (1200, VoucherState.SOLD)
    assert overspent(site) == []


def test_what_is_told_twice_counts_once(site, seat_1):
    voucher = sold(site)
    facts = [seat_1.say(opened(site, voucher)), seat_1.say(SessionClosed("own-1", 600, "finished"))]
    seat_1.give(*facts)
    seat_1.give(*facts)
    assert seat_1.tell(opened(site, voucher)) == [("stored", "")]
    assert left(site, voucher) == 1200


def test_a_session_that_is_still_open_goes_on_under_the_hubs_lease(site, seat_1):
    seat_1.tell(opened(site, sold(site)))
    renewed = site.hub.write(
        seating.renew_lease,
        station=site.stations[1],
        session="own-1",
        boot_id="boot-1",
        used_s=60,
    )
    lease = decode(renewed.lease.raw, Lease)
    assert (lease.n, lease.seconds) == (2, HALF_HOUR)


def test_a_used_up_voucher_is_used_up(site, seat_1):
    voucher = sold(site)
    seat_1.tell(opened(site, voucher), SessionClosed("own-1", HALF_HOUR, "time_up"))
    assert again(site, voucher).state is VoucherState.USED_UP
    assert overspent(site) == []


def test_the_rest_of_a_voucher_opens_the_next_seat(site, seat_1, seat_2):
    voucher = sold(site)
    seat_1.tell(opened(site, voucher), SessionClosed("own-1", 600, "finished"))
    identity = Identity(voucher.visitor, voucher.code)
    ask = {"station": site.stations[2], "boot_id": "boot-1", "identity": identity}
    lease = decode(site.hub.write(seating.open_by_identity, **ask).lease.raw, Lease)
    assert lease.seconds == 1200


def test_it_is_opened_when_it_was_and_never_before_it_was_sold_or_after_now(site, seat_1):
    site.clock.forward(seconds=500)
    voucher = sold(site)
    seat_1.world.clock.forward(seconds=60)
    seat_1.tell(opened(site, voucher))
    assert session(site).opened_at == site.hub.now()
    seat_1.tell(SessionClosed("own-1", 10, "finished"))
    site.clock.jump_wall(seconds=-86_400)
    fact = seat_1.say(opened(site, voucher, "own-2"))
    site.clock.jump_wall(seconds=86_400)
    seat_1.give(fact)
    assert session(site, "own-2").opened_at == voucher.sold_at


# one voucher, several stations


def test_a_voucher_used_at_k_stations_is_found_with_seat_and_operator(site, seat_1, seat_2):
    site.station(3)
    voucher, seats = sold(site), (seat_1, seat_2, SeatMachine(site, 3))
    for n, seat in enumerate(seats, start=1):
        seat.tell(
            opened(site, voucher, f"own-{n}"), SessionClosed(f"own-{n}", HALF_HOUR, "time_up")
        )
    rows = overspent(site)
    assert sum(row[2] for row in rows) == 2 * HALF_HOUR
    assert {(row[0], row[1]) for row in rows} == {(2, "Amina Wanjiru"), (3, "Amina Wanjiru")}
    assert [line.reason for line in found(site)] == [
        f"seat 3, {HALF_HOUR} s, Amina Wanjiru",
        f"seat 2, {HALF_HOUR} s, Amina Wanjiru",
    ]
    assert found(site)[0].about == f"voucher:{voucher.code}"
    assert (left(site, voucher), again(site, voucher).state) == (0, VoucherState.USED_UP)


@given(st.permutations(range(6)), st.tuples(*[st.integers(0, HALF_HOUR)] * 3))
@settings(max_examples=15)
def test_in_any_order_what_was_not_paid_is_what_goes_beyond_the_seconds(
    tmp_path_factory, order, used
):
    """Each station tells its own facts in order; the stations come in any order."""
    from fakes.clock import FakeClock
    from fakes.hub_world import World, make_hub

    clock = FakeClock()
    hub = make_hub(tmp_path_factory.mktemp("hub"), clock)
    site = World(hub, clock)
    site.operator = site.staff()
    site.open_shift(site.operator)
    site.offer()
    for seat in (1, 2, 3):
        site.station(seat)
    voucher = sold(site)
    said = [
        iter((opened(site, voucher, f"own-{seat}"), SessionClosed(f"own-{seat}", used_s, "desk")))
        for seat, used_s in zip((1, 2, 3), used, strict=True)
    ]
    machines = [SeatMachine(site, seat) for seat in (1, 2, 3)]
    for place in order:
        machines[place % 3].tell(next(said[place % 3]))
    unpaid_s = sum(row[2] for row in overspent(site))
    assert unpaid_s == max(0, sum(used) - HALF_HOUR)
    assert left(site, voucher) == max(0, HALF_HOUR - sum(used))
    hub.close()


def test_a_second_use_gets_a_guest_of_its_own_and_no_tasks(site, seat_1, seat_2):
    voucher = sold(site)
    seat_1.tell(opened(site, voucher))
    seat_2.tell(opened(site, voucher, "own-2"))
    assert session(site, "own-2").visitor != voucher.visitor
    ask = {"station": site.stations[2], "boot_id": "boot-1", "used_s": 0}
    site.hub.write(seating.renew_lease, session="own-2", **ask)
    assert locks(site, 2) == []
    assert again(site, voucher).state is VoucherState.IN_USE


def test_a_station_is_told_to_lock_once_nothing_can_be_left(site, seat_1, seat_2):
    voucher = sold(site)
    seat_1.tell(opened(site, voucher), SessionClosed("own-1", HALF_HOUR, "time_up"))
    seat_2.tell(opened(site, voucher, "own-2"))
    assert locks(site, 2) == ["own-2"]


def test_a_void_voucher_is_not_paid_and_its_seat_is_locked(site, seat_1):
    voucher = sold(site)
    site.hub.write(vouchers.void_voucher, code=voucher.code, reason="lost", by=site.operator)
    seat_1.tell(opened(site, voucher))
    assert locks(site, 1) == ["own-1"]
    seat_1.tell(SessionClosed("own-1", 300, "desk"))
    assert overspent(site) == [(1, "Amina Wanjiru", 300)]
    assert again(site, voucher).state is VoucherState.VOID


def test_a_code_typed_elsewhere_meanwhile_is_found_too(site, seat_1, seat_2):
    voucher = sold(site)
    ask = {"boot_id": "boot-1", "identity": Identity(voucher.visitor, voucher.code)}
    site.hub.write(seating.open_by_identity, station=site.stations[2], **ask)
    typed = site.session_at(2)
    seat_1.tell(opened(site, voucher), SessionClosed("own-1", 1000, "finished"))
    seat_2.tell(SessionClosed(typed.id, 1000, "finished"))
    assert overspent(site) == [(2, "Amina Wanjiru", 200)]
    assert left(site, voucher) == 0


# before it was sold


def printed(site):
    lapses = later(site.hub.now(), seconds=86_400)
    drawn = draw(site.hub.site, seconds=HALF_HOUR, lapses=lapses, count=2)
    ask = {"offer": "half-hour", "drawn": drawn, "by": site.operator}
    batch = site.hub.write(vouchers.make_batch, **ask)
    site.hub.write(vouchers.mark_printed, batch=batch, by=site.operator)
    return look(site, voucher_batches.find, batch=batch, state=None, words="", limit=9)[0]


def sell(site, voucher):
    counter = Counter("half-hour", PRICE, site.operator)
    site.hub.write(vouchers.sell_printed, code=voucher.code, counter=counter)


def test_a_voucher_used_before_it_was_sold_is_shown_until_it_is(site, seat_1):
    voucher = printed(site)
    take = {"batch": voucher.batch, "first": 1, "last": 1, "by": site.operator}
    site.hub.write(vouchers.take_stack, **take)
    seat_1.tell(opened(site, voucher), SessionClosed("own-1", 600, "finished"))
    assert again(site, voucher).state is VoucherState.PRINTED
    assert overspent(site) == [(1, "Amina Wanjiru", 600)]
    sell(site, voucher)
    assert overspent(site) == []
    assert (left(site, voucher), again(site, voucher).state) == (1200, VoucherState.SOLD)


def test_one_that_is_sold_while_it_runs_is_in_use(site, seat_1):
    voucher = printed(site)
    seat_1.tell(opened(site, voucher))
    sell(site, voucher)
    assert again(site, voucher).state is VoucherState.IN_USE
    seat_1.tell(SessionClosed("own-1", HALF_HOUR, "time_up"))
    assert again(site, voucher).state is VoucherState.USED_UP
    assert overspent(site) == []


def test_a_printed_voucher_nobody_holds_is_shown_without_a_name(site, seat_1):
    seat_1.tell(opened(site, printed(site)), SessionClosed("own-1", 60, "finished"))
    assert overspent(site) == [(1, "", 60)]


def test_a_typed_code_of_a_voucher_that_is_not_sold_is_refused(site):
    voucher = printed(site)
    with pytest.raises(Refusal, match="voucher_not_sold"):
        look(
            site, seating.recognise_voucher, site.hub.now(), voucher.code, station=site.stations[1]
        )


# what does not fit


def test_a_lost_answer_leaves_no_second_session(site, seat_1):
    voucher = sold(site)
    ask = {"boot_id": "boot-1", "identity": Identity(voucher.visitor, voucher.code)}
    site.hub.write(seating.open_by_identity, station=site.stations[1], **ask)
    lost = site.session_at(1).id
    seat_1.tell(opened(site, voucher), SessionClosed("own-1", 600, "finished"))
    assert session(site, lost).used_s == 0
    assert left(site, voucher) == 1200
    assert again(site, voucher).state is VoucherState.SOLD
    seat_1.tell(opened(site, voucher, "own-2"), SessionClosed("own-2", 1200, "finished"))
    assert again(site, voucher).state is VoucherState.USED_UP


def test_a_seat_that_the_desk_opened_meanwhile_waits_its_turn(site, seat_1):
    voucher = sold(site)
    started = site.start(1, by=site.operator)
    facts = (
        opened(site, voucher),
        SessionUsed("own-1", 60, "paused"),
        SessionClosed("own-1", 600, "desk"),
    )
    assert [result for result, _ in seat_1.tell(*facts)] == ["parked"] * 3
    assert session(site) is None
    seat_1.tell(SessionClosed(started.session, 0, "finished"))
    assert session(site).used_s == 600
    assert left(site, voucher) == 1200


def test_a_fact_about_a_session_that_nobody_opened_is_still_rejected(site, seat_1):
    assert seat_1.tell(SessionClosed("own-1", 600, "desk")) == [("rejected", "not_found")]


def test_forged_and_foreign_paper_is_rejected(site, seat_1):
    voucher = sold(site)
    text = paper_text(site.hub.site, voucher)
    swapped = text[:-1] + ("1" if text[-1] != "1" else "2")
    assert seat_1.tell(opened(site, voucher, text=swapped)) == [("rejected", "voucher_forged")]
    other = text[:3] + "0" * 10 + text[13:]
    assert seat_1.tell(opened(site, voucher, "own-2", text=other)) == [
        ("rejected", "voucher_other_site")
    ]


def test_a_voucher_that_the_hub_has_lost_is_rejected(site, seat_1):
    voucher = sold(site)
    body = opened(site, voucher)
    site.hub.write(_forget, code=voucher.code)
    assert seat_1.tell(body) == [("rejected", "voucher_unknown")]


def _forget(db, now, *, code):
    db.execute("DELETE FROM voucher WHERE code = :code", {"code": code})


def test_a_station_without_a_seat_opens_nothing(site, seat_1):
    body = opened(site, sold(site))
    site.hub.write(_unseat)
    assert seat_1.tell(body) == [("rejected", "no_such_station")]


def _unseat(db, now):
    db.execute("UPDATE seat SET station = NULL WHERE number = 1")


def test_the_name_of_another_stations_session_is_a_conflict(site, seat_1, seat_2):
    voucher = sold(site)
    seat_1.tell(opened(site, voucher))
    assert seat_2.tell(opened(site, voucher)) == [("rejected", "conflict")]


def test_the_page_of_what_is_owed_names_all_of_it(site, seat_1, seat_2):
    voucher = sold(site)
    for n, seat in enumerate((seat_1, seat_2), start=1):
        seat.tell(
            opened(site, voucher, f"own-{n}"), SessionClosed(f"own-{n}", HALF_HOUR, "time_up")
        )
    owed = look(site, query.owed, site.hub.now())
    assert (len(owed.overspent), owed.liability.vouchers) == (1, 0)


def test_what_was_learned_in_a_second_use_is_kept_and_waits_for_nobody(site, seat_1, seat_2):
    """To its station the visitor is the voucher's guest, though the hub has another one there."""
    voucher = sold(site)
    seat_1.tell(opened(site, voucher))
    seat_2.tell(opened(site, voucher, "own-2"))
    read = Practice(voucher.visitor, "pets-e1", "read", "", {}, True, 1, 0, 0)
    assert seat_2.tell(read) == [("stored", "")]
