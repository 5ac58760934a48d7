"""At the hub: a learner of a class beside another, what a seat may say of them, who was there."""

import pytest
from acts.class_site import HOUR, add, make_class, meet, newest, opened
from fakes.machines import SeatMachine, exam, import_pets, look
from fakes.machines import look as read

from kiosk.acts import care, meetings, merging, seat_sharing
from kiosk.acts.records import record_of
from kiosk.protocol.bodies import LearnerLeft, Practice, Reaction, SessionClosed
from kiosk.protocol.career import CareerSaid
from kiosk.queries.seat_sharing import sharing
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, keeping, restores, sessions, sharers, training

STORED, REFUSED = [("stored", "")], [("rejected", "not_allowed")]


@pytest.fixture
def site(clock):
    with opened(clock) as world:
        import_pets(world.hub)
        world.made = make_class(world, shares_seats=True)
        for visitor in (world.grace, world.ruth):
            add(world, world.made, visitor)
        world.meeting = meet(world, world.made)
        world.session = world.start(1, by=world.operator, visitor=world.grace).session
        world.seat = SeatMachine(world, 1)
        yield world


def beside(site, visitor, *, seat=1, session=None):
    return site.hub.write(
        seat_sharing.sit_beside,
        station=site.stations[seat],
        session=session or site.session,
        visitor=visitor,
    )


def refused(site, visitor, **where):
    with pytest.raises(Refusal) as said:
        beside(site, visitor, **where)
    return said.value.code


def practice(visitor, item="c1"):
    return Practice(
        visitor=visitor,
        edition="pets-e2",
        step="check",
        item=item,
        answer={"pet": "cat"},
        right=True,
        tries=1,
        hints=0,
        took_ms=900,
    )


def practised(site, visitor):
    return [item for _edition, _step, item in look(site, training.practised, visitor)]


def here(site):
    return [one.visitor for one in look(site, sharers.beside, site.session)]


def test_a_learner_of_the_class_learns_beside_another(site):
    record = beside(site, site.ruth)
    assert (record.visitor, record.name) == (site.ruth, "Ruth Achieng")
    assert here(site) == [site.ruth]
    assert newest(site)[:2] == ("sit_beside", f"visitor:{site.ruth}")


def test_asked_twice_it_is_the_same(site):
    for _ in range(2):
        assert beside(site, site.ruth).visitor == site.ruth
    assert here(site) == [site.ruth]


def test_who_is_not_in_the_class_sits_already_or_comes_third(site, clock):
    stranger = site.visitor("Otieno Oduor", code="471904")
    assert refused(site, stranger) == "seat_stranger"
    assert refused(site, site.grace) == "seat_same"
    assert refused(site, "nobody") == "seat_guest"
    add(site, site.made, stranger)
    site.start(2, by=site.operator, visitor=stranger)
    assert refused(site, stranger) == "seat_elsewhere"
    beside(site, site.ruth)
    third = site.visitor("Wanjiku Kamau", code="471905")
    add(site, site.made, third)
    assert refused(site, third) == "seat_full"
    clock.forward(seconds=HOUR + 1)
    assert refused(site, third) == "seat_no_class"


def test_a_mentor_lets_somebody_in_whose_pin_is_forgotten(site):
    told = {"seat": 1, "visitor": site.ruth, "by": site.operator}
    for _twice in range(2):
        site.hub.write(seat_sharing.seat_beside, **told)
    assert here(site) == [site.ruth]
    assert newest(site)[:2] == ("sit_beside", f"visitor:{site.ruth}")
    assert look(site, audit.latest, before=None, limit=1)[0].by == site.operator


@pytest.mark.parametrize(
    ("seat", "visitor", "code"),
    [(2, "ruth", "nobody_sits"), (1, "grace", "seat_same"), (1, "nobody", "seat_guest")],
)
def test_a_mentor_is_held_to_the_same_rules(site, seat, visitor, code):
    told = {"seat": seat, "visitor": getattr(site, visitor, visitor), "by": site.operator}
    with pytest.raises(Refusal, match=code):
        site.hub.write(seat_sharing.seat_beside, **told)
    assert here(site) == []


def test_a_mentor_chooses_from_who_sits_alone_and_who_sits_nowhere(site, clock):
    def offered():
        found = look(site, sharing, clock.now())
        return found.seats, [name for _visitor, name in found.learners]

    stranger = site.visitor("Otieno Oduor", code="471904")
    site.start(2, by=site.operator, visitor=stranger)
    assert offered() == (((1, "Grace Muthoni"),), ["Ruth Achieng"])
    beside(site, site.ruth)
    assert offered() == ((), [])
    clock.forward(seconds=HOUR + 1)
    assert offered() == ((), [])


def test_where_seats_are_kept_for_a_class_only_these_are_chosen_from(site, clock):
    clock.forward(seconds=HOUR + 1)
    meet(site, site.made, seats=(2,))
    assert look(site, sharing, clock.now()).seats == ()


