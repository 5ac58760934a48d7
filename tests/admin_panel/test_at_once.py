"""Two browsers at the same moment: one is served, the other reads why not, nothing is half done."""

import threading

import pytest
from fakes.hub_world import PIN
from fakes.stage import Stage

from kiosk.acts import passes, products
from kiosk.hub_folder import DATABASE
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import Period
from kiosk.store import shifts
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


def test_one_printed_voucher_is_sold_by_one_of_two_desks(operator, second, cafe, shift):
    stage = Stage(cafe)
    stage.printed()
    sell = {"path": f"/vouchers/{stage.ids['code']}/sell", "offer": "quarter", "given": "exact"}
    answers = at_once(prepared(operator, **sell), prepared(second, **sell))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert cafe.balance(f"till:{shift}") == 102_000
    assert books_are_whole(cafe)


def test_one_stack_taken_by_two_is_in_one_hand(operator, second, cafe, shift):
    stage = Stage(cafe)
    stage.printed()
    take = {"path": f"/vouchers/batches/{stage.ids['batch']}/take", "first": "1", "last": "2"}
    answers = at_once(prepared(operator, **take), prepared(second, **take))
    assert sorted(answer.status_code for answer in answers) == [303, 403]
    assert books_are_whole(cafe)


def test_one_thing_is_lent_to_one_of_two(operator, second, cafe, shift):
    stage = Stage(cafe)
    stage.thing()
    stage.newcomer()
    cafe.visitor("Hassan Ali", code="471903")
    place = f"/equipment/{stage.ids['code']}/lend"
    answers = at_once(
        prepared(operator, place, who="471902", days="7", tender="cash", given="exact"),
        prepared(second, place, who="471903", days="7", tender="cash", given="exact"),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert cafe.balance(f"till:{shift}") == 105_000
    assert books_are_whole(cafe)


def test_the_last_piece_on_the_shelf_is_sold_once(operator, second, cafe, shift):
    told = {"title": "Tea", "price_minor": 2_000, "came": 1, "by": cafe.naomi}
    tea = cafe.hub.write(products.set_product, **told)
    sell = {f"pieces-{tea}": "1", "tender": "cash", "given": "exact"}
    answers = at_once(
        prepared(operator, "/products/sell", **sell), prepared(second, "/products/sell", **sell)
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert cafe.balance(f"till:{shift}") == 102_000
    assert books_are_whole(cafe)


def test_a_double_click_on_a_pass_sells_one(operator, cafe, shift):
    grace = cafe.visitor()
    once = prepared(operator, f"/people/{grace}/sell", offer="hour", tender="cash", given="exact")
    answers = at_once(once, once)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert cafe.balance(f"till:{shift}") == 107_000
    assert books_are_whole(cafe)


def test_two_who_sell_two_subscriptions_to_one_visitor_sell_one(operator, second, cafe, shift):
    offers = []
    for place, (title, period) in enumerate(
        {"Weekly": Period.WEEK, "Monthly": Period.MONTH}.items()
    ):
        draft = Draft(title, 20_000, 36_000, 86_400, 8 + place, period=period, arrears_days=2)
        offers.append(cafe.hub.write(passes.make_offer, draft=draft, by=cafe.naomi))
    place, sell = f"/people/{cafe.visitor()}/sell", {"tender": "cash", "given": "exact"}
    answers = at_once(
        prepared(operator, place, offer=offers[0], **sell),
        prepared(second, place, offer=offers[1], **sell),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert cafe.balance(f"till:{shift}") == 120_000
    assert books_are_whole(cafe)


def test_a_deposit_comes_back_once_at_two_desks(operator, second, cafe, shift):
    stage = Stage(cafe)
    stage.lent()
    held = cafe.balance(f"till:{shift}")
    back = {"path": f"/equipment/{stage.ids['code']}/back", "how": "return"}
    back |= {"back_by": "cash", "more_by": "cash"}
    answers = at_once(prepared(operator, **back), prepared(second, **back))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert cafe.balance(f"till:{shift}") == held - 5_000
    assert books_are_whole(cafe)


def test_one_visitor_is_paid_out_once_what_is_there(owner, second, cafe, shift):
    stage = Stage(cafe)
    stage.visitor()
    place, all_of_it = (
        f"/people/{stage.ids['visitor']}/pay-out",
        {"amount": "500", "payout_pin": PIN},
    )
    answers = at_once(prepared(owner, place, **all_of_it), prepared(second, place, **all_of_it))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert cafe.balance(f"visitor:{stage.ids['visitor']}") == 0
    assert books_are_whole(cafe)


def test_one_shift_is_opened_of_two_and_closed_once(operator, second, cafe):
    opened = at_once(
        prepared(operator, "/till/open", float="100"), prepared(second, "/till/open", float="200")
    )
    assert sorted(answer.status_code for answer in opened) == [303, 409]
    with cafe.hub.read() as db:
        drawer = shifts.open_one(db)
    desk, count = (operator, "1") if drawer.float_minor == 10_000 else (second, "2")
    desk.post("/till/count", page="/till", count_10000=count)
    closed = at_once(prepared(operator, "/till/close"), prepared(second, "/till/close"))
    done, refused = sorted(answer.status_code for answer in closed)
    assert done == 303
    assert refused in (403, 409), "it is another's shift, or no shift any more"
    assert books_are_whole(cafe)
