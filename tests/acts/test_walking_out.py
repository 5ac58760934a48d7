"""Somebody left without a word: closed at the last word, and what is owed given up by the shift."""

from dataclasses import replace

import pytest
from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import look

from kiosk.acts import dues, front_desk, walking_out
from kiosk.acts.granting import Terms
from kiosk.rules.refusals import Refusal
from kiosk.store import passes, sessions, walk_outs

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


@pytest.fixture
def site(clock):
    """A café where visitors may pay after."""
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        yield world
        world.hub.close()


def write_off(site, *, seat=1, reason="Ran for the bus", told_used_s=0, approved_by=""):
    return site.hub.write(
        walking_out.write_off,
        seat=seat,
        reason=reason,
        told_used_s=told_used_s,
        by=site.operator,
        approved_by=approved_by,
    )


def listed(site):
    return [(one.seat, one.reason, one.minor) for one in look(site, walk_outs.latest, limit=10)]


def test_time_paid_ahead_is_kept_and_nothing_is_given_up(site):
    grace = site.visitor()
    name = site.start(1, by=site.operator, visitor=grace).session
    site.running(1, name)
    assert write_off(site, told_used_s=300) == 0
    closed = look(site, sessions.by_id, name)
    assert (closed.why, closed.used_s) == ("walked_out", 300)
    (held,) = look(site, passes.usable, visitor=grace, at=site.hub.now())
    assert held.left_s == 1_500
    assert listed(site) == [(1, "Ran for the bus", 0)]


def test_what_is_owed_is_lost_and_stands_with_its_shift(site):
    after = Terms("postpaid")
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=after, by=site.operator
    )
    site.running(1, name)
    given_up = write_off(site, told_used_s=1_800)
    assert given_up == 3_500
    assert site.balance("loss") == given_up
    assert listed(site) == [(1, "Ran for the bus", given_up)]
    site.start(1, by=site.operator)  # the seat is free again


@pytest.mark.parametrize("sits", [True, False])
def test_above_the_limit_a_second_person_agrees_to_what_is_given_up(site, seat_1, sits):
    naomi = site.staff("naomi", role="owner")
    settings = replace(site.hub.settings, second_person_over_minor=3_499)
    site.hub.site = replace(site.hub.site, settings=settings)
    after = Terms("postpaid")
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=after, by=site.operator
    )
    site.running(1, name)
    if not sits:
        seat_1.close(name, used_s=1_800)

    def give_up(approved_by=""):
        if sits:
            return write_off(site, told_used_s=1_800, approved_by=approved_by)
        told = {"seat": 1, "reason": "No money", "by": site.operator}
        return site.hub.write(dues.write_off_due, approved_by=approved_by, **told)

    with pytest.raises(Refusal, match="second_person_missing"):
        give_up()
    assert site.balance("loss") == 0
    assert give_up(approved_by=naomi) == 3_500


def test_what_was_written_off_at_the_seat_stands_in_the_same_list(site, seat_1):
    after = Terms("postpaid")
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=after, by=site.operator
    )
    seat_1.close(name, used_s=1_800)
    site.hub.write(dues.write_off_due, seat=1, reason="No money", by=site.operator)
    assert listed(site) == [(1, "No money", 3_500)]


@pytest.mark.parametrize(
    ("seat", "reason", "refusal"),
    [(9, "x", "no_such_station"), (2, "x", "no_session_here"), (1, " ", "reason_missing")],
)
def test_nothing_is_written_off(site, seat, reason, refusal):
    site.start(1, by=site.operator)
    with pytest.raises(Refusal, match=refusal):
        write_off(site, seat=seat, reason=reason)
    assert listed(site) == []
