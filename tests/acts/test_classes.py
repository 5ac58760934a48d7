"""Classes on the real store: who joins, who may not, meetings and their seats, who was there."""

from functools import partial

import pytest
from acts.class_site import HOUR, add, do, make_class, meet, newest, opened
from fakes.machines import look

from kiosk.acts import classes as acts
from kiosk.acts import meetings
from kiosk.acts.classes import ClassDraft, NewCards
from kiosk.queries.rosters import looked_up
from kiosk.rules.classes import MEMBERS_MOST, NEWCOMERS_MOST, read_roster
from kiosk.rules.instants import S_PER_DAY, later
from kiosk.rules.refusals import Refusal
from kiosk.store import blocks, classes, training, visitors
from kiosk.store import meetings as meeting_store
from kiosk.store.training import EditionRow


@pytest.fixture
def site(clock):
    with opened(clock) as world:
        yield world


@pytest.fixture
def make(site):
    return partial(make_class, site)


def roster(site, class_id):
    return [row.visitor for row in look(site, classes.members, class_id)]


def test_a_class_is_made_changed_and_ended(site, make):
    made = make(" Morning group ", note="Room 2", shares_seats=True)
    assert look(site, classes.by_id, made).title == "Morning group"
    assert look(site, classes.by_id, made).shares_seats
    do(
        site,
        acts.change_class,
        class_id=made,
        draft=ClassDraft("Evenings", site.mentor, pays="own"),
    )
    assert [row.title for row in look(site, classes.running)] == ["Evenings"]
    meeting = meet(site, made, after_s=HOUR, seats=(1,))
    do(site, acts.end_class, class_id=made, reason="finished")
    assert newest(site) == ("end_class", f"class:{made}", "finished")
    assert look(site, classes.running) == ()
    assert look(site, classes.ended)[0].id == made
    row = look(site, meeting_store.by_id, meeting)
    assert row.cancelled_at is not None
    assert look(site, blocks.by_id, row.block).cancelled_at is not None
    for act, told in (
        (acts.end_class, {"reason": "again"}),
        (acts.add_member, {"visitor": site.grace}),
        (meetings.add_meetings, {"spans": (), "seats": ()}),
    ):
        with pytest.raises(Refusal, match="class_ended"):
            do(site, act, class_id=made, **told)


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        (ClassDraft(" ", "joy"), "field_missing"),
        (ClassDraft("A", "nobody"), "field_wrong"),
        (ClassDraft("A", "amina"), "field_wrong"),
        (ClassDraft("A", "joy", note="a" * 401), "field_wrong"),
        (ClassDraft("A", "joy", sponsorship="none"), "field_wrong"),
    ],
)
def test_what_is_no_class_is_refused(site, draft, refusal):
    mentor = {"joy": site.mentor, "amina": site.operator}.get(draft.mentor, draft.mentor)
    told = ClassDraft(draft.title, mentor, draft.note, sponsorship=draft.sponsorship)
    with pytest.raises(Refusal, match=refusal):
        do(site, acts.make_class, draft=told)
    assert look(site, classes.running) == ()


def test_a_site_has_so_many_classes(site, make, monkeypatch):
    monkeypatch.setattr(acts, "CLASSES_LIMIT", 1)
    make()
    with pytest.raises(Refusal, match="too_many"):
        make("Another")


def test_nothing_is_asked_of_a_class_that_is_not_there(site):
    for act, told in (
        (acts.add_member, {"visitor": site.grace}),
        (acts.open_joining, {"days": 7}),
        (meetings.add_meetings, {"spans": (), "seats": ()}),
    ):
        with pytest.raises(Refusal, match="not_found"):
            do(site, act, class_id="none", **told)


def test_who_is_in_a_class_is_in_it_once_and_may_come_back(site, make):
    made = make()
    add(site, made, site.grace)
    add(site, made, site.grace)
    assert roster(site, made) == [site.grace]
    with pytest.raises(Refusal, match="reason_missing"):
        do(site, acts.take_off, class_id=made, visitor=site.grace, reason=" ")
    do(site, acts.take_off, class_id=made, visitor=site.grace, reason="moved")
    assert newest(site) == ("take_off_class", f"visitor:{site.grace}", "moved")
    with pytest.raises(Refusal, match="not_found"):
        do(site, acts.take_off, class_id=made, visitor=site.grace, reason="again")
    add(site, made, site.grace)
    assert roster(site, made) == [site.grace]


def test_a_class_has_so_many_people(site, make, monkeypatch):
    assert MEMBERS_MOST == 200
    monkeypatch.setattr(acts, "MEMBERS_MOST", 1)
    made = make()
    add(site, made, site.grace)
    with pytest.raises(Refusal, match="class_full"):
        add(site, made, site.ruth)


def test_nobody_is_in_two_classes_at_one_time(site, make):
    one, two = make(), make("Evening group")
    for made in (one, two):
        meet(site, made, after_s=HOUR)
    add(site, one, site.grace)
    with pytest.raises(Refusal, match="class_two") as refused:
        add(site, two, site.grace)
    assert refused.value.details == {"name": "Grace Muthoni", "title": "Morning group"}
    add(site, two, site.ruth)
    third = make("Third")
    add(site, third, site.grace)
    with pytest.raises(Refusal, match="class_two") as refused:
        meet(site, third, after_s=HOUR + 1800)
    assert refused.value.details["title"] == "Morning group"
    meet(site, third, after_s=2 * HOUR)  # what touches does not overlap


