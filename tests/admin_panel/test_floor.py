"""The floor: a walk-in in two keys, more time, the end, and what is refused in a sentence."""

import re
from dataclasses import replace

import pytest

from kiosk.acts import staffing
from kiosk.rules import roles

REQUEST = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def open_desk(operator, shift):
    """Amina at the desk with her shift open."""
    return operator


def seats_in_use(world):
    return [seat for seat in world.stations if world.session_at(seat) is not None]


def test_the_first_free_seat_and_half_an_hour_are_chosen_before_anybody_does(open_desk):
    page = open_desk.page("/floor")
    assert "Seat 1 is free" in page
    assert re.search(r'value="half-hour"[^>]* checked', page)
    assert re.search(r"<button[^>]* autofocus>.*Start seat", page)


def test_nobody_pays_after_where_the_owner_set_no_cap(open_desk, cafe):
    assert "Pay after" not in open_desk.page("/floor")
    answer = open_desk.post("/floor/start", seat="1", offer="pay-after", who="")
    assert answer.status_code == 409
    assert seats_in_use(cafe) == []


def test_a_walk_in_starts_with_what_the_page_offers(open_desk, cafe, shift):
    answer = open_desk.post("/floor/start", seat="1", offer="half-hour", given="exact")
    assert (answer.status_code, answer.location) == (303, "/floor")
    assert cafe.session_at(1).granted_s == 1800
    assert cafe.balance(f"till:{shift}") == 104_000
    page = open_desk.page("/floor")
    assert "Seat 1: 30 min started." in page
    assert "Seat 2 is free" in page


def test_the_change_is_told(open_desk):
    open_desk.post("/floor/start", seat="1", offer="half-hour", given="10000")
    assert "give back KSh 60" in open_desk.page("/floor")


def test_a_double_click_charges_once(open_desk, cafe, shift):
    for _click in range(2):
        answer = open_desk.post(
            "/floor/start", request_id=REQUEST, seat="1", offer="half-hour", given="exact"
        )
        assert answer.status_code == 303
    assert cafe.balance(f"till:{shift}") == 104_000
    assert seats_in_use(cafe) == [1]


def test_a_second_session_at_one_seat_is_refused_with_a_sentence(open_desk, cafe):
    cafe.start(1, by=cafe.amina)
    answer = open_desk.post("/floor/start", seat="1", offer="half-hour", given="exact", who="")
    assert answer.status_code == 409
    assert "This seat is not free. Please choose another." in answer.text


def test_a_visitor_sits_at_one_seat_only(open_desk, cafe):
    grace = cafe.visitor()
    cafe.start(1, by=cafe.amina, visitor=grace)
    answer = open_desk.post(
        "/floor/start", seat="2", offer="half-hour", given="exact", who="471902"
    )
    assert answer.status_code == 409
    assert "has a session at seat 1 already" in answer.text
    assert 'value="471902"' in answer.text


@pytest.mark.parametrize("typed", ["471902", "KC1:471902", "٤٧١٩٠٢", "grace", "Muthoni"])
def test_a_visitor_is_named_by_card_code_or_name(open_desk, cafe, typed):
    grace = cafe.visitor()
    open_desk.post("/floor/start", seat="1", offer="half-hour", given="exact", who=typed)
    assert cafe.session_at(1).visitor == grace


@pytest.mark.parametrize("typed", ["1", "١", "²", "①", "99999", "\x01"])
def test_what_is_sought_is_a_seat_or_a_name_whatever_was_typed(open_desk, typed):
    """A raised 2 is a digit to Python and no number."""
    answer = open_desk.get("/find", query_string={"q": typed})
    assert answer.status_code in {302, 303}
    assert ("/floor" in answer.location) == (typed in {"1", "١"})


def test_a_name_that_two_have_is_asked_again(open_desk, cafe):
    cafe.visitor("Grace Muthoni", code="111111")
    cafe.visitor("Grace Wambui", code="222222")
    answer = open_desk.post("/floor/start", seat="1", offer="half-hour", given="exact", who="Grace")
    assert answer.status_code == 422
    assert "Several people are called this" in answer.text
    assert seats_in_use(cafe) == []


def test_nobody_of_that_name_is_no_walk_in(open_desk, cafe):
    answer = open_desk.post("/floor/start", seat="1", offer="half-hour", given="exact", who="Zzz")
    assert answer.status_code == 422
    assert '<a href="#who">' in answer.text
    assert seats_in_use(cafe) == []


def test_own_time_needs_no_money(open_desk, cafe, shift):
    grace = cafe.visitor()
    open_desk.post(f"/people/{grace}/sell", page=f"/people/{grace}", offer="hour", given="exact")
    before = cafe.balance(f"till:{shift}")
    answer = open_desk.post("/floor/start", seat="1", offer="own-time", who="471902")
    assert answer.status_code == 303
    assert cafe.session_at(1).granted_s == 3600
    assert cafe.balance(f"till:{shift}") == before


