"""The window: what anyone may look at on a locked station."""

import msgspec
from fakes.machines import look, told

from kiosk.acts import furnishing, passes, tariffs, window
from kiosk.protocol.bodies import Window
from kiosk.rules.instants import Instant
from kiosk.rules.offers import Draft
from kiosk.store import offers, stations, tasks
from kiosk.store import tariffs as tariffs_store
from kiosk.store.offers import Offer
from kiosk.store.stations import SeatRow


def windows(site, seat=1):
    found = told(site, f"station:{site.stations[seat]}")
    return [body for body in found if isinstance(body, Window)]


def test_a_window_shows_prices_tasks_and_the_rules_of_time(site, exchange):
    exchange.allot("assignment-1")
    shown = windows(site)[-1]
    settings = site.hub.settings
    assert [(price.title, price.price_minor) for price in shown.prices] == [("30 min", 4_000)]
    assert [terms.hit_type for terms in shown.tasks] == ["hit-1"]
    assert (shown.site, shown.timezone) == (settings.site_name, settings.timezone)
    assert shown.warnings_s == settings.warnings_s


def test_stations_are_told_anew_only_when_the_tasks_on_offer_change(site, exchange):
    before = len(windows(site))
    exchange.allot("assignment-1")
    exchange.allot("assignment-2")
    assert len(windows(site)) == before + 1
    assert windows(site)[-1] == windows(site, 2)[-1]
    exchange.allot("assignment-3", hit_type="hit-2")
    assert {terms.hit_type for terms in windows(site)[-1].tasks} == {"hit-1", "hit-2"}


def test_a_hand_that_takes_the_last_free_slot_changes_no_window(site, exchange):
    """Else every slot that the exchange sends to a full house is told to every station."""
    exchange.allot("assignment-1")
    site.start(1, by=site.operator)
    before = len(windows(site))
    for n in range(2, 7):
        exchange.allot(f"assignment-{n}")
        assert look(site, tasks.counts)["dealt"] == n
    assert len(windows(site)) == before


def test_more_types_than_a_window_shows_do_not_take_turns(site, exchange, clock):
    for n in range(window.TASKS_LIMIT + 3):
        exchange.allot(f"assignment-{n}", hit_type=f"hit-{n}")
    before = len(windows(site))
    for n in range(window.TASKS_LIMIT + 3):
        clock.forward(seconds=3)
        exchange.allot(f"again-{n}", hit_type=f"hit-{n}")
    assert len(windows(site)) == before


def test_a_window_shows_as_many_tasks_as_fit_into_a_fact(site, exchange):
    """Long forms must not stop the exchange's facts from being taken."""
    form = {"prompt": "x" * 9_000, "fields": [{"name": "digit", "kind": "text"}]}
    for n in range(12):
        exchange.allot(f"assignment-{n}", hit_type=f"hit-{n}", form=form)
    assert 1 < len(windows(site)[-1].tasks) < 12


def test_furnishing_leaves_what_is_there_as_it_is(site):
    site.hub.write(
        furnishing.furnish,
        offers=(
            Offer("half-hour", "other", 60, 1, 60, 9),
            Offer("hour", "1 h", 3_600, 7_000, 60, 0),
        ),
        seats=(SeatRow(1, "other", "Door", None, ""), SeatRow(7, "standard", "Door", None, "")),
    )
    assert [one.title for one in look(site, offers.active)] == ["1 h", "30 min"]
    assert look(site, stations.seat, 1).zone == "room"
    assert look(site, stations.seat, 7).row_name == "Door"
    assert [price.title for price in windows(site)[-1].prices] == ["1 h", "30 min"]


def price_list(site, *rates, **fields):
    raw = msgspec.json.decode(tariffs_store.of_settings(site.hub.settings))
    return msgspec.json.encode(raw | fields | {"rate": list(rates)})


def rate(per_hour_minor, zone="*", group="*", **limits):
    return {"zone": zone, "group": group, "per_hour_minor": per_hour_minor, **limits}


def set_list(site, body, *, in_s=0):
    site.hub.write(
        tariffs.set_tariff,
        body=body,
        applies_from=Instant(site.clock.now() + in_s * 1000),
        by="owner",
    )


def test_an_hour_costs_what_the_list_in_force_says_for_the_seats_zone(site):
    zone = look(site, stations.seat, 1).zone
    set_list(site, price_list(site, rate(9_000), rate(500, zone), rate(200, zone, "student")))
    shown = windows(site)[-1]
    assert (shown.per_hour_minor, shown.zone) == (500, zone)
    assert shown.lists[0].tariff["rate"] == [
        rate(9_000),
        rate(500, zone),
        rate(200, zone, "student"),
    ]


def test_a_station_is_told_no_price_of_another_zone(site):
    set_list(site, price_list(site, rate(9_000), rate(500, "cellar")))
    shown = windows(site)[-1]
    assert (shown.per_hour_minor, shown.lists[0].tariff["rate"]) == (9_000, [rate(9_000)])


def test_a_zone_without_a_price_costs_what_the_settings_say(site):
    body = price_list(site, rate(500, "cellar"))
    site.hub.write(
        lambda db, now: tariffs_store.add(db, now, applies_from=now, body=body, by="owner")
    )
    set_list(site, price_list(site, rate(800)), in_s=3_600)
    assert windows(site)[-1].per_hour_minor == site.hub.settings.per_hour_minor


def test_stations_are_told_the_lists_to_come(site):
    set_list(site, price_list(site, rate(500)))
    set_list(site, price_list(site, rate(800)), in_s=3_600)
    shown = windows(site)[-1]
    assert shown.per_hour_minor == 500
    assert [one.applies_from for one in shown.lists] == [0, site.clock.now() + 3_600_000]
    assert shown.lists[1].tariff["rate"] == [rate(800)]


def test_long_lists_to_come_leave_room_for_the_one_in_force(site):
    many = [rate(n, group=f"group-{n}") for n in range(1, 199)]
    set_list(site, price_list(site, rate(500), *many))
    set_list(site, price_list(site, rate(800), *many), in_s=3_600)
    set_list(site, price_list(site, rate(900), *many), in_s=7_200)
    assert 0 < len(windows(site)[-1].lists) < 3


def test_stations_are_told_what_an_offer_is_called_in_each_language(site):
    assert windows(site)[-1].prices[0].names is msgspec.UNSET
    (offer,) = look(site, offers.active)
    draft = Draft(offer.title, 4_000, 1_800, 86_400, 1, names=(("ar", "نصف ساعة"),))
    site.hub.write(passes.change_offer, offer=offer.id, draft=draft, by="test")
    (price,) = windows(site)[-1].prices
    assert price.names == {"ar": "نصف ساعة"}
    assert (price.called("ar"), price.called("sw")) == ("نصف ساعة", offer.title)
