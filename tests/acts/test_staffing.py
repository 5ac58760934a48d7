"""Staff: rights given and taken, passwords, the end of somebody's time; each with its line."""

import pytest
from fakes.hub_world import hashed

from kiosk.acts import staffing
from kiosk.acts.staffing import Secret
from kiosk.rules.refusals import Refusal
from kiosk.rules.roles import Role, for_staff, may
from kiosk.store import audit, staff


@pytest.fixture
def people(site):
    site.amina = site.operator
    site.naomi = site.staff("naomi", role="owner")
    return site


def one(site, person):
    with site.hub.read() as db:
        return staff.known(db, person)


def lines(site, limit=3):
    with site.hub.read() as db:
        return audit.latest(db, before=None, limit=limit)


def rights(*, plus=(), minus=()):
    usual = [name for name in for_staff() if may(Role.OPERATOR, name) and name not in minus]
    return [*usual, *plus]


def act(site, what, **words):
    given = {"by": site.naomi, "reason": "as agreed", **words}
    if what is staffing.hire:
        given.pop("reason")
    return site.hub.write(what, **given)


def refusal_of(site, what, **words):
    with pytest.raises(Refusal) as refused:
        act(site, what, **words)
    return refused.value.code


def test_rights_are_given_and_taken_with_a_line_each(people):
    wanted = rights(plus=["see_reports"], minus=["sell"])
    changed = act(people, staffing.set_rights, person=people.amina, rights=wanted)
    assert changed == ("sell", "see_reports")
    who = one(people, people.amina)
    assert (who.may("sell"), who.may("see_reports")) == (False, True)
    told = [(line.act, line.detail, line.about, line.by, line.reason) for line in lines(people, 2)]
    about = f"staff:{people.amina}"
    assert told == [
        ("give_right", "see_reports", about, people.naomi, "as agreed"),
        ("take_right", "sell", about, people.naomi, "as agreed"),
    ]


def test_what_is_as_it_was_writes_nothing(people):
    before = lines(people)
    assert act(people, staffing.set_rights, person=people.amina, rights=rights(), reason="") == ()
    assert lines(people) == before


def test_rights_go_back_to_the_role(people):
    act(people, staffing.set_rights, person=people.amina, rights=rights(minus=["sell"]))
    assert act(people, staffing.set_rights, person=people.amina, rights=rights()) == ("sell",)
    assert one(people, people.amina).taken == frozenset()


def test_another_role_keeps_the_single_rights_that_still_differ(people):
    wanted = rights(plus=["see_classes", "see_reports"], minus=["sell", "see_floor"])
    act(people, staffing.set_rights, person=people.amina, rights=wanted)
    act(people, staffing.change_person, person=people.amina, name="Amina W", role="mentor")
    who = one(people, people.amina)
    assert (who.name, who.role) == ("Amina W", Role.MENTOR)
    assert (who.given, who.taken) == (frozenset({"see_reports"}), frozenset({"see_floor"}))
    assert lines(people)[0].detail == "operator → mentor"


def test_a_name_alone_may_be_ones_own(people):
    words = {"person": people.naomi, "name": "Naomi K", "role": "owner"}
    act(people, staffing.change_person, **words)
    assert one(people, people.naomi).name == "Naomi K"
    assert refusal_of(people, staffing.change_person, **{**words, "role": "mentor"}) == (
        "not_yourself"
    )


@pytest.mark.parametrize(
    ("what", "words", "code"),
    [
        pytest.param(staffing.set_rights, {"rights": ["fly"]}, "field_wrong", id="no such right"),
        pytest.param(staffing.set_rights, {"rights": []}, "reason_missing", id="rights, no reason"),
        pytest.param(staffing.switch_off, {}, "reason_missing", id="let go, no reason"),
        pytest.param(staffing.switch_on, {}, "reason_missing", id="let in, no reason"),
        pytest.param(
            staffing.set_password, {"secret": Secret("x")}, "reason_missing", id="password"
        ),
        pytest.param(
            staffing.change_person, {"name": "", "role": "mentor"}, "field_missing", id="no name"
        ),
        pytest.param(
            staffing.change_person,
            {"name": "x" * 81, "role": "mentor"},
            "field_wrong",
            id="a name too long",
        ),
        pytest.param(
            staffing.change_person, {"name": "A", "role": "visitor"}, "field_wrong", id="no role"
        ),
        pytest.param(
            staffing.change_person, {"name": "A", "role": "mentor"}, "reason_missing", id="role"
        ),
    ],
)
def test_what_is_refused_changes_nothing(people, what, words, code):
    before = one(people, people.amina), lines(people)
    words = {"person": people.amina, "reason": " ", **words}
    assert refusal_of(people, what, **words) == code
    assert (one(people, people.amina), lines(people)) == before


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (staffing.set_rights, {"rights": []}),
        (staffing.switch_off, {}),
        (staffing.switch_on, {}),
        (staffing.set_password, {"secret": Secret("x")}),
        (staffing.change_person, {"name": "A", "role": "mentor"}),
    ],
)
def test_somebody_unknown_is_refused_and_so_is_somebody_without_the_right(people, what, words):
    assert refusal_of(people, what, person="nobody", **words) == "not_found"
    for by in (people.amina, "nobody"):
        other = people.staff(f"other-{by}")
        assert refusal_of(people, what, person=other, by=by, **words) == "not_allowed"


