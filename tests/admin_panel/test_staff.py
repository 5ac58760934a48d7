"""Settings → Staff: people added, rights given and taken at once, passwords and PINs."""

import re

import pytest
from fakes.hub_world import PASSWORD, PIN

from admin_panel.right_words import GROUPS, MEANINGS
from kiosk.rules.roles import Role, for_staff, may
from kiosk.store import staff

OPERATORS = [name for name in for_staff() if may(Role.OPERATOR, name)]


def kept(cafe, person):
    with cafe.hub.read() as db:
        return staff.known(db, person)


def place(person):
    return f"/settings/staff/{person}"


def set_rights(desk, person, names, reason="as agreed"):
    fields = {f"right-{name}": "1" for name in names} | {"rights_reason": reason}
    return desk.post(f"{place(person)}/rights", page=place(person), **fields)


def secret_in(page):
    return re.search(r"one-time\">([a-z0-9]+)<", page)[1]


def test_every_right_of_staff_has_its_place_and_its_words():
    assert [name for names in GROUPS.values() for name in names] == list(for_staff())
    assert set(MEANINGS) == set(for_staff())


def test_a_person_is_added_and_signs_in_with_what_is_shown_once(owner, cafe, stranger):
    fields = {"name": "Brian Otieno", "sign_in": "brian", "role": "operator"}
    answer = owner.post("/settings/staff", page="/settings/staff", **fields)
    secret = secret_in(answer.text)
    assert "Brian Otieno" in owner.page("/settings/staff")
    assert secret not in owner.page("/settings/staff")
    assert stranger.sign_in("brian", secret).status_code == 303