def test_who_is_banned_learns_beside_nobody(site):
    ban = {"day": "2026-11-30", "by": site.operator, "reason": "fights"}
    site.hub.write(care.ban_visitor, visitor=site.ruth, **ban)
    assert refused(site, site.ruth) == "banned"
    assert here(site) == []


def test_who_learns_beside_somebody_learns_beside_nobody_else(site):
    other = site.visitor("Otieno Oduor", code="471904")
    add(site, site.made, other)
    there = site.start(2, by=site.operator, visitor=other).session
    beside(site, site.ruth)
    assert refused(site, site.ruth, seat=2, session=there) == "seat_elsewhere"
    assert refused(site, other, seat=1, session=there) == "no_session_here"


def test_at_seats_that_are_kept_for_another_class_nobody_shares(site, clock):
    clock.forward(seconds=HOUR + 1)
    meet(site, site.made, seats=(2,))
    assert refused(site, site.ruth) == "seat_no_class"


def test_a_class_that_shares_no_seats_lets_nobody_in(site, clock):
    clock.forward(seconds=HOUR + 1)
    alone = make_class(site, "Evenings")
    for visitor in (site.grace, site.ruth):
        add(site, alone, visitor)
    meet(site, alone)
    assert refused(site, site.ruth) == "seat_no_class"


def test_what_they_practise_counts_for_both(site):
    beside(site, site.ruth)
    assert site.seat.tell(practice(site.grace), practice(site.ruth)) == STORED * 2
    assert practised(site, site.grace) == practised(site, site.ruth) == ["c1"]


def test_an_exam_of_who_is_beside_is_theirs_alone(site):
    beside(site, site.ruth)
    assert site.seat.sit_exam(site.ruth) == STORED
    assert [one.passed for one in look(site, training.attempts, site.ruth)] == [True]
    assert look(site, training.attempts, site.grace) == ()


def test_of_a_stranger_a_seat_says_nothing_that_counts(site):
    assert site.seat.sit_exam(site.ruth) == [("parked", "not_understood_yet")]
    assert look(site, training.attempts, site.ruth) == ()


def test_a_forged_word_of_another_station_is_not_believed(site):
    beside(site, site.ruth)
    other = SeatMachine(site, 2)
    assert other.sit_exam(site.ruth) == [("parked", "not_understood_yet")]
    assert other.tell(LearnerLeft(site.session, site.ruth)) == REFUSED
    assert refused(site, site.ruth, seat=2) == "no_session_here"
    assert here(site) == [site.ruth]


def test_after_they_left_an_exam_in_their_name_is_refused(site, clock):
    beside(site, site.ruth)
    clock.forward(seconds=600)
    assert site.seat.tell(LearnerLeft(site.session, site.ruth)) == STORED
    assert newest(site)[:2] == ("leave_seat_beside", f"visitor:{site.ruth}")
    assert here(site) == []
    clock.forward(seconds=301)
    assert site.seat.sit_exam(site.ruth) == REFUSED
    assert site.seat.tell(practice(site.ruth)) == REFUSED
    assert look(site, training.attempts, site.ruth) == ()


def test_what_came_before_they_left_counts_however_late_it_comes(site, clock):
    beside(site, site.ruth)
    clock.forward(seconds=60)
    late = [site.seat.say(exam(site.hub, site.ruth)), site.seat.say(practice(site.ruth))]
    clock.forward(seconds=60)
    site.seat.tell(LearnerLeft(site.session, site.ruth))
    clock.forward(seconds=86_400)
    answer = site.seat.give(*late)
    assert [one.result for one in answer.results] == ["stored", "stored"]


def test_with_a_clock_that_was_moved_the_hub_goes_by_its_own(site, clock):
    beside(site, site.ruth)
    clock.forward(seconds=60)
    site.seat.clock_is_ahead_ms = 10**9  # what the station's clock says, and by how much it knows
    assert site.seat.tell(practice(site.ruth)) == STORED
    site.seat.tell(LearnerLeft(site.session, site.ruth))
    clock.forward(seconds=301)
    assert site.seat.tell(practice(site.ruth, "c2")) == REFUSED


def test_tasks_reactions_and_careers_are_never_theirs(site):
    beside(site, site.ruth)
    reaction = Reaction(visitor=site.ruth, assignment="a-1", kind="accept")
    assert site.seat.tell(reaction) == REFUSED
    assert site.seat.tell(CareerSaid(site.ruth, "share")) == REFUSED
    assert site.seat.submit(site.session, site.ruth, "a-1") == REFUSED


def test_the_session_ends_both(site, clock):
    beside(site, site.ruth)
    clock.forward(seconds=600)
    site.seat.tell(SessionClosed(site.session, 600, "finished"))
    assert here(site) == []
    assert look(site, sharers.of_visitor, site.ruth) is None
    clock.forward(seconds=301)
    assert site.seat.tell(practice(site.ruth)) == REFUSED


