"""First tries at practice with a goal reach the hub, from whatever seat, in whatever order."""

import pytest
from fakes.machines import look
from msgspec.structs import replace

from kiosk.acts import merging
from kiosk.acts.records import record_of
from kiosk.protocol.bodies import Practice
from kiosk.protocol.station_calls import GoalKept
from kiosk.store import keeping, mastery, training

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED = [("stored", "")]
GOAL = "m_of_n:2:3"


@pytest.fixture
def grace(site):
    visitor = site.visitor()
    for seat in (1, 2):
        site.sat(seat, visitor, by=site.operator)
    return visitor


def first(visitor, item, *, right=True, round=1, goal=GOAL):  # noqa: A002 (the field's word)
    return Practice(
        visitor=visitor,
        edition="pets-e2",
        step="practice",
        item=item,
        answer={"pet": "cat"},
        right=right,
        tries=1,
        hints=0,
        took_ms=900,
        goal=goal,
        round=round,
    )


def practising(site, visitor):
    return look(site, mastery.of_visitor, visitor)


def test_the_hub_comes_to_the_mark_of_the_station(site, seat_1, grace):
    for item, right in (("p1", False), ("p2", True)):
        assert seat_1.tell(first(grace, item, right=right)) == STORED
    (one,) = practising(site, grace)
    assert (one.progress.right, one.progress.enough, one.progress.reached) == (1, 2, False)
    assert seat_1.tell(first(grace, "p1", round=2)) == STORED
    (one,) = practising(site, grace)
    assert one.progress.reached


def test_a_later_round_changes_no_first_answer(site, seat_1, grace):
    seat_1.tell(first(grace, "p1", right=False))
    seat_1.tell(first(grace, "p1", round=2))
    kept = look(site, training.first_answers, edition="pets-e2", visitors=[grace])
    assert kept == ((grace, "practice", "p1", False),)


def test_the_goal_of_the_first_answer_stays(site, seat_1, seat_2, grace, clock):
    seat_1.tell(first(grace, "p1"))
    clock.forward(minutes=5)
    seat_2.tell(first(grace, "p2", right=False, goal="in_a_row:1:1"))
    (one,) = practising(site, grace)
    assert one.goal.written() == GOAL


def test_a_replay_and_a_second_seat_change_nothing(site, seat_1, seat_2, grace):
    signed = seat_1.say(first(grace, "p1", right=False))
    for _ in range(2):
        seat_1.give(signed)
    before = practising(site, grace)
    assert seat_2.tell(first(grace, "p1")) == STORED
    assert practising(site, grace) == before


def test_facts_that_come_late_stand_where_they_were_given(site, seat_1, seat_2, grace, clock):
    early = seat_1.say(first(grace, "p1", right=True))
    clock.forward(minutes=5)
    seat_2.tell(first(grace, "p2", right=False))
    seat_1.give(early)
    (one,) = practising(site, grace)
    assert [try_.item for try_ in one.firsts] == ["p1", "p2"]


def test_what_has_no_goal_is_practice_as_before(site, seat_1, grace):
    assert seat_1.tell(first(grace, "p1", goal="")) == STORED
    assert practising(site, grace) == ()


@pytest.mark.parametrize("goal", ["m_of_n:9:3", "all", "percent:0:3"])
def test_what_is_no_goal_is_refused(site, seat_1, grace, goal):
    assert seat_1.tell(first(grace, "p1", goal=goal)) == [("rejected", "malformed")]
    assert practising(site, grace) == ()


def test_a_seat_is_told_how_far_its_visitor_is(site, seat_1, grace):
    seat_1.tell(first(grace, "p1", right=False))
    seat_1.tell(first(grace, "p1", round=2))
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    (done,) = record.practised
    goal = GoalKept("practice", GOAL, ("p1", "p1"), (1, 2), (False, True))
    assert done.goals == (goal,)
    assert replace(done, goals=()).items == ("p1",)


def test_it_is_in_what_a_visitor_takes_along(site, seat_1, grace):
    seat_1.tell(first(grace, "p1"))
    (row,) = look(site, keeping.everything, grace)["practice_goals"]
    assert (row["item"], row["round"], row["goal"]) == ("p1", 1, GOAL)


def test_of_two_records_of_one_person_the_survivors_first_tries_count(site, seat_1, grace):
    twin = site.visitor("Grace Mutoni", code="471903")
    site.sat(1, twin, by=site.operator)
    seat_1.tell(first(grace, "p1", right=False))
    seat_1.tell(first(twin, "p1"), first(twin, "p2"))
    asked = {"keep": grace, "drop": twin, "by": site.operator, "reason": "registered twice"}
    site.hub.write(merging.merge_visitors, **asked)
    (one,) = practising(site, grace)
    assert {(each.item, each.right) for each in one.firsts} == {("p1", False), ("p2", True)}
    assert practising(site, twin) == ()


def test_of_who_is_erased_the_letters_go_with_every_round(site, seat_1, grace):
    again = seat_1.say(first(grace, "p1", round=2))
    seat_1.give(again)
    site.hub.write(
        merging.erase_visitor, visitor=grace, by=site.operator, reason="asked for", given_up=""
    )
    with site.hub.readers.read() as db:
        raw = db.execute(
            "SELECT raw FROM inbox WHERE seq = :seq AND origin = :origin",
            {"seq": again.fact.seq, "origin": again.fact.origin},
        ).fetchone()["raw"]
    assert raw == b""
