"""First answers of an unfinished exam, from one seat or several: one try, one mark."""

from itertools import permutations

import pytest
from fakes.machines import SeatMachine, exam, import_pets, look
from msgspec.structs import replace

from kiosk.acts.records import record_of
from kiosk.jobs.parked import retry_parked
from kiosk.protocol.bodies import ExamAnswer
from kiosk.protocol.exam_calls import Answering
from kiosk.rules.modules import draw
from kiosk.store import exam_answers, keeping, restores, set_aside, training

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED = [("stored", "")]
EDITION = "pets-e2"


@pytest.fixture
def grace(site):
    visitor = site.visitor()
    for seat in (1, 2):
        site.sat(seat, visitor, by=site.operator)
    import_pets(site.hub)
    return visitor


def told(site, visitor, n, *, right=True, try_number=1):
    """The first answer to the n-th question of a try."""
    whole = exam(site.hub, visitor, right, try_number)
    item = asked(site, whole)[n]
    return ExamAnswer(
        visitor, EDITION, "exam", whole.attempt, try_number, item, whole.answers[item], 900
    )


def asked(site, whole):
    return draw(site.hub.module_of(EDITION).step("exam"), attempt_id=whole.attempt)


def rest(site, visitor, *gone, right=True):
    """The finished exam without the answers that other seats gave."""
    whole = exam(site.hub, visitor, right)
    left = {
        item: answer
        for n, item in enumerate(asked(site, whole))
        if n not in gone
        for answer in (whole.answers[item],)
    }
    return replace(whole, answers=left)


def answering(site, visitor):
    with site.hub.read() as db:
        return record_of(db, site.hub.now(), site.hub.site, visitor=visitor).answering


def attempts(site, visitor):
    found = look(site, training.attempts, visitor)
    return [(one.try_number, one.right, one.asked, one.passed) for one in found]


def test_the_record_says_what_was_answered_and_not_what(site, seat_1, grace):
    body = told(site, grace, 0)
    assert seat_1.tell(body) == STORED
    assert answering(site, grace) == (Answering(EDITION, 1, (body.item,)),)


def test_an_answer_changes_the_record_so_that_the_other_seat_fetches_it(site, seat_1, grace):
    with site.hub.read() as db:
        before = record_of(db, site.hub.now(), site.hub.site, visitor=grace).revision
    seat_1.tell(told(site, grace, 0))
    with site.hub.read() as db:
        assert record_of(db, site.hub.now(), site.hub.site, visitor=grace).revision > before


def test_two_seats_make_one_try(site, seat_1, seat_2, grace):
    seat_1.tell(told(site, grace, 0))
    assert seat_2.tell(rest(site, grace, 0)) == STORED
    assert attempts(site, grace) == [(1, 2, 2, True)]
    assert answering(site, grace) == ()


def test_a_try_that_other_seats_answered_needs_no_word_of_its_own(site, seat_1, seat_2, grace):
    for n in (0, 1):
        seat_1.tell(told(site, grace, n))
    seat_2.tell(rest(site, grace, 0, 1))
    assert attempts(site, grace) == [(1, 2, 2, True)]


def test_the_first_answer_counts_not_the_better_one_of_another_seat(site, seat_1, seat_2, grace):
    seat_1.tell(told(site, grace, 0, right=False))
    seat_2.tell(told(site, grace, 0))
    seat_2.tell(exam(site.hub, grace))
    assert attempts(site, grace) == [(1, 1, 2, False)]


def test_nor_does_a_worse_one(site, seat_1, seat_2, grace):
    seat_1.tell(told(site, grace, 0))
    seat_2.tell(exam(site.hub, grace, right=False))
    assert attempts(site, grace) == [(1, 1, 2, False)]


def test_a_seat_that_comes_back_late_changes_no_mark(site, seat_1, seat_2, grace):
    """It was without a line while the same questions were answered at another seat."""
    seat_2.tell(exam(site.hub, grace, right=False))
    for body in (told(site, grace, 0), told(site, grace, 1), exam(site.hub, grace)):
        assert seat_1.tell(body) == STORED
    assert attempts(site, grace) == [(1, 0, 2, False)]
    assert answering(site, grace) == ()


