import pytest

from kiosk.rules.refusals import Refusal
from kiosk.rules.roles import RIGHTS, Person, Role, check_change, check_may, for_staff, marks, may

EXPECTED = """
right             operator mentor owner requester visitor
see_floor         yes      yes    yes   -         -
start_session     yes      yes    yes   -         -
give_time         yes      yes    yes   -         -
end_session       yes      yes    yes   -         -
pause_session     yes      yes    yes   -         -
extend_session    yes      -      yes   -         -
move_session      yes      yes    yes   -         -
book_seat         yes      yes    yes   -         -
book_class        yes      yes    yes   -         -
command_station   yes      yes    yes   -         -
write_off         yes      -      yes   -         -
sell              yes      -      yes   -         -
open_shift        yes      -      yes   -         -
close_shift       yes      -      yes   -         -
pay_out           yes      -      yes   -         -
undo_sale         yes      -      yes   -         -
see_till          yes      -      yes   -         -
approve_refund    -        -      yes   -         -
see_people        yes      yes    yes   -         -
register_visitor  yes      yes    yes   -         -
change_visitor    yes      yes    yes   -         -
ban_visitor       yes      -      yes   -         -
merge_visitors    -        -      yes   -         -
erase_visitor     -        -      yes   -         -
grant_credit      -        -      yes   -         -
see_classes       -        yes    yes   -         -
lead_class        -        yes    yes   -         -
import_module     -        yes    yes   -         -
give_certificate  -        yes    yes   -         -
advise_careers    -        yes    yes   -         -
help_in_exams     -        yes    yes   -         -
see_tasks         yes      yes    yes   -         -
add_station       -        -      yes   -         -
order_new_keys    -        -      yes   -         -
revoke_station    -        -      yes   -         -
see_reports       -        -      yes   -         -
see_statutory_log -       -      yes   -         -
see_audit         -        -      yes   -         -
change_settings   -        -      yes   -         -
change_staff      -        -      yes   -         -
settle_exchange   -        -      yes   -         -
back_up           -        -      yes   -         -
carry_by_stick    yes      -      yes   -         -
post_tasks        -        -      -     yes       -
review_work       -        -      -     yes       -
see_results       -        -      -     yes       -
work              -        -      -     -         yes
learn             -        -      -     -         yes
see_own_account   -        -      -     -         yes
"""
ROWS = [line.split() for line in EXPECTED.strip().splitlines()]


@pytest.mark.parametrize(("right", "allowed"), [(row[0], row[1:]) for row in ROWS[1:]])
def test_who_may_do_what(right, allowed):
    told = {role: cell == "yes" for role, cell in zip(ROWS[0][1:], allowed, strict=True)}
    assert {role: may(Role(role), right) for role in told} == told


def test_the_table_names_every_right_and_role():
    assert {row[0] for row in ROWS[1:]} == set(RIGHTS)
    assert ROWS[0][1:] == [str(role) for role in Role]


def test_every_right_says_what_it_allows():
    assert all(right.meaning and right.roles for right in RIGHTS.values())


def test_an_owner_gives_and_takes_single_rights():
    assert may(Role.OPERATOR, "see_reports", given=frozenset({"see_reports"}))
    assert not may(Role.OPERATOR, "sell", taken=frozenset({"sell"}))
    both = frozenset({"sell"})
    assert not may(Role.OPERATOR, "sell", given=both, taken=both)


def test_a_right_nobody_wrote_down_is_our_own_slip():
    with pytest.raises(KeyError):
        may(Role.OWNER, "fly", given=frozenset({"fly"}))


def test_who_may_not_is_refused():
    check_may(Role.OWNER, "see_reports")
    with pytest.raises(Refusal) as refusal:
        check_may(Role.VISITOR, "see_reports")
    assert refusal.value.code == "not_allowed"
    assert refusal.value.details == {"role": "visitor", "right": "see_reports"}


def person(name, role, *, given=(), taken=(), active=True):
    return Person(name, Role(role), active, frozenset(given), frozenset(taken))


OWNER = person("naomi", "owner")
OTHER_OWNER = person("juma", "owner")
OPERATOR = person("amina", "operator")
DEPUTY = person("otieno", "mentor", given={"change_staff"})
LET_GO = person("amina", "operator", active=False)


