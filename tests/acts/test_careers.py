"""Career records at the hub: opened by consent, kept by mentors, told to the seat, merged, erased."""

import pytest

from kiosk.acts import career_notes, careers, merging, openings
from kiosk.acts.openings import Pasted
from kiosk.acts.records import record_of
from kiosk.protocol.career import CareerSaid, Interests
from kiosk.queries import careers as query
from kiosk.rules.instants import S_PER_DAY, later
from kiosk.rules.interests import PICTURES, Field
from kiosk.rules.openings import read_opening
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay
from kiosk.store import audit, keeping, training
from kiosk.store import careers as store
from kiosk.store import openings as opening_store

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
CLERK = {
    "title": "Clerk",
    "who": "Water office",
    "contact": "0700 000 111",
    "wanted": "data-entry digits",
    "interests": "C",
    "closes": "2030-01-01",
}
LIKES_LISTS = {
    name: "like" if one is Field.CONVENTIONAL else "not" for name, one in PICTURES.items()
}
TODAY = LocalDay("2026-12-01")


@pytest.fixture
def grace(site):
    visitor = site.visitor("Grace Muthoni", code="471902")
    site.sat(1, visitor, by=site.operator)
    return visitor


@pytest.fixture
def agreed(site, grace):
    site.hub.write(careers.agree_at_desk, visitor=grace, by=site.operator)
    return grace


@pytest.fixture
def opening(site):
    return site.hub.write(openings.add_opening, opening=read_opening(CLERK), by=site.operator)


def career(site, visitor):
    with site.hub.read() as db:
        return record_of(db, site.clock.now(), site.hub.site, visitor=visitor).career


def page(site, visitor):
    with site.hub.read() as db:
        return query.career(db, site.clock.now(), visitor=visitor, today=TODAY)


def note(site, visitor, **changes):
    told = {"words": "Likes lists", "next_on": LocalDay("2026-12-03"), "for_mentors": False}
    site.hub.write(career_notes.add_note, visitor=visitor, by=site.operator, **{**told, **changes})


def step(site, visitor, **changes):
    told = {"kind": "step", "words": "Call them", "due_on": None}
    site.hub.write(career_notes.add_step, visitor=visitor, by=site.operator, **{**told, **changes})


def refer(site, visitor, opening, state="suggested"):
    told = {"visitor": visitor, "opening": opening, "state": state}
    site.hub.write(careers.refer, by=site.operator, **told)


def can(site, visitor, *names):
    def grant(db, now):
        until = later(now, seconds=400 * S_PER_DAY)
        for name in names:
            training.grant(db, now, visitor=visitor, name=name, valid_until=until, by="test")

    site.hub.write(grant)


def test_without_a_yes_nothing_is_kept_and_nothing_seen(site, grace, opening, seat_1):
    seat_1.tell(Interests(grace, LIKES_LISTS))
    for act in (note, step):
        with pytest.raises(Refusal, match="career_closed"):
            act(site, grace)
    with pytest.raises(Refusal, match="career_closed"):
        refer(site, grace, opening)
    assert page(site, grace).record is None
    with site.hub.read() as db:
        assert store.consented(db) == ()
    assert career(site, grace).answers == LIKES_LISTS  # it is the visitor's own


def test_a_yes_at_the_seat_opens_it_and_a_no_closes_it(site, grace, seat_1):
    seat_1.tell(Interests(grace, LIKES_LISTS))
    seat_1.tell(CareerSaid(grace, "share"))
    shown = page(site, grace)
    assert shown.record.interests.fields == (Field.CONVENTIONAL,)
    assert [(one.agreed, one.way) for one in shown.consents] == [(True, "seat")]
    site.clock.forward(seconds=60)
    seat_1.tell(CareerSaid(grace, "unshare"))
    shown = page(site, grace)
    assert shown.record is None
    assert [one.agreed for one in shown.consents] == [False, True]
    assert career(site, grace).shared is False


