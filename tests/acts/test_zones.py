"""A zone gets another name: what names it follows, and what is over keeps what it was called."""

import json
from dataclasses import replace

import msgspec
import pytest
from fakes.machines import look, told

from kiosk.acts import bookings, front_desk, tariffs, waiting, zones
from kiosk.rules.instants import later
from kiosk.rules.offers import Terms
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, offers, stations
from kiosk.store import bookings as bookings_store
from kiosk.store import tariffs as tariffs_store
from kiosk.store import waiting as waiting_store


@pytest.fixture
def quiet(site):
    """Seat 3 alone in the quiet room, where an hour is dearer; an offer for that zone."""
    site.station(3, zone="quiet")
    prices(site)
    site.hub.write(offer_there)
    return site


def offer_there(db, now):
    terms = Terms(zones=frozenset({"quiet", "room"}))
    first = next(iter(offers.active(db)))
    offers.add(db, replace(first, id="there", title="There", terms=terms, series="there"), now)


def prices(site, *, hours=0, quiet_minor=9_000):
    with site.hub.read() as db:
        raw = json.loads(tariffs_store.body_in_force(db, site.hub.now(), site.hub.settings))
    everywhere = {"zone": "*", "group": "*", "per_hour_minor": 5_000}
    there = {"zone": "quiet", "group": "*", "per_hour_minor": quiet_minor}
    body = msgspec.json.encode(raw | {"rate": [everywhere, there]})
    since = later(site.hub.now(), seconds=hours * 3600)
    site.hub.write(tariffs.set_tariff, body=body, applies_from=since, by="test")


def rename(site, zone="quiet", name="Library"):
    return site.hub.write(zones.rename_zone, zone=zone, name=name, by="test")


def zones_in(row):
    return [rate["zone"] for rate in json.loads(row.body)["rate"]]


def test_seats_prices_offers_and_stations_follow(quiet):
    assert rename(quiet, name=" Library ") == "Library"
    assert look(quiet, stations.seat, 3).zone == "Library"
    assert look(quiet, stations.seat, 1).zone == "room"
    assert look(quiet, offers.by_id, "there").terms.zones == {"Library", "room"}
    now = quiet.hub.now()
    assert zones_in(look(quiet, tariffs_store.in_force, now)) == ["*", "Library"]
    assert told(quiet, f"station:{quiet.stations[3]}")[-1].zone == "Library"
    (line,) = [
        one for one in look(quiet, audit.latest, before=None, limit=9) if one.act == "rename_zone"
    ]
    assert (line.about, line.detail) == ("zone:Library", "quiet → Library")


def test_price_lists_to_come_follow_and_none_is_changed(quiet):
    prices(quiet, hours=5, quiet_minor=9_500)
    before = look(quiet, tariffs_store.to_come, quiet.hub.now(), limit=9)
    rename(quiet)
    (row,) = look(quiet, tariffs_store.to_come, quiet.hub.now(), limit=9)
    assert (row.applies_from, zones_in(row)) == (before[0].applies_from, ["*", "Library"])
    assert row.n > before[0].n
    kept = look(quiet, tariffs_store.latest, limit=9)
    assert zones_in(next(one for one in kept if one.n == before[0].n)) == ["*", "quiet"]


def test_a_list_that_does_not_name_it_stays(quiet):
    before = len(look(quiet, tariffs_store.latest, limit=9))
    rename(quiet, zone="room", name="Hall")
    assert len(look(quiet, tariffs_store.latest, limit=9)) == before


def test_an_old_line_of_a_zone_without_seats_does_not_come_to_hold(quiet):
    with quiet.hub.read() as db:
        raw = json.loads(tariffs_store.in_force(db, quiet.hub.now()).body)
    stale = {"zone": "Library", "group": "*", "per_hour_minor": 1}
    body = msgspec.json.encode(raw | {"rate": [*raw["rate"], stale]})
    quiet.hub.write(
        lambda db, now: tariffs_store.add(db, now, applies_from=now, body=body, by="test")
    )
    rename(quiet)
    row = look(quiet, tariffs_store.in_force, quiet.hub.now())
    assert [rate["per_hour_minor"] for rate in json.loads(row.body)["rate"]] == [5_000, 9_000]


def test_it_costs_the_same_under_its_new_name(quiet):
    rename(quiet)
    started = quiet.start(3, by=quiet.operator)
    assert started.session


@pytest.mark.parametrize(
    ("zone", "name", "code"),
    [
        ("quiet", " ", "zone_name_wrong"),
        ("quiet", "x" * 41, "zone_name_wrong"),
        ("quiet", "a\nb", "zone_name_wrong"),
        ("quiet", "*", "zone_name_wrong"),
        ("nowhere", "Library", "zone_unknown"),
        ("quiet", "room", "zone_taken"),
        ("quiet", "quiet", "zone_taken"),
    ],
)
def test_what_is_refused_changes_nothing(quiet, zone, name, code):
    with pytest.raises(Refusal, match=code):
        rename(quiet, zone, name)
    assert look(quiet, stations.seat, 3).zone == "quiet"


def test_a_booking_of_any_seat_there_is_one_under_its_new_name(quiet):
    starts = later(quiet.hub.now(), seconds=3600)
    wish = bookings.Wish(0, "quiet", starts, later(starts, seconds=3600))
    told = {"wish": wish, "visitor": None, "name": "Yusuf Duale", "by": quiet.operator}
    booked = quiet.hub.write(bookings.book, **told)
    rename(quiet)
    assert look(quiet, bookings_store.by_id, booked).booking.zone == "Library"


def test_who_waits_for_the_zone_waits_for_it_under_its_new_name(quiet):
    told = {"name": "Yusuf Duale", "visitor": None, "zone": "quiet", "by": "test"}
    with quiet.hub.read() as db:
        assert waiting_store.open_ones(db, quiet.hub.now()) == ()
    quiet.start(3, by=quiet.operator)
    quiet.hub.write(waiting.join, **told)
    quiet.hub.write(front_desk.settle_lost_session, seat=3, by=quiet.operator)
    rename(quiet)
    (ticket,) = look(quiet, waiting_store.open_ones, quiet.hub.now())
    assert ticket.zone == "Library"


def test_nobody_may_sit_anywhere(quiet):
    quiet.start(1, by=quiet.operator)
    with pytest.raises(Refusal, match="zone_in_use"):
        rename(quiet)


def test_a_name_of_forty_letters_is_a_name(quiet):
    assert rename(quiet, name="x" * 40) == "x" * 40


def test_while_the_clock_is_in_doubt_no_price_is_set_nor_zone_renamed(quiet, clock):
    """A list set in "1970" would never hold; a rename would miss the list that holds."""
    clock.jump_wall(seconds=-86_400)
    for act in (prices, rename):
        with pytest.raises(Refusal, match="clock_doubted"):
            act(quiet)
    clock.jump_wall(seconds=86_400)
    assert rename(quiet) == "Library"
