"""Notes, goals and steps: changed with what they said before, taken back, put back, due."""

from functools import partial

import pytest

from kiosk.acts import career_notes, careers, merging
from kiosk.acts.records import record_of
from kiosk.protocol.career import CareerSaid
from kiosk.queries import careers as query
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay
from kiosk.store import career_notes as store
from kiosk.store import keeping

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
TODAY = LocalDay("2026-12-01")


@pytest.fixture
def grace(site):
    visitor = site.visitor("Grace Muthoni", code="471902")
    site.sat(1, visitor, by=site.operator)
    site.hub.write(careers.agree_at_desk, visitor=visitor, by=site.operator)
    return visitor


@pytest.fixture
def act(site, grace):
    """Do something of `career_notes` to Grace's record, by the operator."""
    return partial(site.hub.write, visitor=grace, by=site.operator)


@pytest.fixture
def note(site, grace, act):
    act(career_notes.add_note, words="Likes lists", next_on=None, for_mentors=False)
    return page(site, grace).record.notes[0].id


@pytest.fixture
def step(site, grace, act):
    act(career_notes.add_step, kind="step", words="Call them", due_on=TODAY)
    return page(site, grace).record.steps[0].id


def page(site, visitor):
    with site.hub.read() as db:
        return query.career(db, site.clock.now(), visitor=visitor, today=TODAY)


def desk(site, number=1):
    with site.hub.read() as db:
        return query.desk(db, today=TODAY, number=number)


def at_seat(site, visitor):
    with site.hub.read() as db:
        return record_of(db, site.clock.now(), site.hub.site, visitor=visitor).career


def test_a_changed_note_keeps_what_it_said(site, grace, act, note):
    told = {"note": note, "next_on": LocalDay("2026-12-09"), "for_mentors": False}
    for words in ("Likes lists and numbers", "Likes numbers", "Likes numbers"):
        site.clock.forward(seconds=60)
        act(career_notes.change_note, words=words, **told)
    record = page(site, grace).record
    assert (record.notes[0].words, record.notes[0].next_on) == ("Likes numbers", "2026-12-09")
    assert [one.words for one in record.before[note]] == ["Likes lists and numbers", "Likes lists"]
    assert at_seat(site, grace).notes[0].words == "Likes numbers"


def test_a_note_shown_by_mistake_is_kept_for_mentors(site, grace, act, note):
    told = {"note": note, "words": "Likes lists", "next_on": None}
    act(career_notes.change_note, for_mentors=True, **told)
    assert at_seat(site, grace).notes == ()


def test_a_changed_step_keeps_its_day_of_before(site, grace, act, step):
    told = {"step": step, "words": "Call them"}
    for _twice in range(2):
        act(career_notes.change_step, due_on=LocalDay("2026-12-20"), **told)
    record = page(site, grace).record
    assert record.steps[0].due_on == "2026-12-20"
    assert [one.day for one in record.before[step]] == [TODAY]
    assert desk(site).due == ()


def test_what_is_taken_back_leaves_the_screen_and_comes_again(site, grace, act, note, step, seat_1):
    act(career_notes.take_back_note, note=note, taken_back=True)
    act(career_notes.take_back_step, step=step, taken_back=True)
    record = page(site, grace).record
    assert (record.notes, record.steps) == ((), ())
    assert [one.id for one in record.taken_back] == [note, step]
    assert (at_seat(site, grace).notes, at_seat(site, grace).steps) == ((), ())
    assert desk(site).due == ()
    seat_1.tell(CareerSaid(grace, "done", step))  # said before it was taken back
    with pytest.raises(Refusal, match="not_found"):
        act(career_notes.tick_step, step=step, done=True)
    act(career_notes.take_back_note, note=note, taken_back=False)
    act(career_notes.take_back_step, step=step, taken_back=False)
    record = page(site, grace).record
    assert ([one.id for one in record.notes], record.taken_back) == ([note], ())
    assert record.steps[0].done_at is None


def test_steps_of_this_week_and_late_ones_are_told(site, grace, act, step):
    for words, day in (("Late", "2026-11-20"), ("Week", "2026-12-07"), ("Then", "2026-12-08")):
        act(career_notes.add_step, kind="step", words=words, due_on=LocalDay(day))
    told = desk(site)
    assert [one.words for one in told.late] == ["Late"]
    assert [one.words for one in told.due] == ["Call them", "Week"]
    assert [(one.name, one.due.words) for one in told.people] == [("Grace Muthoni", "Late")]
    act(career_notes.tick_step, step=step, done=True)
    assert [one.words for one in desk(site).due] == ["Week"]


def test_the_list_has_pages(site, grace, monkeypatch):
    ruth = site.visitor("Ruth Achieng", code="471903")
    site.hub.write(careers.agree_at_desk, visitor=ruth, by=site.operator)
    monkeypatch.setattr(query, "PEOPLE_A_PAGE", 1)
    names = [[one.name for one in desk(site, n).people] for n in (0, 1, 2, 9)]
    assert names == [["Grace Muthoni"], ["Grace Muthoni"], ["Ruth Achieng"], ["Ruth Achieng"]]
    assert (desk(site).count, desk(site).pages) == (2, 2)


def test_what_is_somebody_elses_is_not_found(site, act, note, step):
    other = site.visitor("Ruth Achieng", code="471903")
    site.hub.write(careers.agree_at_desk, visitor=other, by=site.operator)
    words = {"words": "Mine", "visitor": other}
    for what, told in (
        (career_notes.change_note, {"note": note, "next_on": None, "for_mentors": False, **words}),
        (career_notes.change_step, {"step": step, "due_on": None, **words}),
        (career_notes.take_back_note, {"note": note, "taken_back": True, "visitor": other}),
        (career_notes.take_back_step, {"step": step, "taken_back": True, "visitor": other}),
    ):
        with pytest.raises(Refusal, match="not_found"):
            site.hub.write(what, by=site.operator, **told)


def test_after_a_no_nobody_changes_anything(site, grace, act, note, step):
    site.clock.forward(seconds=60)
    site.hub.write(careers.withdraw_at_desk, visitor=grace, by=site.operator)
    for what, told in (
        (career_notes.take_back_note, {"note": note, "taken_back": True}),
        (career_notes.take_back_step, {"step": step, "taken_back": True}),
    ):
        with pytest.raises(Refusal, match="career_closed"):
            act(what, **told)


def test_there_is_an_end_to_words_of_before(act, note, step, monkeypatch):
    monkeypatch.setattr(career_notes, "BEFORE_MOST", 0)
    told = {"words": "Other", "note": note, "next_on": None, "for_mentors": False}
    with pytest.raises(Refusal, match="too_many"):
        act(career_notes.change_note, **told)
    with pytest.raises(Refusal, match="too_many"):
        act(career_notes.change_step, words="Other", step=step, due_on=None)


def test_words_of_before_go_with_the_person(site, grace, act, note):
    told = {"note": note, "words": "Other", "next_on": None, "for_mentors": False}
    act(career_notes.change_note, **told)
    twin = site.visitor("Grace Mutoni", code="471903")
    told = {"keep": twin, "drop": grace, "by": site.operator, "reason": "twice"}
    site.hub.write(merging.merge_visitors, **told)
    with site.hub.read() as db:
        assert [one.words for one in store.before(db, twin)] == ["Likes lists"]
        assert len(keeping.everything(db, twin)["career_before"]) == 1
    told = {"visitor": twin, "by": site.operator, "reason": "asked for", "given_up": ""}
    site.hub.write(merging.erase_visitor, **told)
    with site.hub.read() as db:
        assert store.before(db, twin) == ()
