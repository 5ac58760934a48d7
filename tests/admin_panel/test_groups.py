"""A visitor's price group is changed with a reason, and the audit log keeps it."""

import pytest
from fakes.machines import look

from kiosk.acts import people
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, visitors


def change(desk, visitor, **fields):
    place = f"/people/{visitor}"
    return desk.post(f"{place}/group", page=place, **fields)


def test_a_student_becomes_a_job_seeker(mentor, cafe):
    grace = cafe.visitor(group="student")
    assert "Change the group" in mentor.page(f"/people/{grace}")
    assert change(mentor, grace, group="job-seeker", reason="").status_code == 422
    assert change(mentor, grace, group="king", reason="x").status_code == 422
    assert change(mentor, grace, group="job-seeker", reason="left school").status_code == 303
    assert look(cafe, visitors.by_id, grace).group == "job-seeker"
    (line, *_) = look(cafe, audit.latest, before=None, limit=1)
    assert (line.act, line.reason) == ("change_group", "left school")


@pytest.mark.parametrize(
    ("group", "reason", "code"),
    [("king", "x", "field_wrong"), ("student", " ", "reason_missing")],
)
def test_what_is_refused(cafe, group, reason, code):
    words = {"group": group, "reason": reason, "by": cafe.amina}
    with pytest.raises(Refusal, match=code):
        cafe.hub.write(people.change_group, visitor=cafe.visitor(), **words)


def test_a_guest_has_no_group_to_change(cafe, shift):
    cafe.start(1, by=cafe.amina)
    visitor = cafe.session_at(1).visitor
    words = {"group": "student", "reason": "x", "by": cafe.amina}
    with pytest.raises(Refusal, match="not_found"):
        cafe.hub.write(people.change_group, visitor=visitor, **words)