def test_what_is_kept_stays_the_visitors_after_a_no(site, agreed):
    note(site, agreed)
    site.clock.forward(seconds=60)
    site.hub.write(careers.withdraw_at_desk, visitor=agreed, by=site.operator)
    assert page(site, agreed).record is None
    assert career(site, agreed).notes[0].words == "Likes lists"


def test_the_visitor_reads_notes_but_those_for_mentors_only(site, agreed):
    note(site, agreed)
    note(site, agreed, words="Ask about the uncle", for_mentors=True, next_on=None)
    told = career(site, agreed)
    assert [(one.words, one.next_on) for one in told.notes] == [("Likes lists", "2026-12-03")]
    assert len(page(site, agreed).record.notes) == 2


def test_the_visitor_ticks_a_step_and_only_their_own(site, agreed, seat_1):
    step(site, agreed)
    step(site, agreed, kind="goal", words="Work in an office", due_on=LocalDay("2027-01-01"))
    mine = next(one for one in career(site, agreed).steps if one.kind == "step")
    other = site.visitor("Ruth", code="471903")
    site.sat(1, other, by=site.operator)
    seat_1.tell(CareerSaid(other, "done", mine.id))
    assert not any(one.done for one in career(site, agreed).steps)
    seat_1.tell(CareerSaid(agreed, "done", mine.id))
    done = [one for one in page(site, agreed).record.steps if one.done_at]
    assert [(one.words, one.done_by) for one in done] == [("Call them", f"visitor:{agreed}")]
    seat_1.tell(CareerSaid(agreed, "undone", mine.id))
    assert not any(one.done for one in career(site, agreed).steps)


def test_a_mentor_ticks_one_too(site, agreed):
    step(site, agreed)
    one = page(site, agreed).record.steps[0]
    told = {"visitor": agreed, "by": site.operator}
    site.hub.write(career_notes.tick_step, step=one.id, done=True, **told)
    assert page(site, agreed).record.steps[0].done_by == site.operator
    site.hub.write(career_notes.tick_step, step=one.id, done=False, **told)
    assert page(site, agreed).record.steps[0].done_at is None
    with pytest.raises(Refusal, match="not_found"):
        site.hub.write(career_notes.tick_step, step="none", done=True, **told)


def test_an_opening_and_a_visitor_find_each_other(site, agreed, opening, seat_1):
    seat_1.tell(Interests(agreed, LIKES_LISTS))
    can(site, agreed, "digits")
    found = page(site, agreed).record.fitting
    assert [(one.kept.id, one.fit.has, one.fit.missing) for one in found] == [
        (opening, ("digits",), ("data-entry",))
    ]
    with site.hub.read() as db:
        kept = opening_store.by_id(db, opening)
        rows = query.suitable(db, site.clock.now(), kept)
    assert [(row.visitor, row.fit.missing, row.state) for row in rows] == [
        (agreed, ("data-entry",), "")
    ]
    place = career(site, agreed).places[0]
    assert (place.id, place.wanted, place.interests) == (opening, ("data-entry", "digits"), "C")


def test_a_suggestion_is_told_and_answered_at_the_seat(site, agreed, opening, seat_1):
    seat_1.tell(CareerSaid(agreed, "applied", opening))  # nobody suggested it
    assert page(site, agreed).record.referrals == ()
    refer(site, agreed, opening)
    assert career(site, agreed).places[0].state == "suggested"
    seat_1.tell(CareerSaid(agreed, "applied", opening))
    assert page(site, agreed).record.referrals[0].state == "applied"
    refer(site, agreed, opening, "interview")
    seat_1.tell(CareerSaid(agreed, "declined", opening))  # the mentor knows better by now
    assert page(site, agreed).record.referrals[0].state == "interview"