def test_own_time_asks_who_it_is(open_desk):
    answer = open_desk.post("/floor/start", seat="1", offer="own-time", who="")
    assert answer.status_code == 422
    assert "Say who it is" in answer.text


def test_a_mentor_starts_those_who_have_time_and_sells_to_nobody(mentor, open_desk, cafe):
    grace = cafe.visitor()
    open_desk.post(f"/people/{grace}/sell", page=f"/people/{grace}", offer="hour", given="exact")
    page = mentor.page("/floor")
    assert "Own time" in page
    assert "30 min" not in page
    refused = mentor.post("/floor/start", seat="1", offer="half-hour", given="exact", who="")
    assert refused.status_code == 422
    assert mentor.post("/floor/start", seat="1", who="471902").status_code == 303
    assert cafe.session_at(1).visitor == grace


def test_who_has_no_time_is_told(open_desk, cafe):
    cafe.visitor()
    answer = open_desk.post("/floor/start", seat="1", offer="own-time", who="471902")
    assert answer.status_code == 409
    assert "There is no time left" in answer.text


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        pytest.param({"offer": "gold"}, 422, "Choose an offer.", id="no such offer"),
        pytest.param({"given": "lots"}, 422, "Choose what was given.", id="no such note"),
        pytest.param({"given": "2000"}, 400, "less than the price", id="too little"),
        pytest.param({"seat": "99"}, 404, "There is no such seat.", id="no such seat"),
        pytest.param({"seat": "x"}, 422, "Type a whole number", id="a seat that is no number"),
    ],
)
def test_what_is_wrong_is_said_on_the_same_page(open_desk, cafe, fields, status, said):
    typed = {"seat": "1", "offer": "half-hour", "given": "exact", **fields}
    answer = open_desk.post("/floor/start", **typed)
    assert answer.status_code == status
    assert said in answer.text
    assert "Check one thing" in answer.text
    assert 'class="seat ' in answer.text
    assert seats_in_use(cafe) == []


def test_without_a_shift_nothing_is_sold(operator, cafe):
    assert "Open your shift before you sell." in operator.page("/floor")
    answer = operator.post("/floor/start", seat="1", offer="half-hour", given="exact")
    assert answer.status_code == 409
    assert "No shift is open" in answer.text


def test_a_seat_that_does_not_answer_takes_nobody(open_desk, cafe, clock):
    clock.forward(minutes=1)
    answer = open_desk.post("/floor/start", seat="1", offer="half-hour", given="exact")
    assert answer.status_code == 409
    assert "This seat does not answer" in answer.text


def test_who_may_not_sell_any_more_sells_no_more_time_either(open_desk, cafe, shift):
    """Selling was taken from Amina; her page from before still had the offers."""
    cafe.start(1, by=cafe.amina)
    rights = [name for name in roles.for_staff() if roles.may(roles.Role.OPERATOR, name)]
    rights.remove("sell")
    told = {"rights": rights, "by": staffing.COMMAND, "reason": "agreed"}
    cafe.hub.write(staffing.set_rights, person=cafe.amina, **told)
    before = cafe.balance(f"till:{shift}")
    answer = open_desk.post("/floor/extend", seat="1", offer="half-hour", given="exact")
    assert answer.status_code == 403
    assert cafe.balance(f"till:{shift}") == before


def test_more_time_is_sold_onto_a_session(open_desk, cafe, shift):
    cafe.start(1, by=cafe.amina)
    answer = open_desk.post(
        "/floor/extend", page="/floor?seat=1", seat="1", offer="quarter", given="exact"
    )
    assert answer.location == "/floor?seat=1"
    assert cafe.session_at(1).granted_s == 2700
    assert cafe.balance(f"till:{shift}") == 106_000


def test_a_session_is_ended_by_an_order_to_its_station(open_desk, cafe):
    cafe.start(1, by=cafe.amina)
    assert open_desk.post("/floor/end", page="/floor?seat=1", seat="1").status_code == 303
    assert [order.kind for order in orders(cafe, 1)] == ["take", "lock"]


def test_a_message_goes_to_the_seat(open_desk, cafe):
    cafe.running(1, cafe.start(1, by=cafe.amina).session)
    page = "/floor?seat=1"
    assert open_desk.post("/floor/message", page=page, seat="1", words=" ").status_code == 422
    assert open_desk.post("/floor/message", page=page, seat="1", words="Hello").status_code == 303
    assert orders(cafe, 1)[-1].words == "Hello"


def test_a_lost_seat_is_settled_at_its_last_word(open_desk, cafe, clock):
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session, used_s=60)
    clock.forward(minutes=5)
    assert "does not answer" in open_desk.page("/floor?seat=1")
    assert open_desk.post("/floor/settle", page="/floor?seat=1", seat="1").status_code == 303
    assert cafe.session_at(1) is None


