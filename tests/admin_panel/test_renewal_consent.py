"""At the desk: a visitor's own PIN lets a subscription renew from the account, nothing else does."""

import pytest
from fakes.machines import look

from kiosk.acts import care
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.passwords import hash_of
from kiosk.rules.pins import picture_pin
from kiosk.store import subscriptions as store

WEEK = 7 * 86_400
PRICE = 20_000
PIN = "4711"
PICKED = "sun cat key"


@pytest.fixture
def grace(cafe, shift):
    visitor = cafe.visitor()
    cafe.weekly = cafe.subscribe(visitor, by=cafe.amina)
    return visitor


def kept(cafe):
    return look(cafe, store.by_id, cafe.weekly)


def do(desk, cafe, what, **fields):
    place = f"/people/subscriptions/{cafe.weekly}"
    return desk.post(f"{place}/{what}", page=place, **fields)


def sell(desk, cafe, visitor, **fields):
    page = f"/people/{visitor}"
    asked = {"offer": kept(cafe).offer, "given": "exact", **fields}
    return desk.post(f"/people/{visitor}/sell", page=page, **asked)


class TestOnItsPage:
    def test_the_visitors_pin_is_the_yes_and_it_is_taken_back_without(self, operator, cafe, grace):
        page = f"/people/subscriptions/{cafe.weekly}"
        assert "Takes nothing from the account by itself." in operator.page(page)
        assert do(operator, cafe, "agree", price=PRICE, pin=PIN).status_code == 303
        assert kept(cafe).agreed_minor == PRICE
        for where in (page, f"/people/{grace}"):
            assert "Renews from the account by itself, up to" in operator.page(where)
        assert do(operator, cafe, "withdraw").status_code == 303
        assert kept(cafe).agreed_minor == 0
        assert "taken back on" in operator.page(f"/people/{grace}")

    def test_a_wrong_pin_is_no_yes_and_is_counted(self, operator, cafe, grace):
        assert do(operator, cafe, "agree", price=PRICE, pin="0000").status_code == 401
        for _try in range(cafe.hub.settings.pin_tries):
            do(operator, cafe, "agree", price=PRICE, pin="0000")
        assert do(operator, cafe, "agree", price=PRICE, pin=PIN).status_code == 429
        assert kept(cafe).agreed_minor == 0

    @pytest.mark.parametrize(("price", "status"), [(PRICE - 1, 409), (0, 422), ("lots", 422)])
    def test_another_price_than_it_costs_is_no_yes(self, operator, cafe, grace, price, status):
        assert do(operator, cafe, "agree", price=price, pin=PIN).status_code == status
        assert kept(cafe).agreed_minor == 0

    def test_what_is_cancelled_is_not_asked(self, operator, cafe, grace):
        do(operator, cafe, "cancel", reason="moves away")
        assert "Renew by itself" not in operator.page(f"/people/subscriptions/{cafe.weekly}")
        assert do(operator, cafe, "agree", price=PRICE, pin=PIN).status_code == 409

    def test_nobody_agrees_to_what_is_not_there(self, operator, cafe, grace):
        assert (
            operator.post(
                "/people/subscriptions/none/agree", page="/people", price=PRICE, pin=PIN
            ).status_code
            == 404
        )


class TestWithTheSale:
    def test_it_is_off_until_it_is_ticked(self, operator, cafe, grace):
        assert sell(operator, cafe, grace).status_code == 303
        assert (kept(cafe).standing.n, kept(cafe).agreed_minor) == (2, 0)

    def test_ticked_with_the_pin_it_is_kept_with_the_sale(self, operator, cafe, grace):
        assert sell(operator, cafe, grace, renews_itself=1, pin=PIN).status_code == 303
        assert (kept(cafe).standing.n, kept(cafe).agreed_minor) == (2, PRICE)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"pin": "0000"}, "The code or the PIN is wrong"),
            ({"pin": ""}, "The code or the PIN is wrong"),
            ({"pin": PIN, "offer": "half-hour"}, "Only a subscription renews."),
            ({"pin": PIN, "offer": "none"}, "Choose an offer."),
        ],
        ids=["wrong", "none", "no subscription", "nothing chosen"],
    )
    def test_else_nothing_is_sold(self, operator, cafe, grace, fields, said):
        answer = sell(operator, cafe, grace, renews_itself=1, **fields)
        assert answer.status_code in (401, 422)
        assert said in answer.text
        assert kept(cafe).standing.n == 1

    def test_who_has_no_card_is_not_asked(self, operator, cafe, grace):
        cafe.sell_voucher(by=cafe.amina)
        guest = look(cafe, lambda db: db.execute("SELECT visitor FROM voucher").fetchone()[0])
        assert "renews_itself" not in operator.page(f"/people/{guest}")
        answer = sell(operator, cafe, guest, renews_itself=1, pin=PIN)
        assert "Only somebody with a card and a PIN can agree." in answer.text


def test_three_pictures_are_a_yes_too(operator, cafe, grace):
    new = care.NewPin(hash_of(picture_pin(PICKED.split())), "pictures")
    cafe.hub.write(care.change_pin, visitor=grace, pin=new, by=cafe.amina)
    assert "The visitor picks their three pictures" in operator.page(f"/people/{grace}")
    assert do(operator, cafe, "agree", price=PRICE, pictures="sun sun sun").status_code == 401
    assert do(operator, cafe, "agree", price=PRICE, pictures="cat sun key").status_code == 401
    assert do(operator, cafe, "agree", price=PRICE, pictures=PICKED).status_code == 303
    assert kept(cafe).agreed_minor == PRICE


class TestWhoComesIsTold:
    def test_as_they_start_at_the_desk(self, operator, cafe, grace, clock):
        clock.forward(seconds=WEEK - 3600)
        operator.post(f"/people/{grace}/start", page=f"/people/{grace}", seat=1)
        assert "Their subscription ends on" in operator.page("/floor")
        assert "Their subscription ends on" in operator.page("/floor?seat=1")

    def test_what_is_not_paid_is_said_in_other_words(self, operator, cafe, grace, clock):
        clock.forward(seconds=WEEK)
        renew_subscriptions(cafe.hub, cafe.hub.now())
        cafe.beat(1)
        fields = {"seat": 1, "who": "471902", "offer": "own-time"}
        operator.post("/floor/start", page="/floor", **fields)
        assert "Their subscription is not paid and stops on" in operator.page("/floor")

    def test_while_nothing_lapses_nothing_is_said(self, operator, cafe, grace):
        operator.post(f"/people/{grace}/start", page=f"/people/{grace}", seat=1)
        assert "Their subscription" not in operator.page("/floor")


def test_a_subscription_is_not_offered_as_a_voucher(operator, cafe, grace):
    cafe.station(9, row_name="Door")
    with cafe.hub.read() as db:
        offer = store.by_id(db, cafe.weekly).offer
    assert f'value="{offer}"' in operator.page("/floor?seat=1")
    assert f'value="{offer}"' not in operator.page("/floor?seat=0")