def test_a_referral_out_of_shape_is_refused(site, agreed, opening):
    for changes, code in (("none", "not_found"), (opening, "field_wrong")):
        with pytest.raises(Refusal, match=code):
            refer(site, agreed, changes, "dreaming" if code == "field_wrong" else "suggested")
    site.hub.write(openings.close_opening, opening_id=opening, by=site.operator)
    over = read_opening({**CLERK, "closes": "2020-01-01"})
    past = site.hub.write(openings.add_opening, opening=over, by=site.operator)
    for one in (opening, past):
        with pytest.raises(Refusal, match="opening_closed"):
            refer(site, agreed, one)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"words": " "}, "field_missing"),
        ({"words": "x" * 601}, "too_large"),
        ({"words": "a\x1b[2J"}, "field_wrong"),
    ],
)
def test_a_note_out_of_shape_is_refused(site, agreed, changes, code):
    with pytest.raises(Refusal, match=code):
        note(site, agreed, **changes)


def test_there_is_an_end_to_notes_and_steps(site, agreed, monkeypatch):
    monkeypatch.setattr(career_notes, "NOTES_MOST", 1)
    monkeypatch.setattr(career_notes, "STEPS_MOST", 1)
    for act in (note, step):
        act(site, agreed)
        with pytest.raises(Refusal, match="too_many"):
            act(site, agreed)


def test_an_opening_is_changed_and_closed_and_closes_by_itself(site, grace, opening):
    told = {"opening_id": opening, "by": site.operator}
    changed = read_opening({**CLERK, "title": "Cook", "wanted": ""})
    site.hub.write(openings.change_opening, opening=changed, **told)
    assert [one.title for one in career(site, grace).places] == ["Cook"]
    over = read_opening({**CLERK, "closes": "2020-01-01"})
    site.hub.write(openings.change_opening, opening=over, **told)
    assert career(site, grace) is None
    with site.hub.read() as db:
        assert [one.id for one in opening_store.closed(db, TODAY)] == [opening]
    site.hub.write(openings.close_opening, **told)
    for act, more in ((openings.close_opening, {}), (openings.change_opening, {"opening": over})):
        with pytest.raises(Refusal, match="opening_closed"):
            site.hub.write(act, **told, **more)
    with pytest.raises(Refusal, match="not_found"):
        site.hub.write(openings.close_opening, opening_id="none", by=site.operator)
    with site.hub.read() as db:
        assert [one.id for one in opening_store.closed(db, TODAY)] == [opening]


def test_a_table_pasted_twice_is_kept_once(site, monkeypatch):
    rows = (read_opening(CLERK), read_opening({**CLERK, "title": "Cook"}), read_opening(CLERK))
    told = {"pasted": Pasted(rows), "by": site.operator}
    assert site.hub.write(openings.add_pasted, **told) == 2
    assert site.hub.write(openings.add_pasted, **told) == 0
    monkeypatch.setattr(openings, "OPEN_MOST", 2)
    with pytest.raises(Refusal, match="too_many"):
        site.hub.write(openings.add_opening, opening=read_opening(CLERK), by=site.operator)


def test_a_record_holds_no_more_than_one_answer_may(site, grace):
    long = {**CLERK, "note": "ن" * 400, "title": "ن" * 80, "who": "ن" * 80, "contact": "ن" * 160}
    for n in range(40):
        one = read_opening({**long, "place": str(n)})
        site.hub.write(openings.add_opening, opening=one, by=site.operator)
    assert 5 < len(career(site, grace).places) <= 24


def test_two_records_of_one_person_become_one(site, agreed, opening):
    twin = site.visitor("Grace Mutoni", code="471903")
    site.clock.forward(seconds=60)
    site.hub.write(careers.agree_at_desk, visitor=twin, by=site.operator)
    note(site, twin)
    step(site, twin)
    refer(site, twin, opening)
    refer(site, agreed, opening, "applied")
    told = {"keep": agreed, "drop": twin, "by": site.operator, "reason": "twice"}
    site.hub.write(merging.merge_visitors, **told)
    record = page(site, agreed).record
    assert (len(record.notes), len(record.steps)) == (1, 1)
    assert [one.state for one in record.referrals] == ["applied"]


