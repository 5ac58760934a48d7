"""Classes in the panel: a list pasted and looked at before it is taken, the sheet, attendance."""

import io
import re
import zipfile

import pytest

from kiosk import passwords
from kiosk.acts import classes, meetings
from kiosk.acts.classes import ClassDraft
from kiosk.rules.instants import later
from kiosk.store import classes as store
from kiosk.store import visitors


@pytest.fixture
def made(cafe):
    draft = ClassDraft("Morning group", cafe.otieno)
    return cafe.hub.write(classes.make_class, draft=draft, by=cafe.otieno)


@pytest.fixture
def met(cafe, made):
    """A meeting that is on, with Grace in the class."""
    grace, now = cafe.visitor(), cafe.hub.now()
    cafe.hub.write(classes.add_member, class_id=made, visitor=grace, by=cafe.otieno)
    told = {"spans": ((now, later(now, seconds=3_600)),), "seats": (), "by": cafe.otieno}
    (meeting,) = cafe.hub.write(meetings.add_meetings, class_id=made, **told)
    return f"/classes/{made}/attendance/{meeting}/{grace}"


def members(cafe, made):
    with cafe.hub.read() as db:
        return {row.name: row.visitor for row in store.members(db, made)}


def test_a_mentor_makes_a_class_and_an_operator_sees_none(mentor, operator):
    assert "No class yet" in mentor.page("/classes")
    typed = {"title": "Evenings", "pays": "free", "mentor": ""}
    refused = mentor.post("/classes", page="/classes/new", **typed)
    assert refused.status_code == 400
    assert 'value="Evenings"' in refused.text
    page = mentor.page("/classes/new")
    typed["mentor"] = re.search(r'<option value="(\w+)" selected', page)[1]
    answer = mentor.post("/classes", page="/classes/new", **typed)
    assert "Nobody is in this class yet" in mentor.page(answer.location)
    assert "Evenings" in mentor.page("/classes")
    assert operator.get("/classes").status_code == 403


def send(mentor, made, text, **more):
    place = f"/classes/{made}"
    return mentor.post(f"{place}/list", page=f"{place}/people", roster=text, **more)


def test_a_list_is_looked_at_first_and_nothing_comes_of_one_with_a_mistake(mentor, cafe, made):
    cafe.visitor()
    answer = send(mentor, made, "Grace Muthoni\n471999\nJoy Njeri", sure="yes")
    assert "No card has this code." in answer.text
    assert "Something changed meanwhile" in answer.text
    looked = send(mentor, made, "Grace Muthoni\nJoy Njeri")
    assert "Known here" in looked.text
    assert "New here: gets a card" in looked.text
    assert members(cafe, made) == {}
    assert "No card has" not in looked.text


def test_new_people_get_a_pin_that_is_shown_again_when_the_answer_was_lost(mentor, cafe, made):
    looked = send(mentor, made, "Joy Njeri\nAbdi Hassan")
    seed = re.search(r'name="seed_pin" value="(\w+)"', looked.text)[1]
    sure = {"sure": "yes", "seed_pin": seed, "request_id": "0123456789abcdef"}
    first, again = (send(mentor, made, "Joy Njeri\nAbdi Hassan", **sure) for _time in range(2))
    rows = re.findall(r'dir="ltr">(\d+)<', first.text)
    assert re.findall(r'dir="ltr">(\d+)<', again.text) == rows
    assert sorted(members(cafe, made)) == ["Abdi Hassan", "Joy Njeri"]
    with cafe.hub.read() as db:
        joy = visitors.by_code(db, rows[0])
    assert joy.name == "Joy Njeri"
    assert passwords.matches(cafe.hub.pepper.opened(joy.pin_hash), rows[1])


def test_the_known_of_a_list_are_put_in(mentor, cafe, made):
    cafe.visitor()
    assert send(mentor, made, "471902", sure="yes").status_code == 303
    assert list(members(cafe, made)) == ["Grace Muthoni"]
    assert "In the class already" in send(mentor, made, "471902").text


