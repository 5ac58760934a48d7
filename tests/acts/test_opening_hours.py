"""A session lasts up to closing at most; it is Sunday, 01:26:40."""

import pytest
from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import look

from kiosk.acts import front_desk
from kiosk.acts.granting import Terms
from kiosk.acts.opening_hours import closing_after, opening_after
from kiosk.acts.selling import Counter
from kiosk.rules.refusals import Refusal
from kiosk.store import passes

TO_CLOSING_S = 13 * 60 + 20


@pytest.fixture
def site(clock):
    """A café that closes at 01:40."""
    with quick_disk.folder() as folder:
        world = cafe(folder, clock, opening_hours=("sat 20:00-01:40",))
        yield world
        world.hub.close()


def test_a_session_is_given_time_up_to_closing_and_the_rest_is_kept(site):
    grace = site.visitor()
    site.start(1, by=site.operator, visitor=grace)
    assert site.session_at(1).granted_s == TO_CLOSING_S
    (held,) = look(site, passes.usable, visitor=grace, at=site.hub.now())
    assert held.left_s == 1_800


@pytest.mark.parametrize("terms", [Terms("postpaid"), Terms("free", limit_s=3_600, reason="visit")])
def test_what_is_paid_after_or_free_ends_by_closing_too(site, terms):
    site.hub.write(front_desk.start_metered, seat=1, visitor=None, terms=terms, by=site.operator)
    assert site.session_at(1).granted_s == TO_CLOSING_S


def test_more_time_does_not_go_past_closing(site):
    site.start(1, by=site.operator)
    counter = Counter("half-hour", 10_000, site.operator)
    site.hub.write(front_desk.extend_session, seat=1, counter=counter)
    assert site.session_at(1).granted_s == TO_CLOSING_S


def test_nobody_starts_when_the_site_is_closed(site, clock):
    clock.forward(seconds=TO_CLOSING_S)
    with pytest.raises(Refusal, match="site_closed"):
        site.start(1, by=site.operator)


@pytest.mark.parametrize("off_s", [TO_CLOSING_S, -86_400 * 400, 86_400 * 365 + TO_CLOSING_S])
def test_by_an_hour_that_may_be_any_nobody_is_turned_away(site, clock, off_s):
    clock.jump_wall(seconds=off_s)
    started = site.start(1, by=site.operator)
    assert site.session_at(1).granted_s == 1_800
    assert started.session
    now = site.hub.now()
    assert closing_after(site.hub.site, now) is None
    assert opening_after(site.hub.site, now) == now
    clock.jump_wall(seconds=-off_s)
    assert closing_after(site.hub.site, site.hub.now()) is not None
