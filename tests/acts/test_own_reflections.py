"""Reflections from a seat: kept, marked, told back in the record; forged, long and late ones."""

import pytest
from fakes.machines import SeatMachine, import_pets, look
from rules.module_samples import MODULE

from kiosk.acts import classes, learner_work
from kiosk.acts.classes import ClassDraft
from kiosk.acts.learner_work import Reflection as ToMark
from kiosk.acts.records import record_of
from kiosk.protocol.reflections import Asked, Part, Reflection
from kiosk.queries.written import written_in_class
from kiosk.rules.refusals import Refusal
from kiosk.rules.rubrics import Criterion
from kiosk.store import keeping, merging, written_reflections

RUBRIC = [{"text": "Says what was hard", "points": 2}, {"text": "Names a next step", "points": 3}]
LINES = tuple(Criterion(one["text"], one["points"]) for one in RUBRIC)
STEPS = [*MODULE["steps"][:-1], {**MODULE["steps"][-1], "rubric": RUBRIC}]
WORDS = "The cat was hard.\nI look twice."


@pytest.fixture
def grace(site):
    visitor = site.visitor("Grace Muthoni", code="471902")
    site.sat(1, visitor, by=site.operator)
    return visitor


@pytest.fixture
def made(site, grace):
    """A class that takes the module about pets, whose reflection has a rubric."""
    by, hub = site.staff("joy", role="mentor"), site.hub
    made = hub.write(classes.make_class, draft=ClassDraft("Morning", by), by=by)
    edition = import_pets(hub, steps=STEPS)
    hub.write(classes.plan_module, class_id=made, edition=edition, starts=hub.now(), by=by)
    hub.write(classes.add_member, class_id=made, visitor=grace, by=by)
    return made


@pytest.fixture
def seat(site):
    return SeatMachine(site, 1)


def told(site, visitor):
    with site.hub.read() as db:
        return record_of(db, site.clock.now(), site.hub.site, visitor=visitor).from_mentor


def take_over(db, now, *, keep, drop):
    merging.move_all(db, keep=keep, drop=drop)


def waiting(site, made):
    return [(one.words, one.aloud) for one in look(site, written_in_class, made)]


def mark(site, made, grace, *points, words=""):
    reflection = ToMark("pets-e2", "end", LINES)
    named = {"class_id": made, "visitor": grace, "by": site.operator, "words": words}
    return site.hub.write(
        learner_work.mark_reflection, reflection=reflection, points=points, **named
    )


def wrote(grace, words=WORDS, **changes):
    return Reflection(
        **{"visitor": grace, "edition": "pets-e2", "step": "end", "words": words, **changes}
    )


def test_words_come_and_wait_and_their_mark_goes_back(site, seat, made, grace):
    (asked,) = told(site, grace).asked
    parts = (Part("Says what was hard", 2), Part("Names a next step", 3))
    assert asked == Asked("pets-e2", {"end": parts})
    assert seat.tell(wrote(grace)) == [("stored", "")]
    assert waiting(site, made) == [(WORDS, False)]
    (sent,) = told(site, grace).reflections
    assert (sent.words, sent.waits, sent.marked_at) == (WORDS, True, 0)
    site.clock.forward(seconds=60)
    assert mark(site, made, grace, 2, 1, words="Well seen") == 3
    assert waiting(site, made) == []
    (back,) = told(site, grace).reflections
    assert (back.got, back.most, back.said, back.waits) == (3, 5, "Well seen", False)
    assert [(one.text, one.got) for one in back.parts] == [
        ("Says what was hard", 2),
        ("Names a next step", 1),
    ]
    assert back.title == "Know pets"
    assert back.by


def test_written_again_it_waits_again_and_the_newest_is_read(site, seat, made, grace):
    seat.tell(wrote(grace))
    site.clock.forward(seconds=60)
    mark(site, made, grace, 0, 0)
    site.clock.forward(seconds=60)
    seat.tell(wrote(grace, "Now I know."))
    assert waiting(site, made) == [("Now I know.", False)]
    (sent,) = told(site, grace).reflections
    assert (sent.words, sent.waits, sent.got, sent.most) == ("Now I know.", True, 0, 5)


