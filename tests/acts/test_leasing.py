"""What a lease covers with the hub away, row by row of the table in the design: by what pays."""

import pytest
from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import look

from kiosk.acts import accounts, front_desk, seating
from kiosk.acts.granting import Terms
from kiosk.acts.selling import Counter
from kiosk.hub_folder import DATABASE
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.tenders import Pay
from kiosk.store import sessions
from kiosk.verifying import verify_hub
from station_agent.meter import limit_s

HOUR, HALF_HOUR = 3_600, 1_800
OFFLINE_OK = HOUR
TEN_HOURS = 36_000


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        world.grace = world.visitor()
        yield world
        assert verify_hub(world.hub.folder / DATABASE)["problems"] == []
        world.hub.close()


def buys(site, offer="half-hour"):
    counter = Counter(offer, 10**6, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=site.grace, counter=counter)


def metered(site, terms):
    told = {"seat": 1, "visitor": site.grace, "terms": terms, "by": site.operator}
    return site.hub.write(front_desk.start_metered, **told)


def lease_of(site, *, used_s=0):
    """The lease that the station gets when it tells what was used."""
    session = site.session_at(1).id
    told = {"station": site.stations[1], "session": session, "boot_id": "boot-1"}
    renewed = site.hub.write(seating.renew_lease, **told, used_s=used_s)
    return decode(renewed.lease.raw, Lease)


def alone_s(lease, *, used_s=0):
    """How far the station lets it run when the hub goes away now."""
    return limit_s(lease, renewed_at_used_s=used_s, hub_away=True)


def test_a_package_may_be_used_up(site):
    buys(site)
    buys(site)
    site.open_at_lock(1, site.grace)
    lease = lease_of(site, used_s=60)
    assert (lease.kind, alone_s(lease, used_s=60)) == ("prepaid", 2 * HALF_HOUR)


def test_of_a_subscription_no_more_than_the_owner_allows(site):
    site.subscribe(site.grace, by=site.operator, seconds=TEN_HOURS)
    site.open_at_lock(1, site.grace)
    lease = lease_of(site, used_s=600)
    assert (lease.kind, lease.seconds) == ("pass", TEN_HOURS)
    assert alone_s(lease, used_s=600) == 600 + OFFLINE_OK


def test_of_what_a_sponsor_pays_no_more_than_the_owner_allows(site):
    site.sponsor(by=site.operator, group="visitor", budget_minor=600_000)
    site.open_at_lock(1, site.grace)
    lease = lease_of(site)
    assert lease.kind == "pass"
    assert lease.seconds > OFFLINE_OK
    assert alone_s(lease) == OFFLINE_OK


def test_beside_a_subscription_all_of_a_package_too(site):
    site.subscribe(site.grace, by=site.operator, seconds=TEN_HOURS)
    buys(site)
    site.open_at_lock(1, site.grace)
    lease = lease_of(site)
    assert (lease.kind, lease.seconds) == ("pass", TEN_HOURS + HALF_HOUR)
    assert alone_s(lease) == HALF_HOUR + OFFLINE_OK
    lease = lease_of(site, used_s=TEN_HOURS + 100)
    assert (lease.kind, alone_s(lease, used_s=TEN_HOURS + 100)) == (
        "prepaid",
        TEN_HOURS + HALF_HOUR,
    ), "only bought time is left"


def test_a_short_rest_of_a_subscription_is_no_longer_by_it(site):
    site.subscribe(site.grace, by=site.operator, seconds=900)
    site.open_at_lock(1, site.grace)
    lease = lease_of(site, used_s=100)
    assert lease.offline_ok_s == 800
    assert alone_s(lease, used_s=100) == 900


def test_account_money_is_set_aside_at_the_dearest_rate_and_may_be_used_up(site):
    minor = 7_000
    paid = {"amount_minor": minor, "tendered_minor": minor, "pay": Pay(), "by": site.operator}
    site.hub.write(accounts.top_up, visitor=site.grace, **paid)
    name = metered(site, Terms("account"))
    lease = lease_of(site)
    assert site.balance(f"reserved:{name}") == minor
    assert site.balance(f"visitor:{site.grace}") == 0
    assert alone_s(lease) == lease.seconds == look(site, sessions.by_id, name).granted_s


@pytest.mark.parametrize(
    "terms",
    [Terms("postpaid"), Terms("free", limit_s=2 * HOUR, reason="class")],
)
def test_who_pays_after_or_not_runs_as_long_as_the_owner_allows(site, terms):
    metered(site, terms)
    lease = lease_of(site, used_s=300)
    assert lease.seconds > 300 + OFFLINE_OK
    assert alone_s(lease, used_s=300) == 300 + OFFLINE_OK
