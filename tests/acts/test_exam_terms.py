"""The terms of an exam at the hub: its time from whatever seat, answers too late or too fast."""

import pytest
from fakes.machines import exam, import_pets, look
from msgspec.structs import replace

from kiosk.acts.records import record_of
from kiosk.jobs.parked import retry_parked
from kiosk.protocol.bodies import ExamAnswer, ExamBegun
from kiosk.protocol.exam_calls import Accommodated, Answering
from kiosk.rules.exam_rules import Accommodation
from kiosk.rules.modules import draw
from kiosk.store import exam_sittings, keeping, merging, restores, training

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED = [("stored", "")]
EDITION, LIMIT_S = "pets-e2", 600


@pytest.fixture
def grace(site):
    visitor = site.visitor()
    for seat in (1, 2):
        site.sat(seat, visitor, by=site.operator)
    import_pets(site.hub, time_limit_s=LIMIT_S, fast_floor_s=3, retry_after_h=2)
    return visitor


def begun(site, visitor, *, session="session-1", from_s=0, used_s=0, try_number=1):
    attempt = exam(site.hub, visitor, try_number=try_number).attempt
    name = {"visitor": visitor, "edition": EDITION, "step": "exam", "attempt": attempt}
    return ExamBegun(**name, try_number=try_number, session=session, from_s=from_s, used_s=used_s)


def told(site, visitor, n, *, used_s=60, took_ms=9000, try_number=1):
    """A right first answer to the n-th question of a try."""
    whole = exam(site.hub, visitor, try_number=try_number)
    item = asked(site, whole)[n]
    return ExamAnswer(
        visitor=visitor,
        edition=EDITION,
        step="exam",
        attempt=whole.attempt,
        try_number=try_number,
        item=item,
        answer=whole.answers[item],
        took_ms=took_ms,
        used_s=used_s,
    )


def asked(site, whole):
    return draw(site.hub.module_of(EDITION).step("exam"), attempt_id=whole.attempt)


def ended(site, visitor, *left):
    """The exam as a station sends it when its time was over: nothing of it can be read there."""
    whole = exam(site.hub, visitor)
    items = asked(site, whole)
    return replace(whole, answers={}, unanswered=tuple(items[n] for n in left))


def record(site, visitor):
    with site.hub.read() as db:
        return record_of(db, site.hub.now(), site.hub.site, visitor=visitor)


def attempts(site, visitor):
    found = look(site, training.attempts, visitor)
    return [(one.right, one.passed, one.by_time, one.fast, one.early) for one in found]


def grant(site, visitor, accommodation):
    site.hub.write(
        exam_sittings.set_for, visitor=visitor, accommodation=accommodation, reason="reads slowly"
    )


def test_a_try_that_was_begun_is_open_elsewhere_before_any_answer(site, seat_1, grace):
    assert seat_1.tell(begun(site, grace, used_s=40)) == STORED
    assert record(site, grace).answering == (Answering(EDITION, 1, (), used_s=40),)


def test_its_time_is_what_the_sessions_meter_counted_since(site, seat_1, grace):
    started = site.start(1, by=site.operator, visitor=grace)
    session = started.session
    seat_1.tell(begun(site, grace, session=session, from_s=100, used_s=40))
    seat_1.close(session, used_s=250)
    assert record(site, grace).answering == (Answering(EDITION, 1, (), used_s=190),)


def test_an_answer_tells_the_time_too(site, seat_1, grace):
    body = told(site, grace, 0, used_s=77)
    seat_1.tell(begun(site, grace), body)
    assert record(site, grace).answering == (Answering(EDITION, 1, (body.item,), used_s=77),)


def test_told_twice_it_is_the_same(site, seat_1, grace):
    for _ in range(2):
        assert seat_1.tell(begun(site, grace)) == STORED
    assert len(record(site, grace).answering) == 1


@pytest.mark.parametrize(("used_s", "right"), [(LIMIT_S, 2), (LIMIT_S + 15, 2), (LIMIT_S + 16, 1)])
def test_an_answer_after_the_time_counts_for_nothing(site, seat_1, grace, used_s, right):
    seat_1.tell(told(site, grace, 0), told(site, grace, 1, used_s=used_s))
    seat_1.tell(ended(site, grace))
    assert attempts(site, grace) == [(right, right == 2, False, 0, False)]


def test_when_the_time_is_over_what_was_answered_is_marked(site, seat_1, grace):
    seat_1.tell(told(site, grace, 0))
    assert seat_1.tell(ended(site, grace, 1)) == STORED
    assert attempts(site, grace) == [(1, False, True, 0, False)]
    (one,) = record(site, grace).attempts
    assert (one.by_time, one.at) == (True, site.clock.now())
    assert record(site, grace).answering == ()


