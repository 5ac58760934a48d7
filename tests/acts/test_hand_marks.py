"""A mentor's mark over the machine's decides the pass, keeps what was there, and can be taken back."""

import sqlite3

import pytest
from fakes.machines import ExchangeMachine, import_pets, look, told
from fakes.remarks import mend, sit_rightly

from kiosk.acts import awards, classes, hand_marks, merging, remark_preview, remarking
from kiosk.acts.classes import ClassDraft
from kiosk.acts.hand_marks import ExamTerms, Wish
from kiosk.acts.records import record_of
from kiosk.protocol.bodies import AwardRevoked
from kiosk.rules.instants import S_PER_DAY
from kiosk.rules.modules import attempt_id
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, exam_marks, keeping, training
from kiosk.store import awards as award_store

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
TERMS = ExamTerms(90, "pets", 30)
DAY_MS = S_PER_DAY * 1000


@pytest.fixture
def grace(site):
    visitor = site.visitor("Grace Muthoni", code="471902")
    site.sat(1, visitor, by=site.operator)
    return visitor


@pytest.fixture
def made(site, grace):
    """A class that learns about pets, with Grace in it."""
    mentor = site.staff("joy", role="mentor")
    made = site.hub.write(classes.make_class, draft=ClassDraft("Morning", mentor), by=mentor)
    site.hub.write(classes.add_member, class_id=made, visitor=grace, by=mentor)
    edition = import_pets(site.hub, tries=None)
    learns = {"class_id": made, "edition": edition, "starts": site.hub.now()}
    site.hub.write(classes.plan_module, by=mentor, **learns)
    return made


def sit(site, seat, visitor, *, right, n=1):
    seat.sit_exam(visitor, right=right, try_number=n)
    return attempt_id(visitor=visitor, edition="pets-e2", try_number=n)


def mark(site, made, attempt, right, **changes):
    wish = Wish(attempt, right, changes.pop("reason", "the picture was blurred"))
    asked = {"class_id": made, "wish": wish, "terms": TERMS, "by": site.operator, **changes}
    return site.hub.write(hand_marks.mark_by_hand, **asked)


def back(site, made, attempt, n, **changes):
    asked = {"class_id": made, "attempt": attempt, "n": n, "terms": TERMS, "by": site.operator}
    return site.hub.write(hand_marks.take_back, **{**asked, **changes})


def newest(site, attempt):
    return look(site, exam_marks.history, attempt)[0].n


def qualified(site, visitor):
    return look(site, training.qualifications, visitor=visitor, at=site.hub.now())


def held(site, visitor):
    return [(one.right, one.asked, one.passed) for one in look(site, training.attempts, visitor)]


def lines(site, act):
    found = look(site, audit.latest, before=None, limit=50)
    return [(one.reason, one.detail) for one in found if one.act == act]


def test_a_pass_grants_from_the_day_of_the_exam_and_the_machines_mark_stays(
    site, seat_1, made, grace, clock
):
    attempt = sit(site, seat_1, grace, right=False)
    clock.forward(days=10)
    assert mark(site, made, attempt, 2)
    assert held(site, grace) == [(2, 2, True)]
    exam = look(site, exam_marks.exam, attempt)
    assert ((exam.machine.right, exam.machine.passed), exam.by_hand) == ((0, False), True)
    assert qualified(site, grace) == ("pets",)
    clock.forward(days=20)
    assert qualified(site, grace) == ()
    assert lines(site, "mark_by_hand") == [("the picture was blurred", "pets-e2 0/2, 2/2")]


def test_the_learners_seat_hears_of_it(site, seat_1, made, grace):
    attempt = sit(site, seat_1, grace, right=False)
    before = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    mark(site, made, attempt, 2)
    after = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    assert after.revision > before.revision
    assert [(one.right, one.passed) for one in after.attempts] == [(2, True)]


def test_who_passes_is_dealt_paid_tasks_at_once(site, seat_1, made, grace):
    ExchangeMachine(site).allot("a1", "a2", qualification="pets")
    attempt = sit(site, seat_1, grace, right=False)
    site.start(1, by=site.operator, visitor=grace)
    mark(site, made, attempt, 2)
    with site.hub.read() as db:
        dealt = db.execute("SELECT count(*) AS n FROM slot WHERE visitor = :v", {"v": grace})
        assert dealt.fetchone()["n"] == 2


