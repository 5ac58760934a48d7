"""What lies in an account may be earned: at the desk only its visitor's PIN lets it be taken."""

import pytest
from fakes.hub_world import PIN
from fakes.machines import SeatMachine
from fakes.stage import Stage

from kiosk import passwords
from kiosk.acts import buy_outs, care, equipment, front_desk
from kiosk.acts.care import NewPin
from kiosk.acts.equipment import Lending
from kiosk.acts.granting import Terms
from kiosk.rules.buy_outs import Terms as PartTerms
from kiosk.rules.pins import picture_pin
from kiosk.rules.tenders import Pay, Tender

ACCOUNT = {"tender": "account"}
DEPOSIT_MINOR = 5_000


@pytest.fixture
def stage(cafe):
    return Stage(cafe)


@pytest.fixture
def grace(stage):
    """Grace with KSh 1,000, half of it earned, and a shift that is open."""
    stage.shift()
    stage.visitor()
    stage.cafe.earn(stage.ids["visitor"], 50_000)
    return stage.ids["visitor"]


def seat_sold(desk, _stage, _grace, **typed):
    told = {"seat": "1", "who": "471902", "offer": "half-hour", **ACCOUNT, **typed}
    return desk.post("/floor/start", **told)


def more_time(desk, stage, grace, **typed):
    stage.cafe.running(1, stage.cafe.start(1, by=stage.by, visitor=grace).session)
    return desk.post("/floor/extend", seat="1", offer="half-hour", **ACCOUNT, **typed)


def pass_sold(desk, _stage, grace, **typed):
    return desk.post(f"/people/{grace}/sell", offer="half-hour", **ACCOUNT, **typed)


def products_sold(desk, stage, grace, **typed):
    stage.tea()
    stage.cafe.running(1, stage.cafe.start(1, by=stage.by, visitor=grace).session)
    told = {f"pieces-{stage.ids['tea']}": "1", "seat": "1", **ACCOUNT, **typed}
    return desk.post("/products/sell", page="/products", **told)


def due_paid(desk, stage, grace, **typed):
    stage.set(postpaid_cap_minor=20_000)
    after = Terms("postpaid")
    told = stage.write(front_desk.start_metered, seat=1, visitor=grace, terms=after, by=stage.by)
    stage.cafe.running(1, told, used_s=900)
    SeatMachine(stage.cafe, 1).close(told, used_s=900)
    stage.cafe.beat(1)
    return desk.post("/floor/take", page="/floor?seat=1", seat="1", **ACCOUNT, **typed)


def part_paid(desk, stage, grace, **typed):
    stage.thing()
    code = stage.ids["code"]
    lending = Lending(code, grace, 7, stage.by, 0, Pay(tender=Tender.ACCOUNT))
    stage.write(equipment.lend, lending=lending)
    stage.write(buy_outs.set_terms, code=code, terms=PartTerms(10_000, 2, 7, 10), by=stage.by)
    stage.write(buy_outs.start, code=code, deposit_counts=False, by=stage.by)
    place = f"/equipment/{code}"
    return desk.post(f"{place}/part", page=place, part="1", **ACCOUNT, **typed)


def spent(stage, grace):
    """Minor units that left the account but for the deposit of what is lent."""
    deposit_minor = DEPOSIT_MINOR if "code" in stage.ids else 0
    return 100_000 - stage.cafe.balance(f"visitor:{grace}") - deposit_minor


DOORS = (seat_sold, more_time, pass_sold, products_sold, due_paid, part_paid)


@pytest.mark.parametrize("door", DOORS)
def test_without_the_visitors_pin_nothing_is_taken(operator, stage, grace, door):
    answer = door(operator, stage, grace)
    assert answer.status_code in (401, 422)
    assert '<a href="#account_pin">' in answer.text
    assert spent(stage, grace) == 0


@pytest.mark.parametrize("door", DOORS)
def test_with_the_pin_it_is_taken(operator, stage, grace, door):
    assert door(operator, stage, grace, account_pin=PIN).status_code == 303
    assert spent(stage, grace) > 0


def test_wrong_tries_are_counted_and_the_right_pin_comes_too_late(operator, stage, grace):
    for _try in range(stage.cafe.hub.settings.pin_tries):
        assert pass_sold(operator, stage, grace, account_pin="0000").status_code in (401, 429)
    assert pass_sold(operator, stage, grace, account_pin=PIN).status_code == 429
    assert stage.cafe.balance(f"visitor:{grace}") == 100_000


def test_who_has_pictures_picks_them(operator, stage, grace):
    pin = NewPin(passwords.hash_of(picture_pin(["sun", "cat", "key"])), "pictures")
    stage.write(care.change_pin, visitor=grace, pin=pin, by=stage.by)
    refused = pass_sold(operator, stage, grace, account_pin=PIN)
    assert '<a href="#account_pictures">' in refused.text
    assert pass_sold(operator, stage, grace, account_pictures="cat sun key").status_code == 401
    assert pass_sold(operator, stage, grace, account_pictures="sun cat key").status_code == 303
    assert stage.cafe.balance(f"visitor:{grace}") == 96_000


def test_a_session_from_the_account_asks_too(operator, stage, grace):
    told = {"seat": "1", "account_who": "471902", "aside": "50"}
    refused = operator.post("/floor/account", page="/floor?seat=1", **told)
    assert '<a href="#aside_pin">' in refused.text
    assert stage.cafe.session_at(1) is None
    agreed = operator.post("/floor/account", page="/floor?seat=1", aside_pin=PIN, **told)
    assert agreed.status_code == 303
    assert stage.cafe.balance(f"visitor:{grace}") == 95_000


def test_cash_asks_nobody(operator, stage, grace):
    assert operator.post(f"/people/{grace}/sell", offer="half-hour").status_code == 303
    assert stage.cafe.balance(f"visitor:{grace}") == 100_000
