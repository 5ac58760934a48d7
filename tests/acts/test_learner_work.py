"""Points for a reflection and notes: kept, taken back, for a learner of this class only."""

import pytest
from fakes.machines import look

from kiosk.acts import classes, learner_work, merging
from kiosk.acts.classes import ClassDraft
from kiosk.acts.learner_work import Reflection
from kiosk.rules.refusals import Refusal
from kiosk.rules.rubrics import Criterion
from kiosk.store import audit, keeping, reflections
from kiosk.store.reflections import NOTES_LIMIT, Note

RUBRIC = (Criterion("Says what was hard", 2), Criterion("Names a next step", 3))


@pytest.fixture
def grace(site):
    return site.visitor("Grace Muthoni", code="471902")


@pytest.fixture
def made(site, grace):
    mentor = site.staff("joy", role="mentor")
    made = site.hub.write(classes.make_class, draft=ClassDraft("Morning", mentor), by=mentor)
    site.hub.write(classes.add_member, class_id=made, visitor=grace, by=mentor)
    return made


@pytest.fixture
def do(site, made, grace):
    def act(what, **told):
        named = {"class_id": made, "visitor": grace, "by": site.operator}
        return site.hub.write(what, **{**named, **told})

    return act


def give(do, *points, words="", **told):
    asked = {"reflection": Reflection("pets-e2", "end", RUBRIC), "points": points, "words": words}
    return do(learner_work.mark_reflection, **{**asked, **told})


def marks(site, visitor):
    asked = {"visitors": (visitor,), "editions": ("pets-e2",)}
    return look(site, reflections.marked, **asked)


def test_points_are_given_and_given_anew_and_taken_back(site, do, grace):
    assert give(do, 1, 1, words=" short ") == 2
    assert give(do, 2, 3) == 5
    assert marks(site, grace) == ((grace, "pets-e2", "end", 5, 5),)
    new, old = look(site, reflections.of_learner, grace)
    assert (old.points, old.words) == ((1, 1), "short")
    do(learner_work.take_back_points, n=new.n)
    assert marks(site, grace) == ((grace, "pets-e2", "end", 2, 5),)
    with pytest.raises(Refusal):
        do(learner_work.take_back_points, n=new.n)
    log = look(site, audit.latest, before=None, limit=20)
    assert [(one.act, one.detail) for one in log[:3]] == [
        ("take_back_points", "pets-e2 end 5/5"),
        ("mark_reflection", "pets-e2 end 5/5"),
        ("mark_reflection", "pets-e2 end 2/5"),
    ]


def test_points_that_do_not_fit_or_of_a_stranger_are_refused(site, do, made):
    stranger = site.visitor("Asha Ali", code="471903")
    for points, told, code in (
        ((3, 0), {}, "field_wrong"),
        ((1,), {}, "field_wrong"),
        ((1, 1), {"visitor": stranger}, "not_found"),
        ((1, 1), {"class_id": "nothing"}, "not_found"),
    ):
        with pytest.raises(Refusal) as refused:
            give(do, *points, **told)
        assert refused.value.code == code
    assert look(site, reflections.of_learner, stranger) == ()


def test_points_of_one_learner_are_not_taken_back_by_anothers_page(site, do, grace, made):
    give(do, 1, 1)
    (mark,) = look(site, reflections.of_learner, grace)
    other = site.visitor("Asha Ali", code="471903")
    site.hub.write(classes.add_member, class_id=made, visitor=other, by=site.operator)
    with pytest.raises(Refusal):
        do(learner_work.take_back_points, n=mark.n, visitor=other)
    assert marks(site, grace)


def test_notes_are_kept_and_go_for_good(site, do, grace):
    do(learner_work.write_note, words=" Reads slowly ")
    (note,) = look(site, reflections.notes, grace)
    assert note.words == "Reads slowly"
    log = look(site, audit.latest, before=None, limit=1)
    assert [(one.act, one.reason, one.detail) for one in log] == [("note_learner", "", "")]
    do(learner_work.take_off_note, n=note.n)
    assert look(site, reflections.notes, grace) == ()
    with pytest.raises(Refusal):
        do(learner_work.take_off_note, n=note.n)
    with pytest.raises(Refusal) as refused:
        do(learner_work.write_note, words="  ")
    assert refused.value.code == "field_missing"


def test_there_is_an_end_to_notes(site, do, grace, made):
    def fill(db, now):
        for n in range(NOTES_LIMIT):
            note = Note(0, grace, made, str(n), now, "test")
            reflections.add_note(db, note)

    site.hub.write(fill)
    with pytest.raises(Refusal) as refused:
        do(learner_work.write_note, words="one more")
    assert refused.value.code == "too_many"


def test_they_go_with_a_merged_record_are_told_to_their_learner_and_erased(site, do, grace, made):
    give(do, 1, 2, words="well thought")
    do(learner_work.write_note, words="Her mother is ill")
    twin = site.visitor("Grace Mutoni", code="471903")
    asked = {"keep": twin, "drop": grace, "by": site.operator, "reason": "registered twice"}
    site.hub.write(merging.merge_visitors, **asked)
    kept = look(site, keeping.everything, twin)
    assert [row["words"] for row in kept["notes"]] == ["Her mother is ill"]
    assert [(row["got"], row["words"]) for row in kept["reflections"]] == [(3, "well thought")]
    gone = {"visitor": twin, "by": site.operator, "reason": "asked for", "given_up": ""}
    site.hub.write(merging.erase_visitor, **gone)
    assert look(site, reflections.notes, twin) == ()
    assert [(one.got, one.words) for one in look(site, reflections.of_learner, twin)] == [(3, "")]