def test_a_fail_ends_the_qualification_and_takes_the_certificate_back(site, seat_1, made, grace):
    ExchangeMachine(site)
    attempt = sit(site, seat_1, grace, right=True)
    given = {"visitor": grace, "attempt": attempt, "name": "Grace", "by": site.operator}
    number = site.hub.write(awards.give, **given)
    assert qualified(site, grace) == ("pets",)
    assert not mark(site, made, attempt, 1, reason="somebody else sat it")
    assert qualified(site, grace) == ()
    assert look(site, award_store.passed_exams, grace) == ()
    row = look(site, award_store.by_number, number)
    assert (row.revoked_at, row.reason) == (site.hub.now(), "somebody else sat it")
    assert AwardRevoked(row.signing, number) in told(site, "exchange")
    assert lines(site, "revoke_award")[0][0] == "somebody else sat it"
    assert back(site, made, attempt, newest(site, attempt))
    assert qualified(site, grace) == ("pets",)
    (passed,) = look(site, award_store.passed_exams, grace)
    assert passed.number == ""  # what was taken back stays so; a new one can be given
    assert site.hub.write(awards.give, **given) != number


def test_taken_back_all_is_as_before(site, seat_1, made, grace, clock):
    attempt = sit(site, seat_1, grace, right=True)
    with site.hub.read() as db:
        before = [tuple(row) for row in db.execute("SELECT * FROM qualification")]
    clock.forward(hours=1)
    for right in (0, 2, 1):
        mark(site, made, attempt, right)
    assert qualified(site, grace) == ()
    for left in (True, False, True):
        assert (
            back(
                site,
                made,
                attempt,
                max(
                    one.n
                    for one in look(site, exam_marks.history, attempt)
                    if one.taken_back_at is None
                ),
            )
            is left
        )
    with site.hub.read() as db:
        assert [tuple(row) for row in db.execute("SELECT * FROM qualification")] == before
    assert held(site, grace) == [(2, 2, True)]
    assert [one.mark.right for one in look(site, exam_marks.history, attempt)] == [1, 2, 0]


def test_a_pass_by_hand_that_is_taken_back_ends_what_it_granted(site, seat_1, made, grace):
    attempt = sit(site, seat_1, grace, right=False)
    mark(site, made, attempt, 2)
    given = {"visitor": grace, "attempt": attempt, "name": "Grace", "by": site.operator}
    number = site.hub.write(awards.give, **given)
    assert not back(site, made, attempt, newest(site, attempt))
    assert qualified(site, grace) == ()
    assert look(site, award_store.by_number, number).reason == "the picture was blurred"


def test_only_the_newest_mark_is_taken_back_and_once(site, seat_1, made, grace):
    attempt = sit(site, seat_1, grace, right=False)
    mark(site, made, attempt, 2)
    first = newest(site, attempt)
    mark(site, made, attempt, 1)
    for n in (first, 999):
        with pytest.raises(Refusal) as refused:
            back(site, made, attempt, n)
        assert refused.value.code == "mark_not_newest"


def work_renews(site, visitor, *, days):
    def grant(db, now):
        told = {"visitor": visitor, "name": "pets", "by": "work:a1"}
        training.grant(db, now, valid_until=now + days * DAY_MS, **told)

    site.hub.write(grant)


def test_what_work_renewed_ends_with_the_only_exam_it_rests_on(site, seat_1, made, grace, clock):
    attempt = sit(site, seat_1, grace, right=True)
    clock.forward(days=5)
    work_renews(site, grace, days=90)
    mark(site, made, attempt, 0)
    assert qualified(site, grace) == ()
    back(site, made, attempt, newest(site, attempt))
    clock.forward(days=80)
    assert qualified(site, grace) == ("pets",)


def test_it_stays_where_another_exam_grants_the_same(site, seat_1, made, grace, clock):
    first = sit(site, seat_1, grace, right=True)
    clock.forward(days=1)
    sit(site, seat_1, grace, right=True, n=2)
    clock.forward(hours=1)
    work_renews(site, grace, days=90)
    mark(site, made, first, 0)
    clock.forward(days=60)
    assert qualified(site, grace) == ("pets",)


def test_a_module_that_grants_nothing_is_marked_all_the_same(site, seat_1, made, grace):
    attempt = sit(site, seat_1, grace, right=False)
    terms = ExamTerms(90, None, None)
    assert mark(site, made, attempt, 2, terms=terms)
    assert not mark(site, made, attempt, 0, terms=terms)
    assert qualified(site, grace) == ()


