"""The owner's page of offers: made, changed, pinned, retired, with what is wrong said at its field."""

import re

import pytest
from fakes.machines import look

from kiosk.store import offers

FILLED = {
    "title": "Night",
    "price": "90",
    "lasts": "hours",
    "minutes": "",
    "valid_days": "30",
    "a_day": "",
    "from": "22:00",
    "to": "6:00",
    "place": "7",
    "pinned": "1",
    **{f"day-{n}": "1" for n in range(5)},
}
NEW = "/settings/offers/new"


def make(owner, **changes):
    fields = {name: value for name, value in {**FILLED, **changes}.items() if value is not None}
    return owner.post("/settings/offers", page=NEW, **fields)


def titles(cafe, which=offers.active):
    return [one.title for one in look(cafe, which)]


def test_a_night_pass_is_made_and_sold_at_the_desk(owner, operator, cafe, shift):
    assert make(owner).status_code == 303
    (night,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert (night.terms.window.start, night.terms.window.end) == (1320, 360)
    assert night.terms.window.days == frozenset(range(5))
    shown = owner.page("/settings/offers")
    assert "Night is on sale." in shown
    assert "Mon, Tue, Wed, Thu, Fri, 22:00–06:00" in shown
    assert "All of it" in shown
    assert "Night" in operator.page("/floor?seat=1")


def test_the_week_is_shown_before_anything_is_sold(owner, cafe):
    answer = make(owner, look="1")
    assert answer.status_code == 200
    assert 'aria-label="Mon, Tue, Wed, Thu, Fri, 22:00–06:00"' in answer.text
    assert "Night" not in titles(cafe)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "Type the name on the button."),
        ({"title": "1 HOUR"}, "Another offer on sale has this name."),
        ({"price": "-5"}, "Type the amount in numbers"),
        ({"price": "9" * 20}, "This is too much."),
        ({"minutes": "0"}, "Type a whole number"),
        ({"minutes": "1000"}, "It lasts 9 h only"),
        ({"a_day": "600"}, "Type less than all its time"),
        ({"lasts": "for ever"}, "Choose how long it lasts."),
        ({"lasts": "span", "valid_days": "0"}, "Type a whole number"),
        ({"from": "25:00"}, "Type a time such as 08:30."),
        ({"from": "", "to": ""}, "Say from when to when its hours are."),
        ({"to": ""}, "Type both times, or none."),
        ({"from": ""}, "Type both times, or none."),
        ({"to": "22:00"}, "Type another time than the first."),
        ({"place": "1000"}, "Type a whole number"),
        ({"lasts": "renews", "period": "decade"}, "Choose a period."),
        ({"lasts": "renews", "period": "week", "arrears_days": "40"}, "Type a whole number"),
        (
            {"lasts": "renews", "period": "week", "arrears_days": "1", "carry_over": "1"},
            "Say how many minutes",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sold(owner, cafe, changes, said):
    before = titles(cafe)
    answer = make(owner, **changes)
    assert answer.status_code in (400, 409, 422)
    assert said in answer.text
    assert titles(cafe) == before


def test_a_change_shows_what_is_sold_now_and_makes_the_next_edition(owner, cafe):
    make(owner, **{"zone-0": "1"})
    (night,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    place = f"/settings/offers/{night.id}"
    shown = owner.page(place)
    assert 'value="22:00"' in shown
    assert 'id="zone-0" name="zone-0" value="1" checked' in shown
    assert owner.post(place, page=place, **{**FILLED, "look": "1"}).status_code == 200
    assert owner.post(place, page=place, **{**FILLED, "title": ""}).status_code == 422
    assert owner.post(place, page=place, **{**FILLED, "title": "1 hour"}).status_code == 409
    assert owner.post(place, page=place, **{**FILLED, "price": "99.50"}).status_code == 303
    (dearer,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert (dearer.edition, dearer.price_minor) == (2, 9950)
    assert owner.get("/settings/offers/none").status_code == 404


def test_a_span_and_a_day_in_words(owner, cafe):
    make(owner, lasts="day", title="Day", **{"from": "", "to": ""})
    make(owner, lasts="span", title="Ten", minutes="600", a_day="60", pinned=None)
    shown = owner.page("/settings/offers")
    for words in ("The end of the day", "30 days", "1 h a day", "Put on the floor"):
        assert words in shown.replace("<bdi>", "").replace("</bdi>", "")
    (day,) = [one for one in look(cafe, offers.active) if one.title == "Day"]
    assert 'value="day" checked' in owner.page(f"/settings/offers/{day.id}")
    (ten,) = [one for one in look(cafe, offers.active) if one.title == "Ten"]
    assert 'value="600"' in owner.page(f"/settings/offers/{ten.id}")


def test_pinned_retired_and_sold_again(owner, cafe):
    place = "/settings/offers"
    owner.post(f"{place}/hour/pin", page=place, pinned="0")
    assert "1 hour" not in titles(cafe, offers.pinned)
    owner.post(f"{place}/hour/pin", page=place, pinned="1")
    assert "1 hour" in titles(cafe, offers.pinned)
    owner.post(f"{place}/hour/retire", page=place)
    assert "1 hour" not in titles(cafe)
    assert "Sell again" in owner.page(place)
    owner.post(f"{place}/hour/restore", page=place)
    assert "1 hour" in titles(cafe)


def test_an_empty_desk_says_what_to_do(owner, cafe):
    for offer in ("quarter", "half-hour", "hour"):
        owner.post(f"/settings/offers/{offer}/retire", page="/settings/offers")
    assert "Nothing is on sale" in owner.page("/settings/offers")
    assert 'value="1"' in owner.page(NEW)


def test_a_subscription_is_made_and_changed(owner, cafe):
    fields = {"lasts": "renews", "period": "week", "arrears_days": "2", "minutes": "600"}
    make(owner, **fields, carry_over="1", **{"from": "", "to": ""})
    (weekly,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert (weekly.cycle.period, weekly.cycle.arrears_days, weekly.cycle.carry_over) == (
        "week",
        2,
        True,
    )
    assert "A week, renews" in owner.page("/settings/offers")
    shown = owner.page(f"/settings/offers/{weekly.id}")
    assert '<option value="week" selected>' in shown
    assert 'name="carry_over" value="1" checked' in shown


@pytest.mark.parametrize(("period", "said"), [("quarter", "3 months"), ("year", "A year")])
def test_a_subscription_may_be_paid_by_the_quarter_or_the_year(owner, cafe, period, said):
    fields = {"lasts": "renews", "period": period, "arrears_days": "2", "minutes": "600"}
    make(owner, **fields, every="month", **{"from": "", "to": ""})
    (made,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert (made.cycle.period, made.cycle.allowance) == (period, "month")
    page = owner.page("/settings/offers")
    assert f"{said}, renews" in page
    assert "10 h a month" in page
    assert f'<option value="{period}" selected>' in owner.page(f"/settings/offers/{made.id}")


RENEWS = {"lasts": "renews", "period": "month", "arrears_days": "2", "from": "", "to": ""}


@pytest.mark.parametrize(
    ("every", "carry_over", "said"),
    [
        (
            "day",
            None,
            "2 h every day, from midnight to midnight. What is unused at midnight is gone.",
        ),
        ("day", "1", "What is unused lasts one day more."),
        (
            "week",
            None,
            "2 h every week, counted from the day of the sale; more comes at midnight. What is",
        ),
        ("week", "1", "What is unused lasts one week more."),
    ],
)
def test_time_that_comes_anew_is_said_in_a_sentence_before_it_is_sold(
    owner, cafe, every, carry_over, said
):
    answer = make(owner, **RENEWS, minutes="120", every=every, carry_over=carry_over, look="1")
    assert said in answer.text
    assert "Night" not in titles(cafe)
    assert make(owner, **RENEWS, minutes="120", every=every).status_code == 303
    (made,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert (made.cycle.allowance, made.seconds) == (every, 7200)
    assert f"2 h a {every}" in owner.page("/settings/offers")
    assert f'<option value="{every}" selected>' in owner.page(f"/settings/offers/{made.id}")


def test_every_month_of_a_month_is_the_whole_of_it(owner, cafe):
    answer = make(owner, **RENEWS, minutes="120", every="month", look="1")
    assert "every month:" not in answer.text
    make(owner, **RENEWS, minutes="120", every="month")
    (made,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert made.cycle.allowance is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"every": "year"}, "Choose how often the time comes anew."),
        ({"every": "day", "period": "year"}, "For a year, choose a week or a month."),
        ({"every": "month", "period": "week"}, "This is longer than what is paid for"),
        ({"every": "day", "minutes": ""}, "Say how many minutes come each time."),
        ({"every": "day", "minutes": "3000"}, "It lasts 25 h only"),
        ({"every": "day", "a_day": "120"}, "Type less than all its time"),
    ],
)
def test_time_that_cannot_come_anew_is_refused(owner, cafe, changes, said):
    answer = make(owner, **{**RENEWS, "minutes": "120", **changes})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Night" not in titles(cafe)


@pytest.fixture
def quiet(cafe, owner):
    """A zone that costs KSh 100 an hour beside one of KSh 50, where an hour is sold for 70."""
    cafe.station(4, zone="Quiet room")
    seen = {"grace": "0", "minimum": "0", "increment": "60", "cap": "0"}
    for number, (zone, price) in enumerate((("*", "50"), ("Quiet room", "100")), start=1):
        seen |= {f"zone-{number}": zone, f"group-{number}": "*", f"price-{number}": price}
    prices = "/settings/prices"
    shown = owner.post(prices, page=prices, do="look", **seen).text
    digest = re.search(r'name="seen" value="([0-9a-f]{64})"', shown)[1]
    owner.post(prices, page=prices, do="save", seen=digest, **seen)
    return shown


def test_an_offer_cheaper_than_a_dear_zone_is_warned_of_wherever_it_is_priced(owner, quiet):
    said = (
        "1 hour: 1 h for KSh 70 is valid in Quiet room, where 1 h costs KSh 100 by the hour. "
        "Limit it to zones?"
    )
    assert said in quiet
    for place in ("/settings/offers", "/settings/prices", "/settings/offers/hour"):
        assert said in owner.page(place), place
    assert "is valid in" not in owner.page(NEW)


def test_an_offer_of_the_cheap_zone_alone_or_of_all_its_time_is_not_warned_of(owner, quiet):
    typed = {"lasts": "span", "from": "", "to": "", "price": "90", "look": "1"}
    assert "Night: 1 h for KSh 90 is valid in Quiet room" in make(owner, minutes="60", **typed).text
    assert "is valid in" not in make(owner, minutes="60", **{"zone-1": "1"}, **typed).text
    assert "is valid in" not in make(owner, minutes="", **typed).text
    make(owner, **{"lasts": "day", "from": "", "to": "", "title": "Day"})
    assert "Day:" not in owner.page("/settings/offers")


def test_a_warning_keeps_nobody_from_selling(owner, quiet, cafe):
    assert make(owner, minutes="60", price="1").status_code == 303
    assert "Night" in titles(cafe)


def test_no_day_ticked_is_every_day_and_shown_so(owner, cafe):
    typed = {f"day-{n}": None for n in range(5)} | {"from": "", "to": "", "lasts": "day"}
    assert make(owner, **typed).status_code == 303
    (night,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert night.terms.window.days == frozenset(range(7))
    shown = owner.page(f"/settings/offers/{night.id}")
    assert not re.search(r'name="day-\d" value="1" checked', shown)
    assert re.findall(r"data-all( hidden)?>.*?</svg>(.*?)</span>", shown) == [
        ("", "Every day"),
        ("", "All zones"),
    ]
    make(owner, title="Five", **{"zone-0": "1"})
    (five,) = [one for one in look(cafe, offers.active) if one.title == "Five"]
    shown = owner.page(f"/settings/offers/{five.id}")
    assert re.findall(r"data-all( hidden)?>", shown) == [" hidden", " hidden"]


def test_an_offer_is_called_in_the_language_of_who_reads(owner, operator, cafe, shift):
    assert make(owner, **{"name-ar": " ليلة ", "name-en": ""}).status_code == 303
    (night,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert night.names == (("ar", "ليلة"),)
    assert (night.called("ar"), night.called("en")) == ("ليلة", "Night")
    assert "Night" in operator.page("/floor?seat=1")
    operator.get("/language/ar?next=/floor")
    shown = operator.page("/floor?seat=1")
    assert "ليلة" in shown
    assert "Night" not in shown
    place = f"/settings/offers/{night.id}"
    assert 'value="ليلة"' in owner.page(place)
    assert owner.post(place, page=place, **{**FILLED, "name-ar": "ليل"}).status_code == 303
    (later,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert later.names == (("ar", "ليل"),)
    assert owner.post(f"/settings/offers/{later.id}", page=place, **FILLED).status_code == 303, (
        "empty: the name on the button again"
    )
    (plain,) = [one for one in look(cafe, offers.active) if one.title == "Night"]
    assert plain.names == ()


def test_a_name_that_is_too_long_is_said_at_its_field(owner, cafe):
    answer = make(owner, **{"name-ar": "x" * 41})
    assert answer.status_code == 422
    assert 'id="name-ar-error"' in answer.text
    assert "Night" not in titles(cafe)
