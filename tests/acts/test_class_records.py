"""Classes as kept: who is in one, who was there, and what becomes of it when records are merged."""

import pytest
from fakes.machines import look

from kiosk.acts import merging
from kiosk.queries import classes as queries
from kiosk.queries.classes import Member
from kiosk.rules.instants import later
from kiosk.store import classes, keeping, meetings
from kiosk.store.classes import Class
from kiosk.store.meetings import MeetingRow

HOUR = 3600


def write(site, function, *arguments, **words):
    def act(db, now):
        return function(db, *arguments, **words)

    return site.hub.write(act)


@pytest.fixture
def people(site):
    return site.visitor("Grace Muthoni", code="471902"), site.visitor("Grace Mutoni", code="471903")


@pytest.fixture
def cohort(site):
    """A class that meets now, without seats kept."""
    now = site.hub.now()
    made = Class("c", "Morning", site.staff("joy", role="mentor"), now, "test")
    write(site, classes.add, made)
    ends = later(now, seconds=HOUR)
    write(site, meetings.add, MeetingRow("m", "c", None, now, ends, now, "test"))
    return made


def join(site, visitor, class_id="c"):
    told = {"class_id": class_id, "visitor": visitor, "how": "staff", "by": "test"}
    return write(site, classes.put_member, site.hub.now(), **told)


def sat(site, visitor, minutes):
    told = {"meeting": "m", "visitor": visitor, "minutes": minutes, "by": "station"}
    return write(site, meetings.note_sat, site.hub.now(), **told)


def say(site, visitor, minutes, reason="came by bus"):
    told = {"meeting": "m", "visitor": visitor, "minutes": minutes, "reason": reason, "by": "joy"}
    return write(site, meetings.say, site.hub.now(), **told)


def history(site, visitor):
    rows = look(site, meetings.history, meeting="m", visitor=visitor)
    return [(row.how, row.minutes, row.reason) for row in rows]


def test_who_meets_now_and_where_they_sit(site, cohort, people):
    grace, twin = people
    assert join(site, grace)
    assert join(site, twin)
    assert not join(site, grace)
    session = site.start(1, by=site.operator, visitor=grace).session
    (meeting,) = look(site, queries.meeting_now, site.hub.now())
    assert (meeting.id, meeting.class_id, meeting.title, meeting.seats) == ("m", "c", "Morning", ())
    here = Member(grace, "Grace Muthoni", 1, site.stations[1], session)
    assert look(site, queries.members, "c") == (here, Member(twin, "Grace Mutoni"))
    assert look(site, queries.members_at, meeting) == (here,)
    assert look(site, queries.meeting, "m") == meeting
    assert look(site, queries.meeting, "nothing") is None


def test_it_is_on_up_to_its_end(site, cohort):
    ends = later(site.hub.now(), seconds=HOUR)
    assert look(site, queries.meeting_now, later(ends, seconds=-1))
    assert look(site, queries.meeting_now, ends) == ()
    write(site, meetings.cancel, site.hub.now(), meeting="m", reason="no power")
    assert look(site, queries.meeting_now, site.hub.now()) == ()


def test_the_seats_word_only_grows_and_a_mentors_stands_over_it(site, cohort, people):
    grace, _ = people
    assert sat(site, grace, 20)
    assert sat(site, grace, 40)
    assert not sat(site, grace, 30)
    say(site, grace, 60)
    say(site, grace, 55, "left early")
    assert sat(site, grace, 45)
    assert history(site, grace) == [
        ("seat", 45, ""), ("mentor", 60, "came by bus"), ("mentor", 55, "left early"),
    ]  # fmt: skip


def merge(site, keep, drop):
    asked = {"keep": keep, "drop": drop, "by": site.operator, "reason": "registered twice"}
    site.hub.write(merging.merge_visitors, **asked)


def test_two_records_in_one_class_are_one_learner_who_sat_the_longer(site, cohort, people):
    grace, twin = people
    for who, minutes in ((grace, 10), (twin, 40)):
        join(site, who)
        sat(site, who, minutes)
    say(site, twin, 60)
    told = {"class_id": "c", "visitor": grace}
    assert write(site, classes.take_off, site.hub.now(), **told)
    assert not write(site, classes.take_off, site.hub.now(), **told)
    merge(site, grace, twin)
    assert history(site, grace) == [("seat", 40, ""), ("mentor", 60, "came by bus")]
    assert [row.visitor for row in look(site, classes.members, "c")] == [grace]
    assert [one.id for one in look(site, classes.of_visitor, grace)] == ["c"]


def test_who_is_erased_is_in_no_class_and_minutes_stay(site, cohort, people):
    grace, _ = people
    join(site, grace)
    say(site, grace, 60, "Grace has her mother here")
    kept = look(site, keeping.everything, grace)
    assert kept["classes"][0]["title"] == "Morning"
    assert kept["attendance"][0]["minutes"] == 60
    asked = {"visitor": grace, "by": site.operator, "reason": "asked for", "given_up": ""}
    site.hub.write(merging.erase_visitor, **asked)
    assert look(site, classes.members, "c") == ()
    assert history(site, grace) == [("mentor", 60, "erased")]
