import pytest

from kiosk.rules.refusals import Refusal
from kiosk.rules.roles import RIGHTS, Role, check_may, may

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
erase_visitor     -        -      yes   -         -
grant_credit      -        -      yes   -         -
see_classes       -        yes    yes   -         -
lead_class        -        yes    yes   -         -
import_module     -        yes    yes   -         -
see_tasks         yes      yes    yes   -         -
add_station       -        -      yes   -         -
revoke_station    -        -      yes   -         -
see_reports       -        -      yes   -         -
see_audit         -        -      yes   -         -
change_settings   -        -      yes   -         -
change_staff      -        -      yes   -         -
settle_exchange   -        -      yes   -         -
back_up           -        -      yes   -         -
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