def test_nobody_takes_their_own_key_or_lets_themselves_go(people):
    act(people, staffing.hire, **new("juma", role="owner"))
    rest = [name for name in for_staff() if name != "change_staff"]
    assert refusal_of(people, staffing.set_rights, person=people.naomi, rights=rest) == (
        "not_yourself"
    )
    assert refusal_of(people, staffing.switch_off, person=people.naomi) == "not_yourself"


def test_the_last_owner_stays(people):
    words = {"person": people.naomi, "by": staffing.COMMAND}
    assert refusal_of(people, staffing.switch_off, **words) == "last_owner"
    act(people, staffing.hire, **new("juma", role="owner"))
    act(people, staffing.switch_off, **words)
    assert one(people, people.naomi).active is False


def test_two_owners_who_let_each_other_go_at_once_leave_one(people):
    juma = act(people, staffing.hire, **new("juma", role="owner"))
    act(people, staffing.switch_off, person=juma)
    assert refusal_of(people, staffing.switch_off, person=people.naomi, by=juma) == "not_allowed"


def test_who_was_let_go_comes_back_with_the_rights_from_before(people):
    act(people, staffing.set_rights, person=people.amina, rights=rights(minus=["sell"]))
    act(people, staffing.switch_off, person=people.amina)
    with people.hub.read() as db:
        assert staff.by_id(db, people.amina) is None
        assert staff.by_sign_in(db, "amina") is None
    act(people, staffing.switch_on, person=people.amina)
    assert one(people, people.amina).taken == frozenset({"sell"})
    assert [line.act for line in lines(people, 2)] == ["switch_on_staff", "switch_off_staff"]


def test_a_new_password_ends_sign_ins_and_forgets_the_pin(people):
    before = one(people, people.amina)
    act(people, staffing.set_password, person=people.amina, secret=Secret(hashed("new one")))
    after = one(people, people.amina)
    assert after.sign_ins_ended == before.sign_ins_ended + 1
    assert (after.password_hash, after.pin_hash) == (hashed("new one"), "")


def test_ones_own_password_needs_no_reason_and_keeps_the_pin(people):
    words = {"person": people.amina, "by": people.amina, "reason": "", "secret": Secret("x")}
    act(people, staffing.set_password, **words)
    assert one(people, people.amina).pin_hash


def test_ones_own_pin(people):
    people.hub.write(staffing.set_pin, person=people.amina, secret=Secret("hash"))
    assert one(people, people.amina).pin_hash == "hash"
    assert (lines(people)[0].act, lines(people)[0].by) == ("set_pin", people.amina)


def new(sign_in, *, role="operator", name="Juma"):
    return {"sign_in": sign_in, "name": name, "role": role, "secret": Secret("hash")}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(new("juma", role="visitor"), "field_wrong", id="a visitor is no staff"),
        pytest.param(new("", role="mentor"), "field_missing", id="no sign-in name"),
        pytest.param(new("x" * 81), "field_wrong", id="a long sign-in name"),
        pytest.param(new("amina"), "name_taken", id="a name that is taken"),
    ],
)
def test_who_cannot_be_added(people, words, code):
    with pytest.raises(Refusal) as refused:
        people.hub.write(staffing.hire, by=people.naomi, **words)
    assert refused.value.code == code


def test_the_sign_in_name_of_who_left_stays_theirs(people):
    act(people, staffing.switch_off, person=people.amina)
    with pytest.raises(Refusal) as refused:
        people.hub.write(staffing.hire, by=people.naomi, **new("amina"))
    assert refused.value.code == "name_taken"


def test_who_has_the_right_without_being_an_owner_makes_no_owner(people):
    wanted = rights(plus=["change_staff"])
    act(people, staffing.set_rights, person=people.amina, rights=wanted)
    people.hub.write(staffing.hire, by=people.amina, **new("brian"))
    with pytest.raises(Refusal) as refused:
        people.hub.write(staffing.hire, by=people.amina, **new("juma", role="owner"))
    assert refused.value.code == "not_allowed"
