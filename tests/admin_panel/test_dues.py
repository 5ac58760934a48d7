"""Paying after at the desk: the button, the money, the visitor who walked out, time given for nothing."""

import re

import pytest
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine

from kiosk.acts import front_desk
from kiosk.acts.granting import Terms


@pytest.fixture
def hub(tmp_path, clock):
    hub = make_hub(tmp_path, clock, postpaid_cap_minor=14_000, increment_s=1)
    yield hub
    hub.close()


@pytest.fixture
def world(hub, clock):
    return World(hub, clock)


@pytest.fixture
def open_desk(operator, shift):
    """Amina at the desk with her shift open."""
    return operator


@pytest.fixture
def owing(cafe):
    """Seat 1 was used for half an hour by somebody who has still to pay; returns the session."""
    name = cafe.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=Terms("postpaid"), by=cafe.amina
    )
    SeatMachine(cafe, 1).close(name, used_s=1_800)
    cafe.beat(1)
    return name


def test_pay_after_is_a_button_with_its_price(open_desk, cafe):
    page = open_desk.page("/floor")
    assert re.search(r"Pay after</bdi>.*KSh\s70</bdi>/h|Pay after.*70.*/h", page)
    answer = open_desk.post("/floor/start", seat="1", offer="pay-after", who="")
    assert answer.status_code == 303
    assert cafe.session_at(1).kind == "postpaid"
    assert "Pay after" in open_desk.page("/floor?seat=1")


def test_a_seat_that_is_to_be_paid_stands_first_with_its_one_right_button(open_desk, owing):
    page = open_desk.page("/floor?seat=1")
    assert "To pay" in page
    assert "KSh\N{NO-BREAK SPACE}35" in page
    assert page.count('action="/floor/take"') == 2, "at the desk and in the list"
    assert "Start seat 1" not in page


def test_the_sum_on_the_button_follows_the_way_of_paying_as_the_sum_above_does(open_desk, owing):
    page = open_desk.page("/floor?seat=1")
    assert re.search(r"<b><bdi data-to-pay>", page)
    assert re.search(r"Take <span data-to-pay>[^/]*KSh\s35", page)


def test_the_money_is_taken_and_the_change_told(open_desk, cafe, shift, owing):
    answer = open_desk.post("/floor/take", page="/floor?seat=1", seat="1", given="5000")
    assert (answer.status_code, answer.location) == (303, "/floor")
    assert "Seat 1 is paid. Give back" in open_desk.page("/floor?seat=1")
    assert cafe.balance(f"till:{shift}") == 103_500
    assert "Seat 1 is free" in open_desk.page("/floor?seat=1")


def test_the_exact_sum_needs_no_change(open_desk, cafe, shift, owing):
    open_desk.post("/floor/take", page="/floor?seat=1", seat="1", given="exact")
    assert "Seat 1 is paid." in open_desk.page("/floor")
    assert cafe.balance(f"till:{shift}") == 103_500


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        pytest.param({"given": "2000"}, 400, "less than the price", id="too little"),
        pytest.param({"given": "lots"}, 422, "Choose what was given.", id="no such note"),
        pytest.param({"seat": "2"}, 409, "Nothing is to be paid for this seat.", id="nothing due"),
        pytest.param({"seat": "x"}, 422, "Type a whole number", id="no number"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_taken(
    open_desk, cafe, shift, owing, fields, status, said
):
    sent = {"seat": "1", "given": "exact", **fields}
    answer = open_desk.post("/floor/take", page="/floor?seat=1", **sent)
    assert answer.status_code == status
    assert said in answer.text
    assert cafe.balance(f"till:{shift}") == 100_000


def test_who_walked_out_is_written_off_with_a_reason(open_desk, cafe, owing):
    answer = open_desk.post("/floor/write-off", page="/floor?seat=1", seat="1", reason="")
    assert answer.status_code == 422
    assert "Say why, in a few words." in answer.text
    open_desk.post("/floor/write-off", page="/floor?seat=1", seat="1", reason="left by the window")
    assert "written off." in open_desk.page("/floor")
    assert cafe.balance("loss") == 3_500


def test_without_a_shift_nobody_takes_money(operator, owing):
    page = operator.page("/floor?seat=1")
    assert "Open your shift before you sell." in page
    assert "Walked out" not in page


def test_a_mentor_sees_what_is_owed_and_takes_nothing(mentor, owing):
    page = mentor.page("/floor?seat=1")
    assert "To pay" in page
    assert "/floor/take" not in page


def test_the_poll_brings_the_page_anew_once_the_seat_is_paid(open_desk, owing):
    asked = "/floor/seats?seat=1&sits=time_over-due"
    assert open_desk.get(asked).status_code == 200
    open_desk.post("/floor/take", page="/floor?seat=1", seat="1", given="exact")
    assert open_desk.get(asked).headers["HX-Redirect"] == "/floor?seat=1&unarmed=1"


def test_time_is_given_for_nothing_with_a_reason(open_desk, cafe, shift):
    wrong = open_desk.post("/floor/give", seat="1", free_min="0", reason="a first visit")
    assert wrong.status_code == 422
    wrong = open_desk.post("/floor/give", seat="1", free_min="20", reason="")
    assert (wrong.status_code, cafe.session_at(1)) == (422, None)
    answer = open_desk.post("/floor/give", seat="1", free_min="20", reason="a first visit")
    assert answer.status_code == 303
    given = cafe.session_at(1)
    assert (given.kind, given.granted_s) == ("free", 1_200)
    assert cafe.balance(f"till:{shift}") == 100_000
    refused = open_desk.post("/floor/give", seat="1", free_min="20", reason="again")
    assert refused.status_code == 409
