"""The prices: seen as sessions before they are saved, refused by the line that is wrong."""

import re

import msgspec
import pytest

from kiosk.store import tariffs

PRICES = "/settings/prices"
GOOD = {
    "grace": "2",
    "minimum": "15",
    "increment": "60",
    "cap": "500",
    "zone-1": "*",
    "group-1": "*",
    "price-1": "70",
}
EVENING = {
    "zone-2": "room",
    "group-2": "student",
    "days-2-fri": "yes",
    "days-2-sat": "yes",
    "from-2": "20:00",
    "to-2": "00:00",
    "price-2": "35.50",
}


def look(owner, **typed):
    return owner.post(PRICES, page=PRICES, do="look", **{**GOOD, **typed})


def save(owner, **typed):
    """Look at it first, then save what was looked at."""
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', look(owner, **typed).text)[1]
    return owner.post(PRICES, page=PRICES, do="save", seen=seen, **{**GOOD, **typed})


def kept(cafe):
    with cafe.hub.read() as db:
        return tariffs.latest(db, limit=5)


def test_the_form_begins_with_what_holds_now(owner):
    page = owner.page(PRICES)
    assert 'value="70"' in page
    assert "Save these prices" not in page, "nobody saves what they have not seen"


def test_sessions_are_priced_before_anything_is_saved(owner, cafe):
    page = look(owner, **EVENING).text
    assert "What sessions would cost" in page
    assert "Save these prices" in page
    assert kept(cafe) == ()


def test_what_was_seen_is_saved_as_a_list(owner, cafe):
    answer = save(owner, **EVENING)
    assert (answer.status_code, answer.location) == (303, PRICES)
    (row,) = kept(cafe)
    raw = msgspec.json.decode(row.body)
    assert (raw["grace_s"], raw["minimum_s"], raw["increment_s"]) == (120, 900, 60)
    assert raw["daily_cap_minor"] == 50_000
    assert raw["rate"] == [
        {"zone": "*", "group": "*", "per_hour_minor": 7_000},
        {
            "zone": "room",
            "group": "student",
            "per_hour_minor": 3_550,
            "days": ["fri", "sat"],
            "from": "20:00",
            "to": "24:00",
        },
    ]
    page = owner.page(PRICES)
    assert "The prices are saved." in page
    assert 'value="35.50"' in page
    assert "These hold since" in page


def test_what_was_not_seen_is_shown_first(owner, cafe):
    answer = owner.post(PRICES, page=PRICES, do="save", seen="0" * 64, **GOOD)
    assert answer.status_code == 200
    assert "What sessions would cost" in answer.text
    assert kept(cafe) == ()


def test_a_list_may_hold_later_and_the_page_says_so(owner, cafe):
    save(owner, since="2027-01-01T08:00", **EVENING)
    assert "Others hold from" in owner.page(PRICES)
    with cafe.hub.read() as db:
        assert tariffs.in_force(db, cafe.hub.now()) is None


@pytest.mark.parametrize(
    ("typed", "status", "place", "said"),
    [
        pytest.param({"price-1": "lots"}, 422, "price-1", "Type the amount", id="no sum"),
        pytest.param({"cap": "-3"}, 422, "cap", "Type the amount", id="a cap below zero"),
        pytest.param({"grace": "x"}, 422, "grace", "Type a whole number", id="no minutes"),
        pytest.param({"increment": "0"}, 422, "increment", "Type a whole number", id="no step"),
        pytest.param({"price-1": ""}, 400, "prices", "Please check rate", id="no line at all"),
        pytest.param({"since": "soon"}, 422, "since", "Choose a day", id="no day"),
        pytest.param({**EVENING, "to-2": ""}, 400, "to-2", "type both times", id="half a window"),
        pytest.param({**EVENING, "from-2": "25:00"}, 400, "from-2", "both times", id="no time"),
        pytest.param(
            {"zone-4": "*", "group-4": "*", "price-4": "70"},
            400,
            "price-4",
            "Line 2 says the same as another",
            id="a line twice",
        ),
        pytest.param(
            {"from-1": "08:00", "to-1": "20:00"}, 400, "prices", "mon 00:00-08:00", id="a gap"
        ),
        pytest.param({"zone-1": "moon"}, 400, "prices", "room, visitor", id="a zone left out"),
    ],
)
def test_a_wrong_list_is_told_at_its_line_and_changes_nothing(
    owner, cafe, typed, status, place, said
):
    answer = look(owner, **typed)
    assert answer.status_code == status
    assert f'<a href="#{place}">' in answer.text
    assert said in answer.text
    assert "Save these prices" not in answer.text
    assert kept(cafe) == ()


def test_only_the_owner_sets_prices(operator):
    assert operator.get(PRICES).status_code == 403
