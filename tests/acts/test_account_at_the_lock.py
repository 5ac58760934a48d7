"""At the lock: the account is offered where no time is left, and pays what was agreed to."""

import pytest
from fakes.machines import SeatMachine, look

from kiosk.acts import front_desk, seating
from kiosk.acts.arriving import Identity
from kiosk.acts.selling import Counter
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.refusals import Refusal
from kiosk.store import sessions

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def come(site, visitor, *, account_minor=0):
    opened = site.hub.write(
        seating.open_by_identity,
        station=site.stations[1],
        boot_id="boot-1",
        identity=Identity(visitor),
        account_minor=account_minor,
    )
    return look(site, sessions.by_id, decode(opened.lease.raw, Lease).session)


def refused(site, visitor, **words):
    with pytest.raises(Refusal) as refusal:
        come(site, visitor, **words)
    return refusal.value.code, refusal.value.details


@pytest.mark.parametrize(
    ("balance", "aside"), [(10_000, 7_000), (3_500, 3_500)], ids=["an hour", "what there is"]
)
def test_the_account_is_offered_and_nothing_taken_before_the_yes(site, balance, aside):
    grace = site.visitor()
    site.earn(grace, balance)
    told = {"aside_minor": aside, "per_hour_minor": 7_000}
    assert refused(site, grace) == ("account_offered", told)
    assert site.balance(f"visitor:{grace}") == balance


def test_what_was_agreed_to_is_set_aside_and_the_rest_comes_back(site):
    grace = site.visitor()
    site.earn(grace, 10_000)
    session = come(site, grace, account_minor=7_000)
    assert (session.kind, session.granted_s) == ("account", 3_600)
    assert site.balance(f"visitor:{grace}") == 3_000
    SeatMachine(site, 1).close(session.id, used_s=1_800)
    assert site.balance(f"visitor:{grace}") == 6_500


def test_an_empty_account_is_not_offered(site):
    assert refused(site, site.visitor())[0] == "no_time_left"


def test_who_has_time_is_asked_nothing(site):
    grace = site.visitor()
    site.earn(grace, 10_000)
    counter = Counter("half-hour", 4_000, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    assert come(site, grace).kind == "prepaid"


def test_who_agreed_to_more_than_there_is_has_what_there_is(site):
    grace = site.visitor()
    site.earn(grace, 3_500)
    assert come(site, grace, account_minor=7_000).limit_minor == 3_500