def test_who_said_it_aloud_writes_nothing(site, seat, made, grace):
    assert seat.tell(wrote(grace, "", aloud=True)) == [("stored", "")]
    assert waiting(site, made) == [("", True)]


def test_what_cannot_be_seen_is_not_kept_and_nothing_is_refused(site, seat, made, grace):
    (empty,) = seat.tell(wrote(grace, "\u202e\u200b "))
    assert empty == ("rejected", "field_missing")
    seat.tell(wrote(grace, "I \u202eliar"))
    assert waiting(site, made) == [("I liar", False)]


def test_nobody_writes_for_another_or_without_end(site, seat, made, grace, monkeypatch):
    abdi = site.visitor("Abdi Hassan", code="471903")
    site.hub.write(classes.add_member, class_id=made, visitor=abdi, by=site.operator)
    ((result, _code),) = seat.tell(wrote(abdi))  # never sat at this seat
    assert (result, waiting(site, made)) == ("parked", [])
    monkeypatch.setattr("kiosk.acts.own_reflections.OF_LEARNER_LIMIT", 2)
    answers = seat.tell(*(wrote(grace, f"Try {n}") for n in range(3)))
    assert answers[2] == ("rejected", "too_many")
    assert waiting(site, made) == [("Try 1", False)]


def test_a_mentor_marks_learners_of_that_class_only(site, seat, made, grace):
    seat.tell(wrote(grace))
    by = site.staff("amani", role="mentor")
    other = site.hub.write(classes.make_class, draft=ClassDraft("Evening", by), by=by)
    with pytest.raises(Refusal):
        mark(site, other, grace, 2, 3)
    assert told(site, grace).reflections[0].marked_at == 0


def test_a_note_reaches_its_learner_where_it_is_for_them(site, made, grace):
    named = {"class_id": made, "visitor": grace, "by": site.operator}
    site.hub.write(learner_work.write_note, words="Reads slowly", **named)
    assert told(site, grace).notes == ()
    site.hub.write(learner_work.write_note, words="Well done", for_learner=True, **named)
    (note,) = told(site, grace).notes
    assert note.words == "Well done"


def test_what_was_written_goes_with_its_writer(site, seat, made, grace):
    seat.tell(wrote(grace))
    again = site.visitor("Grace M.", code="471904")
    site.hub.write(take_over, keep=again, drop=grace)
    assert [one.words for one in told(site, again).reflections] == [WORDS]
    with site.hub.read() as db:
        (handed,) = keeping.everything(db, again)["reflections_written"]
    assert handed["words"] == WORDS

    def erase(db, now):
        keeping.erase_words(db, again)

    site.hub.write(erase)
    assert look(site, written_reflections.of_learner, again) == ()


def test_much_is_cut_to_what_an_answer_holds(site, seat, made, grace):
    asking = [{"id": f"s{n}", "kind": "reflect", "title": "Look back"} for n in range(30)]
    long = {"edition": import_pets(site.hub, edition=3, steps=[*STEPS, *asking])}
    seat.tell(*(wrote(grace, "و" * 1_200, step=one["id"], **long) for one in asking))
    assert 5 < len(told(site, grace).reflections) < 13


def test_who_is_in_no_class_is_asked_nothing(site, seat, made):
    alone = site.visitor("Zawadi", code="471905")
    assert told(site, alone) is None


@pytest.mark.parametrize("step", ["exam", "practice", "nothing"])
def test_what_was_written_where_nothing_asks_for_it_waits_for_no_mentor(
    site, seat, made, grace, step
):
    """Nobody could mark it, and the count of what waits would never come to nothing."""
    ((result, _code),) = seat.tell(wrote(grace, step=step))
    assert (result, waiting(site, made)) == ("rejected", [])


def test_what_was_written_in_an_edition_that_is_not_here_waits_for_it(site, seat, grace):
    assert seat.tell(wrote(grace))[0][0] == "parked"