def cards(count, codes=("500001", "500002", "500003")):
    return NewCards(tuple("$hash" for _one in range(count)), codes)


def put_list(site, class_id, *, known=(), newcomers=(), agreed=True, drawn=None):
    told = {"known": known, "newcomers": newcomers, "agreed": agreed}
    given = drawn or cards(len(newcomers))
    return do(site, acts.add_list, class_id=class_id, cards=given, **told)


def test_a_list_brings_in_who_is_known_and_registers_who_is_new(site, make):
    made = make()
    added = put_list(site, made, known=(site.grace,), newcomers=("Joy Njeri", "Abdi Hassan"))
    assert added.known == 1
    people = [look(site, visitors.by_id, one) for one in added.newcomers]
    assert [(one.name, one.code) for one in people] == [
        ("Joy Njeri", "500001"), ("Abdi Hassan", "500002"),
    ]  # fmt: skip
    assert sorted(roster(site, made)) == sorted([site.grace, *added.newcomers])


def test_a_list_is_all_or_nothing(site, make):
    made = make()
    before = look(site, visitors.count)
    for told, refusal in (
        ({"agreed": False}, "class_list_changed"),
        ({"newcomers": ("A",) * (NEWCOMERS_MOST + 1)}, "too_many"),
        ({"newcomers": ("A", "B"), "drawn": cards(2, ("500001",))}, "busy"),
        ({"newcomers": ("A",), "known": ("nobody",)}, "not_found"),
    ):
        with pytest.raises(Refusal, match=refusal):
            put_list(site, made, **told)
    assert (roster(site, made), look(site, visitors.count)) == ([], before)


def test_each_line_of_a_list_is_looked_up(site, make):
    made, other = make(), make("Evening group")
    twin = site.visitor("Joy Njeri", code="471904")
    site.visitor("Joy Njeri", code="471905")
    busy = site.visitor("Abdi Hassan", code="471906")
    for one in (made, other):
        meet(site, one, after_s=HOUR)
    add(site, other, busy)
    add(site, made, site.ruth)
    typed = (
        "grace MUTHONI\nGrace Muthoni,471902\nRuth Achieng\n471999\nJoy Njeri\n"
        "Joy Njeri,471904\nOtieno,471903\nAbdi Hassan\nWanjiru\n12"
    )
    lines = read_roster(typed)
    found = look(site, looked_up, site.hub.now(), class_id=made, lines=lines)
    assert found[0].visitor.id == site.grace
    assert [one.problem for one in found] == [
        "", "twice", "", "no_card", "several", "", "other_name", "two_classes", "", "code_wrong",
    ]  # fmt: skip
    assert (found[2].is_in, found[5].visitor.id, found[7].other) == (True, twin, "Evening group")
    assert found[8].visitor is None


def test_modules_are_planned_by_edition_and_date(site, make):
    made, now = make(), site.hub.now()

    def keep(db, now):
        for n in (1, 2):
            row = EditionRow(f"digits-e{n}", "digits", n, "Digits", "0" * 64, "1" * 64, 9)
            training.add_edition(db, now, row)

    site.hub.write(keep)
    week = later(now, seconds=7 * S_PER_DAY)
    for edition, starts in (("digits-e2", week), ("digits-e1", week), ("digits-e1", now)):
        do(site, acts.plan_module, class_id=made, edition=edition, starts=starts)
    rows = look(site, classes.planned, made)
    assert [(row.edition, row.starts) for row in rows] == [("digits-e1", now), ("digits-e2", week)]
    do(site, acts.drop_module, class_id=made, edition="digits-e1")
    assert [row.edition for row in look(site, classes.planned, made)] == ["digits-e2"]
    for act, told in ((acts.drop_module, {}), (acts.plan_module, {"starts": now})):
        with pytest.raises(Refusal, match="not_found"):
            do(site, act, class_id=made, edition="other-e1", **told)


def test_a_plan_has_so_many_modules(site, make, monkeypatch):
    monkeypatch.setattr(acts, "PLAN_LIMIT", 0)
    site.hub.write(_edition)
    with pytest.raises(Refusal, match="too_many"):
        do(site, acts.plan_module, class_id=make(), edition="digits-e1", starts=site.hub.now())


def _edition(db, now):
    training.add_edition(db, now, EditionRow("digits-e1", "digits", 1, "D", "0" * 64, "1" * 64, 9))


def join(site, code, visitor):
    return site.hub.write(acts.join_by_code, code=code, visitor=visitor, by="visitor:x")


def test_who_has_the_code_joins_until_it_is_over(site, make, clock):
    made = make()
    old = do(site, acts.open_joining, class_id=made, days=1)
    code = do(site, acts.open_joining, class_id=made, days=1)
    assert join(site, f"{code[:4]}-{code[4:].lower()}", site.grace) == "Morning group"
    assert join(site, code, site.grace) == "Morning group"
    assert roster(site, made) == [site.grace]
    with pytest.raises(Refusal, match="class_guest"):
        join(site, code, "nobody")
    with pytest.raises(Refusal, match="class_code_unknown"):
        join(site, old, site.ruth)
    with pytest.raises(Refusal, match="voucher_mistyped"):
        join(site, "0000000Z", site.ruth)
    clock.forward(seconds=S_PER_DAY)
    with pytest.raises(Refusal, match="class_code_over"):
        join(site, code, site.ruth)
    do(site, acts.close_joining, class_id=made)
    with pytest.raises(Refusal, match="class_code_unknown"):
        join(site, code, site.ruth)
