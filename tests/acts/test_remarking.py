"""A later edition marks failed exams anew: passes are given, none is taken away."""

import pytest
from fakes.machines import ExchangeMachine, exam, import_pets, look
from fakes.remarks import mend, sit_rightly

from kiosk.acts import remark_preview, remarking
from kiosk.acts.records import record_of
from kiosk.rules.instants import S_PER_DAY
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, awards, training

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
DAY_MS = S_PER_DAY * 1000


@pytest.fixture
def grace(site):
    visitor = site.visitor()
    site.sat(1, visitor, by=site.operator)
    return visitor


@pytest.fixture
def pets(site):
    return import_pets(site.hub, tries=None)


def preview(site, edition="pets-e3"):
    with site.hub.read() as db:
        return remark_preview.preview(db, site.hub.module_of, edition=edition)


def give(site, found=None):
    return site.hub.write(remarking.remark, found=found or preview(site), by=site.operator)


def marks(site, visitor):
    found = look(site, training.attempts, visitor)
    return [(one.edition, one.right, one.asked, one.passed) for one in found]


def qualified(site, visitor):
    return look(site, training.qualifications, visitor=visitor, at=site.hub.now())


def test_a_preview_says_who_would_pass_and_changes_nothing(site, seat_1, grace, pets):
    sit_rightly(site, seat_1, grace)
    mend(site)
    found = preview(site)
    (one,) = found.passes
    assert (one.sat.visitor, one.sat.right, one.result.right, one.result.asked) == (grace, 1, 2, 2)
    assert (found.earlier, found.looked_at, found.qualification) == (("pets-e2",), 1, "pets")
    assert one.valid_until == one.sat.sat_at + 30 * DAY_MS
    assert marks(site, grace) == [("pets-e2", 1, 2, False)]
    assert qualified(site, grace) == ()


def test_the_pass_counts_from_the_day_of_the_exam(site, seat_1, grace, pets, clock):
    sit_rightly(site, seat_1, grace)
    clock.forward(days=10)
    mend(site)
    assert give(site) == 1
    assert marks(site, grace) == [("pets-e2", 2, 2, True)]
    assert qualified(site, grace) == ("pets",)
    clock.forward(days=19, hours=23)
    assert qualified(site, grace) == ("pets",)
    clock.forward(hours=1)
    assert qualified(site, grace) == ()


def test_the_learners_record_and_the_audit_say_so(site, seat_1, grace, pets):
    sit_rightly(site, seat_1, grace)
    mend(site)
    with site.hub.read() as db:
        before = record_of(db, site.hub.now(), site.hub.site, visitor=grace)
    give(site)
    with site.hub.read() as db:
        after = record_of(db, site.hub.now(), site.hub.site, visitor=grace)
        line = next(
            one for one in audit.latest(db, before=None, limit=20) if one.act == "remark_exam"
        )
    assert after.revision > before.revision
    assert [(one.right, one.passed) for one in after.attempts] == [(2, True)]
    assert (line.about, line.by) == (f"visitor:{grace}", site.operator)
    assert line.detail == "pets-e2 1/2, pets-e3 2/2"


def test_who_sits_at_a_seat_is_dealt_paid_tasks_at_once(site, seat_1, grace, pets):
    exchange = ExchangeMachine(site)
    exchange.allot("a1", "a2", qualification="pets")
    sit_rightly(site, seat_1, grace)
    site.start(1, by=site.operator, visitor=grace)
    mend(site)
    give(site)
    with site.hub.read() as db:
        dealt = db.execute("SELECT count(*) AS n FROM slot WHERE visitor = :v", {"v": grace})
        assert dealt.fetchone()["n"] == 2


def test_a_certificate_may_be_given_for_it(site, seat_1, grace, pets):
    sit_rightly(site, seat_1, grace)
    assert look(site, awards.passed_exams, grace) == ()
    mend(site)
    give(site)
    (one,) = look(site, awards.passed_exams, grace)
    assert (one.edition, one.right, one.asked) == ("pets-e2", 2, 2)


