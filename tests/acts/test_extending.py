"""A little more at the end: the owner says how much, it is free, once a session, and on record."""

from dataclasses import replace

import msgspec
import pytest
from fakes.machines import SeatMachine, look

from kiosk.acts import extending, front_desk, seating, tariffs
from kiosk.acts.granting import Terms
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.leakage import Seconds, all_of, seconds_of
from kiosk.rules.refusals import Refusal
from kiosk.store import commands, dues, given_time, leakage, sessions

HALF_HOUR, MORE = 1_800, 180
RATE = {"zone": "*", "group": "*", "per_hour_minor": 7_000}
MORNING = RATE | {"from": "06:00", "to": "12:00", "per_hour_minor": 14_000}

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def allow(site, **settings):
    here = replace(site.hub.settings, last_extension_s=MORE, **settings)
    site.hub.site = replace(site.hub.site, settings=here)


def ask(site, session):
    return site.hub.write(extending.extend_here, station=site.stations[1], session=session)


def refused(act, *arguments, **words):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **words)
    return refusal.value.code


def granted(site, name):
    return look(site, sessions.by_id, name).granted_s


def given(site, name):
    return [(one.why, one.seconds, one.reason) for one in look(site, given_time.of_session, name)]


def set_list(site, **told):
    body = msgspec.json.encode(
        {"timezone": "Africa/Nairobi", "currency": "KES", "grace_s": 0, "minimum_s": 0}
        | {"increment_s": 1, "daily_cap_minor": 0, **told}
    )
    told = {"body": body, "applies_from": site.hub.now(), "by": site.operator}
    site.hub.write(tariffs.set_tariff, **told)


@pytest.fixture
def session(site):
    return site.start(1, by=site.operator).session


def test_it_is_given_once_free_and_with_its_reason(site, seat_1, session):
    allow(site)
    assert ask(site, session) == MORE
    assert granted(site, session) == HALF_HOUR + MORE
    assert look(site, commands.waiting, site.stations[1])[-1].kind == "renew"
    assert refused(ask, site, session) == "extension_given"
    seat_1.close(session, used_s=HALF_HOUR + MORE)
    assert given(site, session) == [("extension", MORE, "asked for at the ending")]
    assert look(site, sessions.spent_s, session) == HALF_HOUR
    assert site.balance("sales:time") == 0


@pytest.mark.parametrize(
    ("after_s", "again"),
    [pytest.param(3_599, False, id="within"), pytest.param(3_601, True, id="after")],
)
def test_one_session_after_the_other_has_it_once_an_hour(site, seat_1, clock, after_s, again):
    allow(site)
    grace = site.visitor()
    first = site.start(1, by=site.operator, visitor=grace).session
    ask(site, first)
    seat_1.close(first, used_s=60)
    clock.forward(seconds=after_s)
    second = site.start(1, by=site.operator, visitor=grace).session
    assert (ask(site, second) == MORE) if again else refused(ask, site, second) == "extension_given"


def test_who_sits_there_next_has_it_too(site, seat_1):
    allow(site)
    first = site.start(1, by=site.operator).session
    ask(site, first)
    seat_1.close(first, used_s=60)
    assert ask(site, site.start(1, by=site.operator).session) == MORE


def test_the_desk_gives_it_too(site, session):
    allow(site)
    site.hub.write(extending.extend_at, seat=1, by=site.operator)
    assert given(site, session) == [("extension", MORE, "given by the desk")]
    assert refused(site.hub.write, extending.extend_at, seat=2, by="x") == "no_session_here"


def test_it_is_off_until_the_owner_allows_it(site, session):
    assert refused(ask, site, session) == "extension_off"


def test_a_station_asks_for_its_own_session_only(site, session):
    allow(site)
    other = site.start(2, by=site.operator).session
    assert refused(ask, site, other) == "no_session_here"


def test_it_stays_and_does_not_grow_when_the_session_pauses_in_it(site, seat_1, clock, session):
    allow(site)
    ask(site, session)
    clock.forward(seconds=HALF_HOUR + 60)
    seat_1.tell(SessionUsed(session, HALF_HOUR + 60, "paused"))
    clock.forward(seconds=60)
    seat_1.tell(SessionUsed(session, HALF_HOUR + 60, "resumed"))
    for used_s in (HALF_HOUR + 70, HALF_HOUR + 100):
        renewed = site.hub.write(
            seating.renew_lease,
            station=site.stations[1],
            session=session,
            boot_id="boot-1",
            used_s=used_s,
        )
        assert decode(renewed.lease.raw, Lease).seconds == HALF_HOUR + MORE


def test_who_pays_after_does_not_pay_for_it(site):
    allow(site, postpaid_cap_minor=3_500)
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=Terms("postpaid"), by=site.operator
    )
    ask(site, name)
    assert granted(site, name) == HALF_HOUR + MORE
    SeatMachine(site, 1).close(name, used_s=HALF_HOUR + MORE)
    assert look(site, sessions.by_id, name).limit_minor == 3_500
    assert look(site, dues.at_seat, 1).minor == 3_500


@pytest.mark.parametrize(
    ("used_s", "minor", "extended_s"),
    [
        pytest.param(HALF_HOUR + MORE, 3_500, MORE, id="all of it"),
        pytest.param(HALF_HOUR + 60, 3_500, 60, id="a part of it"),
        pytest.param(HALF_HOUR, 3_500, 0, id="up to it"),
        pytest.param(HALF_HOUR // 2, 1_750, 0, id="gone before it"),
    ],
)
@pytest.mark.parametrize("kind", ["postpaid", "account"])
def test_free_seconds_are_free_where_the_money_would_have_lasted(
    site, clock, kind, used_s, minor, extended_s
):
    """Tomorrow morning an hour is dearer, so the money set aside would pay for more now: it does not."""
    allow(site, postpaid_cap_minor=7_000)
    set_list(site, rate=[RATE, MORNING])
    grace = site.visitor()
    site.earn(grace, 7_000)
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=grace, terms=Terms(kind), by=site.operator
    )
    ask(site, name)
    assert granted(site, name) == HALF_HOUR + MORE
    clock.forward(seconds=used_s)
    SeatMachine(site, 1).close(name, used_s=used_s)
    receipt = msgspec.json.decode(look(site, sessions.by_id, name).receipt)
    assert (receipt["used_s"], receipt["given_s"]) == (used_s, extended_s)
    assert (receipt["total_minor"], sum(each["seconds"] for each in receipt["segments"])) == (
        *(minor, used_s),
    )
    due = look(site, dues.at_seat, 1)
    paid = 7_000 - site.balance(f"visitor:{grace}")
    assert (due.minor if kind == "postpaid" else paid) == minor
    told = look(site, leakage.settled, since=0, until=site.hub.now() + 1)
    seconds = all_of(seconds_of(each) for _, each in told)
    assert (seconds.free_s, seconds.covered_or_charged_s) == (extended_s, used_s - extended_s)


def test_free_seconds_make_no_price_of_one_in_grace(site):
    allow(site, postpaid_cap_minor=1_000)
    set_list(site, rate=[RATE], grace_s=600)
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=Terms("postpaid"), by=site.operator
    )
    ask(site, name)
    used_s = granted(site, name)
    assert used_s == 514 + MORE
    SeatMachine(site, 1).close(name, used_s=used_s)
    assert look(site, dues.at_seat, 1) is None
    ((_, told),) = look(site, leakage.settled, since=0, until=site.hub.now() + 1)
    assert seconds_of(told) == Seconds(grace_s=used_s)
