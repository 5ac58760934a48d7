"""Somebody in two classes that meet at one time: said by name, and nothing typed or kept is lost."""

import pytest

from kiosk.acts import classes, meetings
from kiosk.acts.classes import ClassDraft
from kiosk.rules.instants import later
from kiosk.store import classes as store
from kiosk.store import meetings as store_of_meetings

SAID = "Grace Muthoni is in the class “Evenings”, which meets at the same time."


@pytest.fixture
def two(cafe):
    """Two classes; Grace is in the one that meets now."""
    found = {}
    for title in ("Morning group", "Evenings"):
        draft = ClassDraft(title, cafe.otieno)
        found[title] = cafe.hub.write(classes.make_class, draft=draft, by=cafe.otieno)
    cafe.grace = cafe.visitor()
    told = {"class_id": found["Evenings"], "visitor": cafe.grace, "by": cafe.otieno}
    cafe.hub.write(classes.add_member, **told)
    meets(cafe, found["Evenings"])
    return found


def meets(cafe, class_id):
    now = cafe.hub.now()
    spans = ((now, later(now, seconds=3_600)),)
    told = {"class_id": class_id, "spans": spans, "seats": (), "by": cafe.otieno}
    cafe.hub.write(meetings.add_meetings, **told)


def members(cafe, class_id):
    with cafe.hub.read() as db:
        return [row.name for row in store.members(db, class_id)]


def test_a_member_of_another_class_of_that_time_is_not_put_in(mentor, cafe, two):
    here = two["Morning group"]
    meets(cafe, here)
    page = f"/classes/{here}/people"
    answer = mentor.post(page, page=page, who="Grace Muthoni")
    assert (answer.status_code, SAID in answer.text) == (409, True)
    assert 'value="Grace Muthoni"' in answer.text
    assert (members(cafe, here), members(cafe, two["Evenings"])) == ([], ["Grace Muthoni"])


def test_a_list_with_one_takes_nobody_and_stays_typed(mentor, cafe, two):
    here = two["Morning group"]
    meets(cafe, here)
    cafe.visitor("Ruth Achieng", code="471903")
    place = f"/classes/{here}"
    answer = mentor.post(
        f"{place}/list", page=f"{place}/people", roster="471903\n471902", sure="yes"
    )
    assert "Is in “Evenings”, which meets at the same time." in answer.text
    assert "471903\n471902" in answer.text
    assert members(cafe, here) == []


def test_a_meeting_at_that_time_is_not_kept_and_stays_typed(mentor, cafe, two):
    here = two["Morning group"]
    told = {"class_id": here, "visitor": cafe.grace, "by": cafe.otieno}
    cafe.hub.write(classes.add_member, **told)
    typed = {"day": "2026-12-01", "from": "14:00", "to": "15:00", "weeks": "1"}
    there = f"/classes/{two['Evenings']}/meetings"
    assert mentor.post(there, page=there, **typed).status_code == 303
    page = f"/classes/{here}/meetings"
    answer = mentor.post(page, page=page, **{**typed, "from": "14:30", "to": "15:30"})
    assert (answer.status_code, SAID in answer.text) == (409, True)
    assert 'value="14:30"' in answer.text
    with cafe.hub.read() as db:
        assert store_of_meetings.of_class(db, here) == ()