def test_a_sale_is_undone_within_seconds(open_desk, cafe, shift):
    open_desk.post("/floor/start", seat="1", offer="half-hour", given="exact")
    page = open_desk.page("/floor")
    sale = re.search(r'name="sale" value="(\w+)"', page)[1]
    assert open_desk.post("/floor/undo", sale=sale).status_code == 303
    assert cafe.balance(f"till:{shift}") == 100_000
    assert cafe.session_at(1) is None
    assert "The sale is undone" in open_desk.page("/floor")


def test_an_undo_that_comes_too_late_is_a_sentence(open_desk):
    answer = open_desk.post("/floor/undo", sale="nothing")
    assert answer.status_code == 404
    assert 'class="seat ' in answer.text


def test_the_map_shows_first_name_and_initial_only(open_desk, cafe):
    cafe.running(1, cafe.start(1, by=cafe.amina, visitor=cafe.visitor()).session)
    page = open_desk.page("/floor")
    assert "Grace M." in page
    assert "Muthoni" not in page


def test_what_runs_out_needs_staff(open_desk, cafe, clock):
    cafe.running(1, cafe.start(1, by=cafe.amina).session, used_s=1500)
    page = open_desk.page("/floor")
    assert "badge--soon" in page
    assert "+15 min" in page
    cafe.running(1, cafe.session_at(1).id, used_s=1800)
    assert "badge--time_over" in open_desk.page("/floor")


def test_what_should_be_in_the_drawer_is_not_on_the_floor(open_desk, cafe, shift):
    cafe.start(1, by=cafe.amina)
    assert cafe.balance(f"till:{shift}") == 104_000
    page = open_desk.page("/floor")
    assert "1,040" not in page


def orders(world, seat):
    from kiosk.store import commands

    with world.hub.read() as db:
        return commands.waiting(db, world.stations[seat])


def test_a_mentor_without_a_seat_chosen_is_offered_no_voucher(mentor, cafe):
    page = mentor.page("/floor?seat=0")
    assert "Choose a seat" in page
    assert "Sell a voucher" not in page


@pytest.mark.parametrize("offer", ["half-hour", "own-time"])
def test_a_voucher_scanned_at_the_desk_opens_the_seat_and_sells_nothing(
    open_desk, cafe, shift, offer
):
    code = cafe.sell_voucher(by=cafe.amina, offer="hour").code
    before = cafe.balance(f"till:{shift}")
    scanned = f"KV1:{code.lower()}"
    answer = open_desk.post("/floor/start", seat="1", offer=offer, given="exact", who=scanned)
    assert answer.status_code == 303
    assert cafe.session_at(1).granted_s == 3600
    assert cafe.balance(f"till:{shift}") == before
    assert "Take no money" in open_desk.page("/floor")


def test_a_voucher_in_use_or_cancelled_opens_no_second_seat(open_desk, cafe, shift):
    used = cafe.sell_voucher(by=cafe.amina).code
    open_desk.post("/floor/start", seat="1", offer="own-time", who=used)
    again = open_desk.post("/floor/start", seat="2", offer="own-time", who=used)
    assert again.status_code == 409
    assert '<a href="#who">' in again.text
    assert seats_in_use(cafe) == [1]


def test_a_seat_without_a_station_leads_to_where_it_gets_one(owner, operator, cafe):
    cafe.enrol_code(9)
    page = owner.page("/floor?seat=9")
    assert "Not set up" in page
    assert 'href="/settings/stations"' in page.partition('id="desk-title"')[2]
    assert "Set this seat up" not in operator.page("/floor?seat=9")
    assert "Set this seat up" not in owner.page("/floor?seat=1")


def test_a_guest_is_offered_no_subscription_which_renews_for_somebody_known(operator, cafe, shift):
    cafe.subscribe(cafe.visitor(), by=cafe.amina, title="Weekly")
    cafe.running(1, cafe.start(1, by=cafe.amina).session)
    guests = operator.page("/floor?seat=1")
    assert "1 hour" in guests
    assert "Weekly" not in guests
    assert "Weekly" in operator.page("/floor?seat=2")


def test_own_time_and_paying_after_are_no_offers_for_nothing(operator, cafe, shift):
    cafe.hub.settings = replace(cafe.hub.settings, postpaid_cap_minor=20_000)
    page = operator.page("/floor?seat=1")
    assert "paid already" in page
    assert re.search(r"70.{0,20}/h", page)


def test_the_link_to_who_sits_says_where_it_leads(open_desk, cafe, shift):
    cafe.running(1, cafe.start(1, by=cafe.amina).session)
    cafe.running(2, cafe.start(2, by=cafe.amina, visitor=cafe.visitor()).session)
    assert "Sales and time of this walk-in" in open_desk.page("/floor?seat=1")
    assert "Open the page of <bdi>Grace M.</bdi>" in open_desk.page("/floor?seat=2")
