"""A learner's exams on the person's page: tries to look at, and the help a mentor sets."""

from dataclasses import replace

import pytest
from fakes.passing import passed

from kiosk.rules.exam_rules import Accommodation
from kiosk.store import audit, exam_sittings, training
from kiosk.store.training import AttemptRow


@pytest.fixture
def grace(cafe):
    return cafe.visitor()


@pytest.fixture
def place(grace):
    return f"/people/{grace}/exams"


def held(cafe, visitor):
    with cafe.hub.read() as db:
        return exam_sittings.accommodation_of(db, visitor)


def test_a_mentor_sets_help_and_an_operator_does_not_see_it(mentor, operator, cafe, grace, place):
    sent = {"extra": "50", "no_floor": "1", "reason": "reads slowly"}
    assert mentor.post(place, page=place, **sent).location == place
    assert held(cafe, grace) == Accommodation(50, no_limit=False, no_floor=True)
    shown = mentor.page(place)
    assert "The help is kept" in shown
    assert 'value="50" selected' in shown
    assert 'name="no_floor" value="1" checked' in shown
    assert 'name="no_limit" value="1">' in shown
    assert "reads slowly" in shown
    assert operator.get(place).status_code == 403
    assert "reads slowly" not in operator.page(f"/people/{grace}")
    assert f'href="{place}"' in mentor.page(f"/people/{grace}")
    assert f'href="{place}"' not in operator.page(f"/people/{grace}")


def test_the_log_says_who_did_it_and_not_why(mentor, cafe, grace, place):
    mentor.post(place, page=place, extra="25", reason="reads slowly")
    with cafe.hub.read() as db:
        rows = [
            row for row in audit.latest(db, before=None, limit=20) if row.act == "set_accommodation"
        ]
    assert [(row.about, row.reason) for row in rows] == [(f"visitor:{grace}", "")]


def test_it_is_taken_away_again(mentor, cafe, grace, place):
    mentor.post(place, page=place, extra="50", no_limit="1", reason="reads slowly")
    mentor.post(place, page=place, extra="0", reason="reads well now")
    assert held(cafe, grace) == Accommodation()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"extra": "50", "reason": ""}, "Say why, in a few words."),
        ({"extra": "51", "reason": "x"}, "Choose how much more time."),
        ({"extra": "50", "reason": "x" * 201}, "200"),
    ],
)
def test_a_form_out_of_shape_is_said_at_its_field(mentor, cafe, grace, place, sent, said):
    answer = mentor.post(place, page=place, no_limit="1", **sent)
    page = answer.get_data(as_text=True)
    assert said in page
    assert 'name="no_limit" value="1" checked' in page
    assert held(cafe, grace) == Accommodation()


def sat(cafe, visitor, name, **changes):
    row = AttemptRow(name, visitor, "digits-e1", "exam", int(name[1:]), f"f/1/{name}", b"{}", 9, 10, passed=True)  # fmt: skip
    cafe.hub.write(lambda db, now: training.keep_attempt(db, now, replace(row, **changes)))


def test_exams_to_look_at_stand_on_the_floor_for_two_days_and_for_mentors(
    mentor, operator, cafe, grace, clock, place
):
    passed(cafe.hub, grace)
    sat(cafe, grace, "a2", fast=5)
    assert "answers too fast to be read" not in mentor.page("/floor")  # half of them are not most
    sat(cafe, grace, "a3", fast=6)
    sat(cafe, grace, "a4", early=True)
    page = mentor.page("/floor")
    assert "6 of 10 answers too fast to be read" in page
    assert "Begun before the wait was over" in page
    assert page.count(f'href="{place}"') == 2
    assert "too fast to be read" not in operator.page("/floor")
    clock.forward(days=2, seconds=1)
    assert "too fast to be read" not in mentor.page("/floor")


def test_a_try_that_was_looked_at_calls_for_nobody_until_it_is_looked_at_again(
    mentor, cafe, grace, place
):
    passed(cafe.hub, grace)
    sat(cafe, grace, "a2", fast=6)
    for deed, calls in (("looked", False), ("looked", False), ("again", True)):
        answer = mentor.post(f"{place}/look", page=place, attempt="a2", do=deed)
        assert answer.status_code == 303
        assert ("too fast to be read" in mentor.page("/floor")) is calls
    assert "I looked at it" in mentor.page(place)


@pytest.mark.parametrize(
    ("attempt", "deed", "status"), [("a9", "looked", 404), ("", "again", 404), ("a2", "burn", 422)]
)
def test_a_look_at_nothing_is_refused(mentor, cafe, grace, place, attempt, deed, status):
    passed(cafe.hub, grace)
    sat(cafe, grace, "a2", fast=6)
    answer = mentor.post(f"{place}/look", page=place, attempt=attempt, do=deed)
    assert answer.status_code == status
    assert "too fast to be read" in mentor.page("/floor")


def test_each_try_says_what_to_look_at(mentor, cafe, grace, place):
    passed(cafe.hub, grace)
    hasty = AttemptRow("a2", grace, "digits-e1", "exam", 2, "f/1/2", b"{}", 9, 10, passed=True)
    slow = AttemptRow("a3", grace, "digits-e1", "exam", 3, "f/1/3", b"{}", 2, 10, passed=False)

    def keep(db, now):
        training.keep_attempt(db, now, replace(hasty, fast=6, early=True))
        training.keep_attempt(db, now, replace(slow, fast=5, by_time=True))

    cafe.hub.write(keep)
    page = mentor.page(place)
    assert page.count("answers too fast to be read") == 1
    for words in ("6 of 10", "Begun before the wait was over", "Ended by its time"):
        assert words in page
