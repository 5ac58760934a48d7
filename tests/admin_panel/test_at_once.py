"""Two browsers at the same moment: one is served, the other reads why not, nothing is half done."""

import threading

import pytest

from kiosk.hub import DATABASE
from kiosk.verifying import verify_hub

SALES = 6


@pytest.fixture
def second(desk_of):
    """The owner at a second desk."""
    return desk_of("naomi")


def at_once(*deeds):
    """Run these in threads that start together; returns their answers in order."""
    answers = [None] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def run(place, deed):
        gate.wait()
        answers[place] = deed()

    threads = [threading.Thread(target=run, args=told) for told in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def prepared(desk, path, **fields):
    """A form read now and sent later, as two people who look at the same page do."""
    page = desk.get("/floor").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    request_id = page.split('name="request_id" value="')[1].split('"')[0]
    sent = {**fields, "csrf_token": token, "request_id": request_id}
    return lambda: desk.client.post(path, data=sent)


def books_are_whole(world):
    return verify_hub(world.hub.folder / DATABASE)["problems"] == []


def test_two_operators_at_one_seat_start_one_session(operator, second, cafe, shift):
    answers = at_once(
        prepared(operator, "/floor/start", seat="1", offer="half-hour", given="exact"),
        prepared(second, "/floor/start", seat="1", offer="hour", given="exact"),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "This seat is not free" in refused.text
    taken = {1800: 4_000, 3600: 7_000}[cafe.session_at(1).granted_s]
    assert cafe.balance(f"till:{shift}") == 100_000 + taken
    assert books_are_whole(cafe)


def test_one_visitor_at_two_seats_sits_at_one(operator, second, cafe, shift):
    cafe.visitor()
    start = {"offer": "half-hour", "given": "exact", "who": "471902"}
    answers = at_once(
        prepared(operator, "/floor/start", seat="1", **start),
        prepared(second, "/floor/start", seat="2", **start),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert cafe.balance(f"till:{shift}") == 104_000
    assert books_are_whole(cafe)


def test_a_count_under_running_sales_counts_each_or_refuses_it(operator, second, cafe, shift):
    count = prepared(operator, "/till/count", count_100000="1")
    sales = [
        prepared(second, "/floor/start", seat=str(1 + n % 3), offer="quarter", given="exact")
        for n in range(SALES)
    ]
    counted, *sold = at_once(count, *sales)
    assert counted.status_code == 303
    taken = sum(answer.status_code == 303 for answer in sold)
    assert {answer.status_code for answer in sold} <= {303, 409}
    assert cafe.balance(f"till:{shift}") == 100_000 + taken * 2_000
    closed = operator.post("/till/close", page="/till", reason="counted in a hurry")
    assert closed.status_code == 303
    assert cafe.balance(f"till:{shift}") == 0
    assert books_are_whole(cafe)


def test_a_shift_that_closed_takes_no_sale_that_was_on_its_way(operator, second, cafe, shift):
    late = prepared(second, "/floor/start", seat="1", offer="half-hour", given="exact")
    operator.post("/till/count", page="/till", count_100000="1")
    operator.post("/till/close", page="/till")
    answer = late()
    assert answer.status_code == 409
    assert "No shift is open" in answer.text
    assert cafe.session_at(1) is None
    assert books_are_whole(cafe)


def test_one_voucher_scanned_at_two_desks_opens_one_seat(operator, second, cafe, shift):
    code = cafe.sell_voucher(by=cafe.amina).code
    answers = at_once(
        prepared(operator, "/floor/start", seat="1", offer="own-time", who=code),
        prepared(second, "/floor/start", seat="2", offer="own-time", who=code),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert books_are_whole(cafe)