def test_a_double_click_adds_one_person_and_shows_the_same_password(owner, stranger):
    fields = {"name": "Brian Otieno", "sign_in": "brian", "role": "operator"}
    pages = [
        owner.post(
            "/settings/staff", page="/settings/staff", request_id="0123456789abcdef", **fields
        ).text
        for _click in range(2)
    ]
    assert secret_in(pages[0]) == secret_in(pages[1])
    assert owner.page("/settings/staff").count(">Brian Otieno<") == 1
    assert stranger.sign_in("brian", secret_in(pages[0])).status_code == 303


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"sign_in": " "}, "sign_in", id="no sign-in name"),
        pytest.param({"sign_in": "amina"}, "sign_in", id="a name that is taken"),
        pytest.param({"role": "visitor"}, "role", id="no such role"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(owner, fields, field):
    typed = {"name": "Brian Otieno", "sign_in": "brian", "role": "mentor", **fields}
    answer = owner.post("/settings/staff", page="/settings/staff", **typed)
    assert answer.status_code in (409, 422)
    assert f'<a href="#{field}">' in answer.text
    assert typed["sign_in"] in answer.text


def test_a_right_taken_is_gone_with_the_next_click(owner, operator, cafe):
    assert operator.get("/till").status_code == 200
    rest = [name for name in OPERATORS if name not in ("see_till", "open_shift")]
    assert set_rights(owner, cafe.amina, rest).status_code == 303
    assert operator.get("/till").status_code == 403
    assert 'href="/till"' not in operator.page("/floor")
    page = owner.page(place(cafe.amina))
    assert "Taken" in page
    assert "<bdi>2</bdi> taken" in owner.page("/settings/staff")


def test_a_right_given_opens_with_the_next_click(owner, operator, cafe):
    assert operator.get("/audit").status_code == 403
    assert set_rights(owner, cafe.amina, [*OPERATORS, "see_audit"]).status_code == 303
    assert operator.get("/audit").status_code == 200
    assert 'href="/audit"' in operator.page("/floor")  # the way to it stands on the rail
    assert "<bdi>1</bdi> given" in owner.page("/settings/staff")


def test_who_may_not_see_the_floor_begins_where_they_may(owner, cafe, stranger):
    set_rights(owner, cafe.amina, ["see_people"])
    assert stranger.sign_in("amina").location == "/people"
    assert stranger.get("/").location == "/people"
    set_rights(owner, cafe.amina, [])
    assert stranger.get("/").location == "/me"
    assert stranger.get("/bar").status_code == 200


def test_rights_need_a_reason_and_keep_the_ticks(owner, cafe):
    answer = set_rights(owner, cafe.amina, ["see_floor"], reason=" ")
    assert answer.status_code == 422
    assert '<a href="#rights_reason">' in answer.text
    assert re.findall(r'name="right-(\w+)" value="1" checked', answer.text) == ["see_floor"]
    assert kept(cafe, cafe.amina).taken == frozenset()


def test_nobody_changes_their_own_rights_on_the_page_or_by_hand(owner, cafe):
    page = owner.page(place(cafe.naomi))
    assert f"{place(cafe.naomi)}/off" not in page
    answer = set_rights(owner, cafe.naomi, ["see_floor"])
    assert answer.status_code == 409
    assert "Nobody changes their own rights" in answer.text
    answer = owner.post(f"{place(cafe.naomi)}/off", page=place(cafe.naomi), off_reason="x")
    assert answer.status_code == 409
    assert owner.get("/settings/staff").status_code == 200


def test_who_is_switched_off_is_out_everywhere_at_once(owner, operator, cafe, stranger):
    answer = owner.post(f"{place(cafe.amina)}/off", page=place(cafe.amina), off_reason="left us")
    assert answer.status_code == 303
    assert operator.get("/floor").location.startswith("/sign-in")
    assert stranger.sign_in("amina").status_code == 401
    owner.post(f"{place(cafe.amina)}/on", page=place(cafe.amina), off_reason="came back")
    assert operator.get("/floor").location.startswith("/sign-in")  # the old cookie stays over
    assert stranger.sign_in("amina").status_code == 303
    page = owner.page("/audit")
    assert "left us" in page
    assert "came back" in page


def test_a_new_password_signs_the_old_one_out(owner, operator, cafe, stranger):
    url = f"{place(cafe.amina)}/password"
    assert owner.post(url, page=place(cafe.amina), password_reason="").status_code == 422
    answer = owner.post(url, page=place(cafe.amina), password_reason="forgot it")
    assert operator.get("/floor").status_code == 303
    assert stranger.sign_in("amina").status_code == 401
    assert stranger.sign_in("amina", secret_in(answer.text)).status_code == 303


def test_another_name_and_role(owner, cafe):
    fields = {"name": "Amina W", "role": "mentor", "change_reason": "teaches now"}
    assert owner.post(place(cafe.amina), page=place(cafe.amina), **fields).status_code == 303
    assert (kept(cafe, cafe.amina).name, kept(cafe, cafe.amina).role) == ("Amina W", Role.MENTOR)
    wrong = owner.post(place(cafe.amina), page=place(cafe.amina), **{**fields, "role": "king"})
    assert wrong.status_code == 422


def test_somebody_unknown_is_a_page(owner):
    assert owner.get(place("nobody")).status_code == 404


def own_password(desk, **fields):
    typed = {"password": PASSWORD, "new_password": "a new one 1", "new_again": "a new one 1"}
    return desk.post("/me/password", page="/me", **{**typed, **fields})


def test_ones_own_password_keeps_this_browser_in_and_no_other(desk_of, stranger):
    here, elsewhere = desk_of("amina"), desk_of("amina")
    assert own_password(here).status_code == 303
    assert here.get("/floor").status_code == 200
    assert elsewhere.get("/floor").status_code == 303
    assert stranger.sign_in("amina", "a new one 1").status_code == 303


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"password": "wrong"}, "password", id="the old one is wrong"),
        pytest.param(
            {"new_password": "short", "new_again": "short"}, "new_password", id="too short"
        ),
        pytest.param({"new_again": "another one"}, "new_again", id="not the same twice"),
    ],
)
def test_a_password_that_cannot_be_is_said(operator, cafe, fields, field):
    before = kept(cafe, cafe.amina)
    answer = own_password(operator, **fields)
    assert answer.status_code in (401, 422)
    assert f'<a href="#{field}">' in answer.text
    assert "a new one 1" not in answer.text
    assert kept(cafe, cafe.amina) == before