def test_the_last_word_of_two_merged_records_holds(site, agreed):
    twin = site.visitor("Grace Mutoni", code="471903")
    site.clock.forward(seconds=60)
    site.hub.write(careers.withdraw_at_desk, visitor=twin, by=site.operator)
    told = {"keep": agreed, "drop": twin, "by": site.operator, "reason": "twice"}
    site.hub.write(merging.merge_visitors, **told)
    assert page(site, agreed).record is None


def test_it_is_handed_out_and_erased_with_the_person(site, agreed, opening, seat_1):
    seat_1.tell(Interests(agreed, LIKES_LISTS))
    note(site, agreed)
    note(site, agreed, words="Ask about the uncle", for_mentors=True)
    step(site, agreed)
    refer(site, agreed, opening)
    with site.hub.read() as db:
        out = keeping.everything(db, agreed)
    sizes = {name: len(out[name]) for name in ("interests", "career_notes", "career_steps")}
    assert sizes == {"interests": 1, "career_notes": 2, "career_steps": 1}
    assert (len(out["career_consents"]), len(out["referrals"])) == (1, 1)
    told = {"visitor": agreed, "by": site.operator, "reason": "asked for", "given_up": ""}
    site.hub.write(merging.erase_visitor, **told)
    seat_1.tell(Interests(agreed, LIKES_LISTS))  # a fact that comes late finds nobody
    seat_1.tell(CareerSaid(agreed, "share"))
    with site.hub.read() as db:
        left = keeping.everything(db, agreed)
    for name in ("interests", "career_notes", "career_steps", "career_consents", "referrals"):
        assert left[name] == ()


def test_the_log_says_who_and_not_what(site, agreed, opening):
    note(site, agreed)
    step(site, agreed)
    refer(site, agreed, opening)
    with site.hub.read() as db:
        rows = audit.latest(db, before=None, limit=20)
    said = {row.act: (row.reason, row.detail) for row in rows if row.about == f"visitor:{agreed}"}
    for act in ("agree_career", "note_career", "plan_career", "refer_visitor"):
        assert said[act] == ("", "")


def test_an_opening_that_is_followed_keeps_each_state(site, agreed, opening):
    for state in ("suggested", "interview", "got_it"):
        refer(site, agreed, opening, state)
    with site.hub.read() as db:
        said = [one.state for one in store.changes(db, agreed)]
    assert said == ["suggested", "interview", "got_it"]


def test_after_a_no_nothing_of_it_is_seen_counted_or_reminded_of(site, agreed, opening, seat_1):
    """What the page at the seat and the panel say of a no, each sentence of it."""
    note(site, agreed)
    step(site, agreed, due_on=TODAY)
    refer(site, agreed, opening)
    can(site, agreed, "digits", "data-entry")

    def seen():
        with site.hub.read() as db:
            kept = opening_store.by_id(db, opening)
            return (
                page(site, agreed).record is not None,
                len(query.suitable(db, site.clock.now(), kept)),
                len(query.desk(db, today=TODAY, number=1).due),
                query.desk(db, today=TODAY, number=1).count,
                sum(store.outcomes(db, since=0, until=later(site.clock.now(), seconds=1)).values()),
            )

    assert seen() == (True, 1, 1, 1, 1)
    site.clock.forward(seconds=60)
    seat_1.tell(CareerSaid(agreed, "unshare"))
    assert seen() == (False, 0, 0, 0, 0)
    mine = career(site, agreed)
    assert (mine.shared, len(mine.notes), len(mine.steps)) == (False, 1, 1)
    seat_1.tell(CareerSaid(agreed, "done", mine.steps[0].id))
    assert career(site, agreed).steps[0].done
    for act in (note, step):
        with pytest.raises(Refusal, match="career_closed"):
            act(site, agreed)
    site.clock.forward(seconds=60)
    site.hub.write(careers.agree_at_desk, visitor=agreed, by=site.operator)
    assert len(page(site, agreed).record.notes) == 1
