"""Questions asked again after days, at the hub: which, to whom, and what comes of the answers."""

import pytest
from fakes.machines import look

from kiosk.acts import merging
from kiosk.acts.records import record_of
from kiosk.protocol.bodies import Practice
from kiosk.protocol.recall import Recall, ToRecall
from kiosk.rules.instants import S_PER_DAY
from kiosk.store import keeping, training

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED = [("stored", "")]


@pytest.fixture
def grace(site):
    visitor = site.visitor()
    for seat in (1, 2):
        site.sat(seat, visitor, by=site.operator)
    return visitor


def practised(visitor, item, *, right=True, edition="pets-e1"):
    return Practice(
        visitor=visitor,
        edition=edition,
        step="practice",
        item=item,
        answer={"pet": "cat"},
        right=right,
        tries=1,
        hints=0,
        took_ms=900,
    )


def recall(visitor, item, *, right=True, edition="pets-e1"):
    return Recall(visitor=visitor, edition=edition, step="practice", item=item, right=right)


def asked(site, visitor):
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=visitor)
    return [one.item for one in record.recall]


def days(clock, number):
    clock.forward(minutes=number * S_PER_DAY // 60)


def test_what_was_wrong_comes_the_next_day_and_what_was_right_later(site, seat_1, grace, clock):
    seat_1.tell(practised(grace, "p1"), practised(grace, "p2", right=False))
    assert asked(site, grace) == []
    days(clock, 1)
    assert asked(site, grace) == ["p2"]
    days(clock, 2)
    assert asked(site, grace) == ["p2", "p1"]


def test_a_step_that_was_read_is_no_question(site, seat_1, grace, clock):
    seat_1.tell(practised(grace, ""))
    days(clock, 30)
    assert asked(site, grace) == []


def test_a_recall_moves_the_question_away_at_any_seat(site, seat_1, seat_2, grace, clock):
    seat_1.tell(practised(grace, "p1", right=False))
    days(clock, 1)
    assert seat_2.tell(recall(grace, "p1")) == STORED
    assert asked(site, grace) == []
    days(clock, 3)
    assert asked(site, grace) == ["p1"]


def test_told_twice_it_counts_once(site, seat_1, grace, clock):
    seat_1.tell(practised(grace, "p1", right=False))
    days(clock, 1)
    signed = seat_1.say(recall(grace, "p1", right=False))
    for _ in range(2):
        seat_1.give(signed)
    assert len(look(site, keeping.everything, grace)["recalled"]) == 1


def test_of_what_was_never_practised_nothing_is_kept(site, seat_1, grace, clock):
    assert seat_1.tell(recall(grace, "p7")) == STORED
    days(clock, 90)
    assert asked(site, grace) == []
    assert look(site, keeping.everything, grace)["recalled"] == ()


def test_it_changes_no_first_answer(site, seat_1, grace, clock):
    seat_1.tell(practised(grace, "p1", right=False))
    days(clock, 1)
    seat_1.tell(recall(grace, "p1"))
    kept = look(site, training.first_answers, edition="pets-e1", visitors=[grace])
    assert kept == ((grace, "practice", "p1", False),)


def test_a_newer_edition_asks_no_question_twice(site, seat_1, grace, clock):
    seat_1.tell(practised(grace, "p1", right=False))
    days(clock, 1)
    seat_1.tell(practised(grace, "p1", edition="pets-e2"))
    assert asked(site, grace) == []
    days(clock, 3)
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    assert record.recall == (ToRecall("pets", "practice", "p1"),)


def test_a_station_speaks_for_nobody_who_did_not_sit_at_it(site, seat_1, grace, clock):
    seat_1.tell(practised(grace, "p1", right=False))
    days(clock, 1)
    stranger = site.visitor("Otis", code="471904")
    assert seat_1.tell(recall(stranger, "p1")) != STORED
    assert asked(site, grace) == ["p1"]


def test_of_two_records_of_one_person_all_recalls_stay(site, seat_1, grace, clock):
    twin = site.visitor("Grace Mutoni", code="471903")
    site.sat(1, twin, by=site.operator)
    seat_1.tell(practised(grace, "p1"), practised(twin, "p1"), practised(twin, "p2", right=False))
    days(clock, 3)
    seat_1.tell(recall(grace, "p1"), recall(twin, "p1"), recall(twin, "p2", right=False))
    why = {"by": site.operator, "reason": "registered twice"}
    site.hub.write(merging.merge_visitors, keep=grace, drop=twin, **why)
    rows = look(site, keeping.everything, grace)["recalled"]
    assert sorted(row["item"] for row in rows) == ["p1", "p1", "p2"]
    assert look(site, keeping.everything, twin)["recalled"] == ()


def test_of_who_is_erased_the_letters_go(site, seat_1, grace, clock):
    seat_1.tell(practised(grace, "p1", right=False))
    days(clock, 1)
    signed = seat_1.say(recall(grace, "p1"))
    seat_1.give(signed)
    site.hub.write(
        merging.erase_visitor, visitor=grace, by=site.operator, reason="asked for", given_up=""
    )
    with site.hub.readers.read() as db:
        raw = db.execute(
            "SELECT raw FROM inbox WHERE seq = :seq AND origin = :origin",
            {"seq": signed.fact.seq, "origin": signed.fact.origin},
        ).fetchone()["raw"]
    assert raw == b""