@pytest.mark.parametrize(
    ("who", "said"), [("Nobody", "Nobody is found."), ("Grace", "Several people")]
)
def test_who_is_not_found_is_said(mentor, cafe, made, who, said):
    cafe.visitor()
    cafe.visitor("Grace Njeri", code="471903")
    page = f"/classes/{made}/people"
    assert said in mentor.post(page, page=page, who=who).text


def test_a_list_with_too_many_new_people_or_no_right_to_register(mentor, cafe, made, monkeypatch):
    monkeypatch.setattr("admin_panel.class_people.NEWCOMERS_MOST", 1)
    assert "At most 1 new people" in send(mentor, made, "A B\nC D").text
    monkeypatch.setattr("admin_panel.class_people.i_may", lambda right: right == "lead_class")
    assert "Somebody who may register people" in send(mentor, made, "A B").text


def test_the_sheet_holds_qr_and_code_and_is_gone_with_the_code(mentor, made):
    page = f"/classes/{made}/people"
    answer = mentor.post(f"/classes/{made}/code", page=page, days="7")
    sheet = mentor.page(answer.location)
    assert "<svg" in sheet
    code = re.search(r'class="slip__code">([\w-]+)<', sheet)[1]
    assert code in mentor.page(page)
    mentor.post(f"/classes/{made}/code/close", page=page)
    gone = mentor.get(answer.location)
    assert gone.status_code == 409
    assert "This class has no code now." in gone.text
    assert "Type a whole number" in mentor.post(f"/classes/{made}/code", page=page, days="x").text


def test_attendance_is_put_right_and_goes_into_files(mentor, cafe, made, met):
    grid = f"/classes/{made}/attendance"
    assert "Was not there" in mentor.page(grid)
    wrong = mentor.post(met, page=met, minutes="61", reason="late")
    assert wrong.status_code == 422
    mentor.post(met, page=met, minutes="45", reason="=Shared a seat")
    assert "there--yes" in mentor.page(grid)
    assert "Shared a seat" in mentor.page(met)
    text = mentor.get(f"{grid}.csv").data.decode("utf-8-sig")
    assert "Grace Muthoni,471902" in text
    assert "'=Shared a seat" in text
    assert zipfile.ZipFile(io.BytesIO(mentor.get(f"{grid}.xlsx").data)).testzip() is None
    assert mentor.get(met.rpartition("/")[0] + "/nobody").status_code == 404


def test_weekly_meetings_stand_in_the_list_and_what_is_wrong_is_said(mentor, cafe, made):
    page = f"/classes/{made}/meetings"
    typed = {"day": "2026-12-01", "from": "14:00", "to": "15:00", "weeks": "3"}
    assert mentor.post(page, page=page, **{**typed, "weeks": "99"}).status_code == 422
    assert mentor.post(page, page=page, **{**typed, "day": "2020-01-01"}).status_code == 400
    assert mentor.post(page, page=page, **typed).status_code == 303
    assert mentor.page(page).count("Cancel the meeting") == 3


def test_a_class_changes_its_payer_and_says_when_it_cannot(mentor, cafe, made):
    page = f"/classes/{made}/change"
    typed = {"title": "Morning group", "mentor": cafe.otieno, "pays": "sponsor"}
    assert "Choose who pays." in mentor.post(page, page=page, **typed).text
    typed |= {"sponsorship": cafe.sponsor(by=cafe.amina), "goes_on_free": "1"}
    assert mentor.post(page, page=page, **typed).status_code == 303
    with cafe.hub.read() as db:
        kept = store.by_id(db, made)
    assert (kept.pays, kept.goes_on_free) == ("free", True)
    assert "County library" in mentor.page(page)
    ending = mentor.post(f"/classes/{made}/end", page=page, reason="")
    assert "Say why" in ending.text
