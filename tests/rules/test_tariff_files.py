import copy

import pytest

from kiosk.rules.rates import Rate
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window
from kiosk.rules.tariff_files import RATES_LIMIT, parse_tariff

GOOD = {
    "timezone": "Africa/Nairobi",
    "currency": "KES",
    "grace_s": 120,
    "minimum_s": 300,
    "increment_s": 60,
    "daily_cap_minor": 0,
    "rate": [
        {"zone": "*", "group": "*", "per_hour_minor": 6000},
        {
            "zone": "door",
            "group": "student",
            "days": ["sat", "sun"],
            "from": "22:00",
            "to": "06:00",
            "per_hour_minor": 3000,
        },
        {"zone": "door", "group": "*", "from": "00:00", "to": "24:00", "per_hour_minor": 4000},
    ],
}


def changed(field, value, *, line=None):
    raw = copy.deepcopy(GOOD)
    table = raw if line is None else raw["rate"][line - 1]
    if value is MISSING:
        del table[field]
    else:
        table[field] = value
    return raw


MISSING = object()


def refusal_of(raw):
    with pytest.raises(Refusal) as refusal:
        parse_tariff(raw)
    return refusal.value


def test_a_tariff_is_read():
    tariff = parse_tariff(GOOD)
    assert tariff.timezone.key == "Africa/Nairobi"
    assert (tariff.currency, tariff.grace_s, tariff.minimum_s) == ("KES", 120, 300)
    assert (tariff.increment_s, tariff.daily_cap_minor) == (60, 0)
    assert tariff.rates == (
        Rate(6000),
        Rate(3000, "door", "student", Window(frozenset({5, 6}), 1320, 360)),
        Rate(4000, "door"),
    )


@pytest.mark.parametrize("field", GOOD)
def test_a_missing_field_is_named(field):
    assert refusal_of(changed(field, MISSING)).details == {"field": field}


@pytest.mark.parametrize("field", ["zone", "group", "per_hour_minor", "from", "to"])
def test_a_missing_field_of_a_rate_is_named_with_its_line(field):
    assert refusal_of(changed(field, MISSING, line=2)).details == {"field": field, "line": 2}


WRONG = [
    ("timezone", "Mars/Base"),
    ("timezone", 3),
    ("timezone", ""),
    ("currency", "kes"),
    ("currency", "KESH"),
    ("grace_s", -1),
    ("grace_s", 86_401),
    ("grace_s", 1.0),
    ("grace_s", True),
    ("grace_s", "60"),
    ("minimum_s", -1),
    ("minimum_s", 86_401),
    ("increment_s", 0),
    ("increment_s", 86_401),
    ("daily_cap_minor", -1),
    ("daily_cap_minor", 10**15 + 1),
    ("rate", []),
    ("rate", {}),
    ("rate", [{}] * (RATES_LIMIT + 1)),
    ("surprise", 1),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_field_is_named(field, value):
    refusal = refusal_of(changed(field, value))
    assert refusal.code == "tariff_wrong"
    assert refusal.details == {"field": field}


WRONG_IN_A_RATE = [
    ("zone", ""),
    ("zone", " door"),
    ("zone", "x" * 61),
    ("group", None),
    ("per_hour_minor", -1),
    ("per_hour_minor", 10**12 + 1),
    ("per_hour_minor", 12.5),
    ("days", []),
    ("days", "mon"),
    ("days", ["Mon"]),
    ("days", ["mon", "mon"]),
    ("days", [["mon"]]),
    ("from", "6:00"),
    ("from", 6),
    ("to", "24:01"),
    ("to", "22:00"),
    ("until", "22:00"),
]


@pytest.mark.parametrize(("field", "value"), WRONG_IN_A_RATE)
def test_a_wrong_field_of_a_rate_is_named_with_its_line(field, value):
    refusal = refusal_of(changed(field, value, line=2))
    assert refusal.code == "tariff_wrong"
    assert refusal.details == {"field": field, "line": 2}


@pytest.mark.parametrize("raw", [None, [], "rate", {1: 2}])
def test_what_is_no_table(raw):
    assert refusal_of(raw).details == {"field": "tariff"}


def test_a_rate_that_is_no_table():
    assert refusal_of(changed("rate", [7])).details == {"field": "rate", "line": 1}


@pytest.mark.parametrize(
    ("start", "end", "ok"),
    [
        ("00:00", "24:00", True),
        ("22:00", "00:00", True),
        ("22:00", "24:00", True),
        ("24:00", "06:00", True),
        ("00:00", "00:00", False),
        ("24:00", "24:00", False),
        ("24:00", "00:00", False),
        ("12:00", "12:00", False),
    ],
)
def test_a_window_has_a_length(start, end, ok):
    raw = changed("from", start, line=2)
    raw["rate"][1]["to"] = end
    if ok:
        assert parse_tariff(raw)
    else:
        assert refusal_of(raw).details == {"field": "to", "line": 2}


def test_limits_are_allowed():
    raw = changed("per_hour_minor", 10**12, line=1)
    raw |= {"grace_s": 86_400, "minimum_s": 0, "increment_s": 86_400, "daily_cap_minor": 10**15}
    assert parse_tariff(raw).rates[0].per_hour_minor == 10**12


def test_as_many_rates_as_allowed():
    lines = [{"zone": f"z{n}", "group": "*", "per_hour_minor": n} for n in range(RATES_LIMIT)]
    assert len(parse_tariff(changed("rate", lines)).rates) == RATES_LIMIT


def test_a_rate_that_says_the_same_again_is_refused():
    twins = [
        *GOOD["rate"],
        {
            "zone": "*",
            "group": "*",
            "days": ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
            "per_hour_minor": 6000,
        },
    ]
    assert refusal_of(changed("rate", twins)).details == {"field": "rate", "line": 4}


def test_a_later_rate_may_say_otherwise():
    later = [*GOOD["rate"], {"zone": "*", "group": "*", "per_hour_minor": 6001}]
    assert len(parse_tariff(changed("rate", later)).rates) == 4


def test_a_gap_is_refused_with_its_hours():
    refusal = refusal_of(changed("rate", GOOD["rate"][1:2]))
    assert refusal.code == "tariff_gap"
    assert refusal.details == {"zone": "door", "group": "student", "hours": "mon 06:00-sat 22:00"}