def test_who_was_let_go_may_nothing():
    assert OPERATOR.may("sell")
    assert not LET_GO.may("sell")


def test_what_staff_may_be_given_is_what_some_of_them_have():
    assert "sell" in for_staff()
    assert not {"post_tasks", "work", "learn"} & set(for_staff())


def test_marks_are_what_differs_from_the_role():
    usual = [name for name in for_staff() if may(Role.OPERATOR, name)]
    assert marks(Role.OPERATOR, usual) == (frozenset(), frozenset())
    changed = [*(name for name in usual if name != "sell"), "see_reports"]
    assert marks(Role.OPERATOR, changed) == (frozenset({"see_reports"}), frozenset({"sell"}))


@pytest.mark.parametrize("name", ["fly", "work", "post_tasks"])
def test_what_is_no_right_of_staff_is_refused(name):
    with pytest.raises(Refusal) as refusal:
        marks(Role.OPERATOR, [name])
    assert refusal.value.code == "field_wrong"


@pytest.mark.parametrize(
    ("by", "before", "after", "others", "code"),
    [
        pytest.param(OWNER, OPERATOR, LET_GO, [OWNER], None, id="an owner lets somebody go"),
        pytest.param(
            OWNER,
            OPERATOR,
            person("amina", "operator", taken={"sell"}),
            [OWNER],
            None,
            id="an owner takes a right",
        ),
        pytest.param(
            person("naomi", "owner", taken={"sell"}),
            LET_GO,
            OPERATOR,
            [OWNER],
            None,
            id="an owner gives also what was taken from them",
        ),
        pytest.param(
            OWNER,
            OTHER_OWNER,
            person("juma", "mentor"),
            [OWNER],
            None,
            id="an owner makes another one a mentor",
        ),
        pytest.param(
            OPERATOR, DEPUTY, DEPUTY, [OWNER], "not_allowed", id="an operator changes nobody"
        ),
        pytest.param(
            person("naomi", "owner", taken={"change_staff"}),
            OPERATOR,
            LET_GO,
            [OTHER_OWNER],
            "not_allowed",
            id="nor an owner whose key was taken",
        ),
        pytest.param(
            DEPUTY,
            person("brian", "mentor"),
            person("brian", "mentor", taken={"learn"}),
            [OWNER],
            None,
            id="who was given the right may use it",
        ),
        pytest.param(
            DEPUTY,
            person("brian", "mentor"),
            person("brian", "operator"),
            [OWNER],
            "not_allowed",
            id="but gives nobody what they do not have",
        ),
        pytest.param(DEPUTY, OWNER, OWNER, [OTHER_OWNER], "not_allowed", id="touches no owner"),
        pytest.param(
            DEPUTY,
            person("", "owner", active=False),
            OWNER,
            [OTHER_OWNER],
            "not_allowed",
            id="and makes none",
        ),
        pytest.param(
            OWNER,
            OWNER,
            person("naomi", "owner", taken={"change_staff"}),
            [OTHER_OWNER],
            "not_yourself",
            id="nobody takes their own key",
        ),
        pytest.param(
            OWNER, OWNER, person("naomi", "mentor"), [], "not_yourself", id="nor their own role"
        ),
        pytest.param(
            None,
            OWNER,
            person("naomi", "owner", active=False),
            [],
            "last_owner",
            id="a command does not let the last owner go",
        ),
        pytest.param(
            None,
            OWNER,
            person("naomi", "operator"),
            [person("juma", "owner", taken={"change_staff"})],
            "last_owner",
            id="an owner without the key does not count",
        ),
        pytest.param(
            None,
            OWNER,
            person("naomi", "owner", active=False),
            [OTHER_OWNER],
            None,
            id="with another owner it does",
        ),
        pytest.param(
            None,
            OPERATOR,
            LET_GO,
            [],
            None,
            id="who keeps no key is no last owner",
        ),
    ],
)
def test_who_may_change_whom(by, before, after, others, code):
    if code is None:
        assert check_change(by, before=before, after=after, others=others) is None
        return
    with pytest.raises(Refusal) as refusal:
        check_change(by, before=before, after=after, others=others)
    assert refusal.value.code == code
