"""Free time goes on by itself while nobody waits: never into a class, a booking or the night."""

from dataclasses import replace

import pytest
from fakes.machines import look

from kiosk.acts import blocks, front_desk, seating, waiting
from kiosk.acts.blocks import ClassWish
from kiosk.acts.granting import FREE_LIMIT_S, Terms
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.instants import later
from kiosk.store import audit, sessions

HALF_HOUR, MORE = 1_800, 900
FREE = Terms("free", limit_s=HALF_HOUR, reason="job search")
NEAR = HALF_HOUR - 660

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def allow(site, **told):
    here = replace(site.hub.settings, **({"free_goes_on_s": MORE} | told))
    site.hub.site = replace(site.hub.site, settings=here)


def start(site, terms=FREE):
    return site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=terms, by=site.operator
    )


def renew(site, session, *, used_s):
    renewed = site.hub.write(
        seating.renew_lease,
        station=site.stations[1],
        session=session,
        boot_id="boot-1",
        used_s=used_s,
    )
    return decode(renewed.lease.raw, Lease).seconds


def test_it_goes_on_before_any_warning_and_is_on_record(site):
    allow(site)
    session = start(site)
    assert renew(site, session, used_s=NEAR - 1) == HALF_HOUR
    assert renew(site, session, used_s=NEAR) == HALF_HOUR + MORE
    assert renew(site, session, used_s=NEAR + 30) == HALF_HOUR + MORE
    assert renew(site, session, used_s=NEAR + MORE) == HALF_HOUR + 2 * MORE
    lines = look(site, audit.latest, before=None, limit=10)
    assert [one.act for one in lines].count("go_on") == 2
    assert site.balance("sales:time") == 0


def test_it_ends_until_the_owner_allows_it(site):
    assert renew(site, start(site), used_s=NEAR) == HALF_HOUR


def test_it_ends_while_somebody_waits(site):
    allow(site)
    session = start(site)
    site.hub.write(waiting.join, visitor=None, name="Grace", zone="", by=site.operator)
    assert renew(site, session, used_s=NEAR) == HALF_HOUR


def test_a_class_ends_when_it_ends(site, clock):
    allow(site)
    starts = later(site.hub.now(), seconds=900)
    ends = later(starts, seconds=HALF_HOUR)
    wish = ClassWish("CV writing", (1,), starts, ends, "free")
    block = site.hub.write(blocks.book_block, wish=wish, by=site.operator)
    clock.forward(seconds=900)
    site.hub.write(blocks.start_for_class, seat=1, visitor=None, block=block, by=site.operator)
    assert renew(site, site.session_at(1).id, used_s=NEAR) == HALF_HOUR


def test_what_a_sponsor_pays_for_ends_with_its_budget(site):
    allow(site)
    made = site.sponsor(by=site.operator, group="")
    session = start(site, replace(FREE, sponsorship=made))
    assert renew(site, session, used_s=NEAR) == HALF_HOUR


@pytest.mark.parametrize("kind", ["postpaid", "prepaid"])
def test_paid_time_does_not(site, kind):
    allow(site, postpaid_cap_minor=3_500)
    if kind == "prepaid":
        session = site.start(1, by=site.operator).session
    else:
        session = start(site, Terms("postpaid"))
    granted_s = look(site, sessions.by_id, session).granted_s
    assert renew(site, session, used_s=granted_s - 60) == granted_s


def test_it_never_goes_on_for_more_than_a_day(site):
    allow(site)
    session = start(site, replace(FREE, limit_s=FREE_LIMIT_S - 100))
    used_s = FREE_LIMIT_S - 200
    assert renew(site, session, used_s=used_s) == FREE_LIMIT_S
    assert renew(site, session, used_s=used_s + 60) == FREE_LIMIT_S