def test_two_silent_seats_make_one_try_in_whatever_order_they_come(site, seat_1, seat_2, grace):
    """All right at the one, all wrong at the other: each question counts as it came first."""
    events = (
        ("a0", seat_1, told(site, grace, 0)),
        ("a1", seat_1, told(site, grace, 1)),
        ("b0", seat_2, told(site, grace, 0, right=False)),
        ("b", seat_2, exam(site.hub, grace, right=False)),
    )
    for order in permutations(events):
        names = [name for name, _, _ in order]
        before_b = names[: names.index("b")]
        first_0 = next((name for name in before_b if name in ("a0", "b0")), "b")
        right = (first_0 == "a0") + ("a1" in before_b)
        for _, seat, body in order:
            assert seat.tell(body) == STORED
        assert attempts(site, grace) == [(1, right, 2, right == 2)], names
        assert answering(site, grace) == ()
        site.hub.write(forget_all)


def forget_all(db, now):
    """The next order begins with nothing."""
    del now
    for table in ("qualification", "attempt", "exam_answer"):
        db.execute(f"DELETE FROM {table}")


def test_told_again_it_is_the_same(site, seat_1, grace):
    signed = seat_1.say(told(site, grace, 0))
    for _ in range(2):
        seat_1.give(signed)
    assert seat_1.tell(told(site, grace, 0)) == STORED
    assert len(answering(site, grace)[0].items) == 1


def test_the_next_try_begins_with_nothing(site, seat_1, grace):
    for n in (0, 1):
        seat_1.tell(told(site, grace, n, right=False))
    seat_1.tell(rest(site, grace, 0, 1))
    assert seat_1.sit_exam(grace, try_number=2) == STORED
    assert attempts(site, grace) == [(1, 0, 2, False), (2, 2, 2, True)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"attempt": "ab" * 16}, "malformed"),
        ({"try_number": 4}, "malformed"),
        ({"step": "practice"}, "malformed"),
        ({"item": "g1"}, "item_unknown"),
        ({"answer": {"pet": "cod"}}, "answer_wrong_shape"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(site, seat_1, grace, changes, code):
    assert seat_1.tell(replace(told(site, grace, 0), **changes)) == [("rejected", code)]
    assert answering(site, grace) == ()


def test_nobody_answers_for_who_never_sat_there(site, grace):
    site.station(3)
    seat_3 = SeatMachine(site, 3)
    assert seat_3.tell(told(site, grace, 0)) == [("parked", "not_understood_yet")]


def test_an_answer_of_nobody_is_refused(site, seat_1, grace):
    assert seat_1.tell(told(site, "nobody", 0)) == [("rejected", "not_found")]


def test_after_a_restore_a_try_waits_for_the_answers_that_the_copy_lacks(
    site, seat_1, seat_2, grace
):
    """The seats hold what they told, and tell it again: nothing is marked wrong meanwhile."""
    site.hub.write(restores.note, copied_at=site.clock.now())
    assert seat_2.tell(rest(site, grace, 0)) == [("parked", "not_understood_yet")]
    assert seat_1.tell(told(site, grace, 0)) == STORED
    retry_parked(site.hub, site.hub.now())
    assert attempts(site, grace) == [(1, 2, 2, True)]
    assert look(site, set_aside.counts)["parked"] == 0


def test_what_is_kept_of_them_is_handed_out_and_erased_with_the_rest(site, seat_1, grace):
    seat_1.tell(told(site, grace, 0))
    with site.hub.read() as db:
        assert len(keeping.everything(db, grace)["unfinished_exams"]) == 1

    def erase(db, now):
        del now
        keeping.erase_words(db, grace)

    site.hub.write(erase)
    (row,) = look(site, exam_answers.open_of, grace)
    assert row.answer == b"{}"
