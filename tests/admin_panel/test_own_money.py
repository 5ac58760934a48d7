"""Whoever stands behind the desk gets at no money of a visitor without them or a second person."""

import pytest
from fakes.hub_world import PIN
from fakes.stage import Stage

from kiosk.acts import equipment
from kiosk.acts.equipment import Lending
from kiosk.store import lock_outs
from kiosk.store import paid as paid_store

EARNED_MINOR = 60_000
TOP_UP_MINOR = 50_000


@pytest.fixture
def stage(cafe):
    return Stage(cafe)


@pytest.fixture
def grace(stage):
    """Grace with KSh 500 that she put on her account, and more that she earned."""
    stage.shift()
    stage.visitor()
    stage.cafe.earn(stage.ids["visitor"], EARNED_MINOR)
    return stage.ids["visitor"]


def held(stage, grace):
    return stage.cafe.balance(f"visitor:{grace}")


def second(typed):
    return {"approver": "naomi", "approver_pin": PIN, **typed}


@pytest.fixture
def give_back(stage, grace, operator):
    """The operator gives KSh 10 of her top-up back in cash."""
    with stage.cafe.hub.read() as db:
        (paid,) = paid_store.of_visitor(db, visitor=grace, limit=2)
    place = f"/receipts/{paid.id}"
    told = {"amount": "10", "back_by": "cash", "reason": "typed too much"}
    return lambda **typed: operator.post(f"{place}/give-back", page=place, **told, **typed)


def test_a_top_up_is_not_given_back_behind_its_visitor(give_back, stage, grace):
    answer = give_back()
    assert answer.status_code == 401
    assert '<a href="#account_pin">' in answer.text
    assert held(stage, grace) == TOP_UP_MINOR + EARNED_MINOR


@pytest.mark.parametrize("yes", [{"account_pin": PIN}, second({})])
def test_with_a_yes_it_is(give_back, stage, grace, yes):
    assert give_back(**yes).status_code == 303
    assert held(stage, grace) == TOP_UP_MINOR + EARNED_MINOR - 1_000


def test_an_owner_is_asked_for_no_pin(stage, grace, owner):
    with stage.cafe.hub.read() as db:
        (paid,) = paid_store.of_visitor(db, visitor=grace, limit=2)
    place = f"/receipts/{paid.id}"
    assert "account_pin" not in owner.page(place)
    told = {"amount": "10", "back_by": "cash", "reason": "typed too much"}
    assert owner.post(f"{place}/give-back", page=place, **told).status_code == 303


@pytest.fixture
def broke(stage, grace, operator):
    """A thing lent to Grace comes back broken; the damage is above its deposit by KSh 20."""
    stage.thing()
    code = stage.ids["code"]
    stage.write(equipment.lend, lending=Lending(code, grace, 7, stage.by, 5_000))
    place = f"/equipment/{code}"
    told = {"how": "return_damaged", "kept": "70", "reason": "fell", "back_by": "cash"}
    return lambda **typed: operator.post(
        f"{place}/back", page=place, agreed="1", **{**told, "more_by": "account", **typed}
    )


def test_damage_is_not_taken_from_an_account_behind_its_visitor(broke, stage, grace):
    answer = broke()
    assert answer.status_code == 401
    assert '<a href="#more_pin">' in answer.text
    assert held(stage, grace) == TOP_UP_MINOR + EARNED_MINOR


def test_damage_is_taken_with_their_pin(broke, stage, grace):
    assert broke(more_pin=PIN).status_code == 303
    assert held(stage, grace) == TOP_UP_MINOR + EARNED_MINOR - 2_000


@pytest.mark.parametrize("typed", [{"kept": "50"}, {"more_by": "cash"}])
def test_no_pin_is_asked_where_the_account_pays_nothing(broke, stage, grace, typed):
    assert broke(**typed).status_code == 303
    assert held(stage, grace) == TOP_UP_MINOR + EARNED_MINOR


def new_pin(desk, grace, **typed):
    place = f"/people/{grace}/care"
    told = {"how": "digits", "pin": "2580", "pin_again": "2580", **typed}
    return desk.post(f"/people/{grace}/pin", page=place, **told)


def test_nobody_sets_a_pin_alone_and_pays_out_with_it(operator, stage, grace):
    answer = new_pin(operator, grace)
    assert answer.status_code == 403
    assert "This is above your limit" in answer.text
    operator.post(
        f"/people/{grace}/pay-out", page=f"/people/{grace}", amount="9", payout_pin="2580"
    )
    assert held(stage, grace) == TOP_UP_MINOR + EARNED_MINOR


def test_with_a_second_person_the_pin_is_set(operator, grace):
    assert new_pin(operator, grace, **second({})).status_code == 303


def test_an_owner_sets_it_alone(owner, stage, grace):
    assert 'name="approver"' not in owner.page(f"/people/{grace}/care")
    assert new_pin(owner, grace).status_code == 303


def test_a_lock_out_at_the_desk_is_told_as_that(operator, stage, grace):
    for _try in range(stage.cafe.hub.settings.pin_tries):
        operator.post(
            f"/people/{grace}/pay-out", page=f"/people/{grace}", amount="9", payout_pin="0000"
        )
    subject = lock_outs.desk_tries_of("471902")
    with stage.cafe.hub.read() as db:
        assert lock_outs.locked_until(db, subject, stage.cafe.hub.now()) is not None
    assert "This code is locked at the desk until" in operator.page(f"/people/{grace}/care")