def test_who_takes_a_seat_of_their_own_learns_beside_nobody_any_more(site):
    beside(site, site.ruth)
    site.start(2, by=site.operator, visitor=site.ruth)
    assert here(site) == []
    assert refused(site, site.ruth) == "seat_elsewhere"


def test_a_seat_that_the_desk_closed_lets_its_learner_go_on_elsewhere(site):
    other = site.visitor("Otieno Oduor", code="471904")
    add(site, site.made, other)
    there = site.start(2, by=site.operator, visitor=other).session
    beside(site, site.ruth)
    site.hub.write(_close, session=site.session)
    assert beside(site, site.ruth, seat=2, session=there).visitor == site.ruth
    assert [one.seat for one in look(site, sharers.all_now)] == [2]


def _close(db, now, *, session):
    sessions.close(db, now, session=session, used_s=60, why="desk", receipt=b"{}")


def test_another_may_follow_who_left(site):
    beside(site, site.ruth)
    site.seat.tell(LearnerLeft(site.session, site.ruth), LearnerLeft(site.session, site.ruth))
    other = site.visitor("Otieno Oduor", code="471904")
    add(site, site.made, other)
    beside(site, other)
    assert here(site) == [other]


def test_the_seat_says_that_both_were_there(site, clock):
    clock.forward(seconds=600)
    site.hub.write(_use, session=site.session, used_s=600)
    beside(site, site.ruth)
    clock.forward(seconds=1200)
    site.hub.write(_use, session=site.session, used_s=1800)
    assert site.hub.write(meetings.take_attendance) == 2
    row = look(site, meetings.known, site.meeting)
    with site.hub.read() as db:
        assert meetings.there(db, site.hub.now(), row) == {site.grace: 30, site.ruth: 20}
    site.seat.tell(LearnerLeft(site.session, site.ruth))
    clock.forward(seconds=600)
    site.hub.write(_use, session=site.session, used_s=2400)
    with site.hub.read() as db:
        assert meetings.there(db, site.hub.now(), row) == {site.grace: 40, site.ruth: 20}


def _use(db, now, *, session, used_s):
    sessions.note_used(db, session=session, used_s=used_s)


def test_the_meter_runs_once(site, clock):
    before = look(site, sessions.by_id, site.session)
    beside(site, site.ruth)
    after = look(site, sessions.by_id, site.session)
    assert after == before
    assert look(site, sessions.open_of, site.ruth) is None


def test_a_record_says_whether_its_class_shares_seats(site):
    with site.hub.read() as db:
        now, hub_site = site.hub.now(), site.hub.site
        assert record_of(db, now, hub_site, visitor=site.ruth).shares_seats
        other = site.visitor("Otieno Oduor", code="471904")
    with site.hub.read() as db:
        assert not record_of(db, now, hub_site, visitor=other).shares_seats


def test_nobody_is_merged_or_erased_while_they_learn_beside_another(site):
    other = site.visitor("Ruth A", code="471904")
    beside(site, site.ruth)
    told = {"by": site.operator, "reason": "twice"}
    with pytest.raises(Refusal, match="visitor_has_session"):
        site.hub.write(merging.merge_visitors, keep=other, drop=site.ruth, **told)
    with pytest.raises(Refusal, match="visitor_has_session"):
        site.hub.write(merging.erase_visitor, visitor=site.ruth, given_up="", **told)


def test_a_merged_record_keeps_what_was_learned_beside(site, clock):
    keep = site.visitor("Ruth A", code="471904")
    beside(site, site.ruth)
    clock.forward(seconds=60)
    late = site.seat.say(practice(site.ruth))
    left = LearnerLeft(site.session, site.ruth)
    site.seat.tell(left)
    site.hub.write(
        merging.merge_visitors, keep=keep, drop=site.ruth, by=site.operator, reason="twice"
    )
    assert [one.result for one in site.seat.give(late).results] == ["stored"]
    assert practised(site, keep) == ["c1"]
    assert site.seat.tell(left) == STORED
    with site.hub.read() as db:
        assert [row["seat"] for row in keeping.everything(db, keep)["shared_seats"]] == [1]


def test_a_hub_that_was_put_back_keeps_word_of_who_was_beside_until_it_is_understood(site, clock):
    beside(site, site.ruth)
    site.seat.tell(LearnerLeft(site.session, site.ruth))
    site.hub.write(restores.note, copied_at=site.hub.now())
    clock.forward(seconds=400)
    assert site.seat.tell(practice(site.ruth)) == [("parked", "not_understood_yet")]


def test_the_records_of_both_are_told_to_their_station_alone(site):
    beside(site, site.ruth)

    def told(seat):
        with site.hub.read() as db:
            return seat_sharing.besides(
                db, site.hub.now(), site.hub.site, station=site.stations[seat], session=site.session
            )

    assert [one.visitor for one in told(1).records] == [site.ruth]
    with pytest.raises(Refusal, match="no_session_here"):
        told(2)
    assert read(site, sharers.all_now)[0].name == "Ruth Achieng"