def own_pin(desk, **fields):
    typed = {"pin_password": PASSWORD, "pin": "2580", "pin_again": "2580"}
    return desk.post("/me/pin", page="/me", **{**typed, **fields})


def test_ones_own_pin_is_set_in_any_digits(mentor, cafe):
    before = kept(cafe, cafe.otieno).pin_hash
    assert own_pin(mentor, pin="٢٥٨٠", pin_again="2580").status_code == 303
    assert kept(cafe, cafe.otieno).pin_hash != before


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"pin_password": "wrong"}, "pin_password", id="the password is wrong"),
        pytest.param({"pin": "1234", "pin_again": "1234"}, "pin", id="the first one tried"),
        pytest.param({"pin_again": "2581"}, "pin_again", id="not the same twice"),
    ],
)
def test_a_pin_that_cannot_be_is_said(mentor, cafe, fields, field):
    before = kept(cafe, cafe.otieno)
    answer = own_pin(mentor, **fields)
    assert f'<a href="#{field}">' in answer.text
    assert kept(cafe, cafe.otieno) == before


# the second person


def agree(desk, cafe, shift_sale, **signed):
    page = f"/receipts/{shift_sale}"
    fields = {"amount": "40", "back_by": "cash", "reason": "no sound", **signed}
    return desk.post(f"{page}/give-back", page=page, **fields)


@pytest.fixture
def sale(cafe, shift):
    """A sale, and a site where every refund needs a second person."""
    from dataclasses import replace

    sale = cafe.sell_voucher(by=cafe.amina).sale
    settings = replace(cafe.hub.settings, second_person_over_minor=0)
    cafe.hub.site = cafe.hub.site.with_settings(settings)
    return sale


def test_the_second_person_signs_with_a_pin_and_no_password(operator, cafe, sale):
    assert agree(operator, cafe, sale).status_code == 403
    answer = agree(operator, cafe, sale, approver="naomi", approver_pin=PASSWORD)
    assert answer.status_code == 401
    assert agree(operator, cafe, sale, approver="naomi", approver_pin=PIN).status_code == 303


def test_wrong_pins_lock_out_who_types_them_and_nobody_else(operator, owner, cafe, sale, clock):
    for _try in range(5):
        answer = agree(operator, cafe, sale, approver="naomi", approver_pin="9999")
    assert answer.status_code == 429
    assert agree(operator, cafe, sale, approver="naomi", approver_pin=PIN).status_code == 429
    elsewhere = agree(owner, cafe, sale, approver="naomi", approver_pin=PIN, amount="10")
    assert elsewhere.status_code == 303  # nobody can keep the owner out at another desk
    clock.forward(minutes=16)
    later = agree(operator, cafe, sale, approver="naomi", approver_pin=PIN, amount="10")
    assert later.status_code == 303


def test_names_that_nobody_has_are_wrong_pins(operator, cafe, sale):
    assert agree(operator, cafe, sale, approver="nobody", approver_pin=PIN).status_code == 401


def test_who_has_no_pin_yet_is_told_where_to_set_one(operator, cafe, sale):
    cafe.juma = cafe.staff("juma", role="owner")
    cafe.hub.write(_forget_pin, person=cafe.juma)
    answer = agree(operator, cafe, sale, approver="juma", approver_pin=PIN)
    assert answer.status_code == 409
    assert "has no PIN yet" in answer.text


def test_who_agrees_needs_the_right_on_that_day(operator, owner, cafe, sale):
    assert agree(operator, cafe, sale, approver="otieno", approver_pin=PIN).status_code == 403
    mentors = [name for name in for_staff() if may(Role.MENTOR, name)]
    set_rights(owner, cafe.otieno, [*mentors, "approve_refund"])
    assert agree(operator, cafe, sale, approver="otieno", approver_pin=PIN).status_code == 303


def _forget_pin(db, now, *, person):
    staff.set_pin(db, person, pin_hash="")