def test_one_without_an_end_holds_for_long(site, seat_1, made, grace, clock):
    attempt = sit(site, seat_1, grace, right=False)
    mark(site, made, attempt, 2, terms=ExamTerms(90, "pets", None))
    clock.forward(days=9_000)
    assert qualified(site, grace) == ("pets",)


def test_a_later_edition_leaves_what_a_mentor_said(site, seat_1, made, grace):
    sit_rightly(site, seat_1, grace)
    (exam,) = look(site, training.attempts, grace)
    mark(site, made, exam.id, 0)
    mend(site)
    with site.hub.read() as db:
        found = remark_preview.preview(db, site.hub.module_of, edition="pets-e3")
    assert (found.looked_at, found.passes) == (0, ())


def test_what_a_later_edition_granted_under_another_name_ends_too(site, seat_1, made, grace):
    sit_rightly(site, seat_1, grace)
    (exam,) = look(site, training.attempts, grace)
    mend(site, qualification="pets-2")
    with site.hub.read() as db:
        found = remark_preview.preview(db, site.hub.module_of, edition="pets-e3")
    site.hub.write(remarking.remark, found=found, by=site.operator)
    assert qualified(site, grace) == ("pets-2",)
    assert look(site, exam_marks.exam, exam.id).anew.right == 2
    mark(site, made, exam.id, 0)
    assert (qualified(site, grace), held(site, grace)) == ((), [(0, 2, False)])
    assert back(site, made, exam.id, newest(site, exam.id))
    assert (qualified(site, grace), held(site, grace)) == (("pets-2",), [(2, 2, True)])


def run(db, now, *, line):
    del now
    db.execute(line)


@pytest.mark.parametrize(
    "line",
    ["UPDATE hand_mark SET passed = 1 - passed", "DELETE FROM hand_mark"],
)
def test_the_table_itself_keeps_each_mark_as_it_was_given(site, seat_1, made, grace, line):
    attempt = sit(site, seat_1, grace, right=False)
    mark(site, made, attempt, 2)
    with pytest.raises(sqlite3.IntegrityError, match="written anew"):
        site.hub.write(run, line=line)
    assert held(site, grace) == [(2, 2, True)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"class_id": "nothing"}, "not_found"),
        ({"reason": "  "}, "reason_missing"),
        ({"right": 3}, "field_wrong"),
        ({"right": -1}, "field_wrong"),
    ],
)
def test_what_is_refused_changes_nothing(site, seat_1, made, grace, changes, code):
    attempt = sit(site, seat_1, grace, right=False)
    class_id, right = changes.pop("class_id", made), changes.pop("right", 2)
    with pytest.raises(Refusal) as refused:
        mark(site, class_id, attempt, right, **changes)
    assert refused.value.code == code
    assert held(site, grace) == [(0, 2, False)]


def test_an_exam_of_nobody_in_the_class_is_not_found(site, seat_1, made):
    stranger = site.visitor("Asha Ali", code="471903")
    site.sat(1, stranger, by=site.operator)
    attempt = sit(site, seat_1, stranger, right=False)
    for name in (attempt, "nothing"):
        with pytest.raises(Refusal) as refused:
            mark(site, made, name, 2)
        assert refused.value.details["what"] == "exam"


def test_marks_go_with_a_merged_record_and_lose_their_words_when_erased(site, seat_1, made, grace):
    attempt = sit(site, seat_1, grace, right=True)
    mark(site, made, attempt, 0, reason="her brother sat it")
    twin = site.visitor("Grace Mutoni", code="471903")
    asked = {"keep": twin, "drop": grace, "by": site.operator, "reason": "registered twice"}
    site.hub.write(merging.merge_visitors, **asked)
    assert held(site, twin) == [(0, 2, False)]
    (kept,) = look(site, keeping.everything, twin)["exams_marked_by_hand"]
    assert (kept["reason"], kept["answers_right"]) == ("her brother sat it", 0)
    assert back(site, made, attempt, newest(site, attempt))
    assert qualified(site, twin) == ("pets",)
    mark(site, made, attempt, 0, reason="her brother sat it")
    gone = {"visitor": twin, "by": site.operator, "reason": "asked for", "given_up": ""}
    site.hub.write(merging.erase_visitor, **gone)
    assert {one.reason for one in look(site, exam_marks.history, attempt)} == {"erased"}
    with pytest.raises(Refusal):
        mark(site, made, attempt, 2)