def test_twice_gives_once(site, seat_1, grace, pets):
    sit_rightly(site, seat_1, grace)
    mend(site)
    found = preview(site)
    assert (give(site, found), give(site, found), preview(site).passes) == (1, 0, ())


def test_who_passed_is_left_as_they_are(site, seat_1, grace, pets):
    last = sit_rightly(site, seat_1, grace)
    seat_1.sit_exam(grace, try_number=last + 1)
    mend(site)
    assert preview(site).passes == ()
    assert marks(site, grace)[-1] == ("pets-e2", 2, 2, True)


def test_who_passes_meanwhile_gets_no_second_pass(site, seat_1, grace, pets):
    last = sit_rightly(site, seat_1, grace)
    mend(site)
    found = preview(site)
    seat_1.sit_exam(grace, try_number=last + 1)
    assert give(site, found) == 0


def test_a_pass_is_not_taken_away(site, seat_1, grace, pets):
    """By the later answers the exam would be failed."""
    number = next(n for n in range(1, 30) if "x1" in exam(site.hub, grace, try_number=n).answers)
    seat_1.sit_exam(grace, try_number=number)
    mend(site)
    assert (give(site), marks(site, grace)) == (0, [("pets-e2", 2, 2, True)])
    assert qualified(site, grace) == ("pets",)


def test_the_first_exam_that_passes_is_the_one(site, seat_1, grace, pets, clock):
    first = sit_rightly(site, seat_1, grace)
    clock.forward(days=1)
    sit_rightly(site, seat_1, grace, first=first + 1)
    mend(site)
    found = preview(site)
    assert (len(found.passes), found.looked_at) == (1, 2)
    assert give(site, found) == 1
    assert [one[-1] for one in marks(site, grace)] == [True, False]


def test_a_module_that_grants_nothing_gives_the_pass_alone(site, seat_1, grace):
    import_pets(site.hub, tries=None, qualification=None)
    sit_rightly(site, seat_1, grace)
    mend(site, qualification=None)
    assert preview(site).passes[0].valid_until is None
    assert (give(site), qualified(site, grace)) == (1, ())
    assert marks(site, grace) == [("pets-e2", 2, 2, True)]


def test_a_qualification_without_an_end_has_none(site, seat_1, grace, pets, clock):
    sit_rightly(site, seat_1, grace)
    mend(site, valid_days=None)
    assert preview(site).passes[0].valid_until is None
    give(site)
    clock.forward(days=10_000)
    assert qualified(site, grace) == ("pets",)


def test_an_edition_whose_bytes_are_missing_is_left_out(site, seat_1, grace, pets):
    sit_rightly(site, seat_1, grace)
    mend(site)
    kept = {name: site.hub.module_of(name) for name in ("pets-e3",)}

    def module_of(name):
        if name not in kept:
            raise Refusal("module_unknown", edition=name)
        return kept[name]

    with site.hub.read() as db:
        found = remark_preview.preview(db, module_of, edition="pets-e3")
    assert (found.earlier, found.looked_at, found.passes) == ((), 0, ())


def test_an_exam_in_a_step_that_is_not_there_is_left_out(site, seat_1, grace, pets):
    sit_rightly(site, seat_1, grace)
    mend(site)

    def rename(db, now) -> None:
        db.execute("UPDATE attempt SET step = 'gone'")

    site.hub.write(rename)
    assert preview(site).passes == ()


def test_an_unknown_edition_is_refused(site):
    with pytest.raises(Refusal) as refused:
        preview(site, "pets-e9")
    assert refused.value.code == "module_unknown"


def test_a_remark_stays(site, seat_1, grace, pets):
    sit_rightly(site, seat_1, grace)
    mend(site)
    give(site)

    def take_back(db, now) -> None:
        db.execute("DELETE FROM remark")

    with pytest.raises(Exception, match="a re-mark stays"):
        site.hub.write(take_back)