def test_after_a_restore_it_waits_for_answers_that_are_missing_not_for_those_never_given(
    site, seat_1, seat_2, grace
):
    site.hub.write(restores.note, copied_at=site.clock.now())
    assert seat_2.tell(ended(site, grace, 1)) == [("parked", "not_understood_yet")]
    seat_1.tell(told(site, grace, 0))
    retry_parked(site.hub, site.hub.now())
    assert attempts(site, grace) == [(1, False, True, 0, False)]


@pytest.mark.parametrize(
    "granted",
    [Accommodation(extra_percent=50), Accommodation(no_limit=True)],
    ids=["more time", "no end"],
)
def test_what_a_mentor_set_gives_time_here_too(site, seat_1, grace, granted):
    grant(site, grace, granted)
    seat_1.tell(*(told(site, grace, n, used_s=LIMIT_S + 200) for n in (0, 1)))
    seat_1.tell(ended(site, grace))
    assert attempts(site, grace) == [(2, True, False, 0, False)]


def test_what_was_granted_when_it_began_is_not_taken_away_meanwhile(site, seat_1, grace):
    grant(site, grace, Accommodation(extra_percent=50))
    seat_1.tell(begun(site, grace))
    site.clock.forward(minutes=1)
    grant(site, grace, Accommodation())
    seat_1.tell(*(told(site, grace, n, used_s=LIMIT_S + 200) for n in (0, 1)))
    seat_1.tell(ended(site, grace))
    assert attempts(site, grace) == [(2, True, False, 0, False)]


def test_what_was_taken_away_before_does_not_count(site, seat_1, grace):
    grant(site, grace, Accommodation(extra_percent=50))
    site.clock.forward(minutes=1)
    grant(site, grace, Accommodation())
    site.clock.forward(minutes=1)
    seat_1.tell(begun(site, grace), told(site, grace, 0, used_s=LIMIT_S + 200))
    seat_1.tell(ended(site, grace, 1))
    assert attempts(site, grace) == [(0, False, True, 0, False)]


@pytest.mark.parametrize(
    ("took_ms", "granted", "fast"),
    [
        pytest.param(2999, Accommodation(), 2, id="too fast"),
        pytest.param(3000, Accommodation(), 0, id="fast enough to read"),
        pytest.param(0, Accommodation(), 0, id="nobody knows"),
        pytest.param(2999, Accommodation(no_floor=True), 0, id="may be fast"),
    ],
)
def test_fast_answers_are_counted_and_fail_nobody(site, seat_1, grace, took_ms, granted, fast):
    grant(site, grace, granted)
    seat_1.tell(*(told(site, grace, n, took_ms=took_ms) for n in (0, 1)))
    seat_1.tell(ended(site, grace))
    assert attempts(site, grace) == [(2, True, False, fast, False)]


@pytest.mark.parametrize(("minutes", "early"), [(1, True), (114, True), (116, False), (121, False)])
def test_a_try_that_began_too_soon_is_marked_and_shown(site, seat_1, grace, minutes, early):
    """A station whose clock is a little off is believed."""
    seat_1.sit_exam(grace, right=False)
    site.clock.forward(minutes=minutes)
    seat_1.tell(told(site, grace, 0, try_number=2))
    site.clock.forward(hours=5)
    seat_1.sit_exam(grace, try_number=2)
    assert attempts(site, grace)[1] == (2, True, False, 0, early)


def test_the_record_carries_what_a_mentor_set_and_nothing_where_that_is_nothing(site, grace):
    assert record(site, grace).accommodated is None
    grant(site, grace, Accommodation(25, no_limit=False, no_floor=True))
    assert record(site, grace).accommodated == Accommodated(25, no_limit=False, no_floor=True)
    grant(site, grace, Accommodation())
    assert record(site, grace).accommodated is None


def test_of_two_records_that_become_one_the_better_help_holds(site, grace):
    twin = site.visitor("Grace M.", code="471903")
    grant(site, grace, Accommodation(25, no_limit=False, no_floor=True))
    grant(site, twin, Accommodation(50))

    def merge(db, now):
        del now
        for _ in range(2):
            merging.move_all(db, keep=grace, drop=twin)

    site.hub.write(merge)
    assert look(site, exam_sittings.accommodation_of, grace) == Accommodation(50, no_floor=True)
    with site.hub.read() as db:
        assert len(keeping.everything(db, grace)["accommodations"]) == 2
        assert keeping.everything(db, twin)["accommodations"] == ()


def test_all_of_it_is_handed_out_and_erased(site, seat_1, grace):
    grant(site, grace, Accommodation(25))
    seat_1.tell(begun(site, grace, used_s=5))
    with site.hub.read() as db:
        kept = keeping.everything(db, grace)
    assert kept["accommodations"][0]["reason"] == "reads slowly"
    assert kept["exam_sittings"][0]["used_s"] == 5

    def erase(db, now):
        del now
        keeping.erase_words(db, grace)

    site.hub.write(erase)
    with site.hub.read() as db:
        assert keeping.everything(db, grace)["accommodations"] == ()
