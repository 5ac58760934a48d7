import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.instants import Instant
from kiosk.rules.metering import Closed, Moved, Opened, Paused, Resumed
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import Window
from kiosk.rules.use_files import DAYS_LIMIT, FACTS_LIMIT, PASSES_LIMIT, ZONES_LIMIT, parse_use

AT = Instant(1_792_886_400_000)
GOOD = {
    "zone": "door",
    "group": "student",
    "recent_session": True,
    "charged_today_minor": {"2026-10-25": 40},
    "facts": [
        {"kind": "opened", "at": "2026-10-25T00:00:00.900Z"},
        {"kind": "moved", "at": "2026-10-25T00:00:00.950+00:00", "zone": "window"},
        {"kind": "paused", "at": "2026-10-25T00:10:00"},
        {"kind": "resumed", "at": "2026-10-25T00:11:00Z"},
        {"kind": "closed", "at": "2026-10-25T00:12:00Z"},
    ],
    "passes": [
        {
            "id": "a",
            "kind": "subscription",
            "lapses": "2026-10-25T01:00:00Z",
            "seconds_left": 600,
            "zones": ["door"],
            "days": ["sat", "sun"],
            "from": "22:00",
            "to": "06:00",
            "seconds_a_day_left": {"2026-10-25": 300},
        },
        {"id": "b", "kind": "package"},
    ],
}


def changed(value, *path):
    raw = copy.deepcopy(GOOD)
    table = raw
    for step in path[:-1]:
        table = table[step]
    if value is MISSING:
        del table[path[-1]]
    else:
        table[path[-1]] = value
    return raw


MISSING = object()


def field_refused(raw):
    with pytest.raises(Refusal) as refusal:
        parse_use(raw)
    assert refusal.value.code == "use_wrong"
    return refusal.value.details["field"]


def test_a_use_is_read_with_its_facts_floored_to_seconds_and_in_their_order():
    use = parse_use(GOOD)
    assert use.facts == (
        Opened(AT, "station", "door"),
        Moved(Instant(AT + 1), "station", "window"),
        Paused(Instant(AT + 600_000)),
        Resumed(Instant(AT + 660_000)),
        Closed(Instant(AT + 720_000)),
    )
    assert (use.group, use.recent_session) == ("student", True)
    assert use.charged_today_minor == {"2026-10-25": 40}
    assert use.passes == (
        Pass(
            id="a",
            kind=PassKind.SUBSCRIPTION,
            lapses=Instant(AT + 3_600_000),
            seconds_left=600,
            zones=frozenset({"door"}),
            window=Window(frozenset({5, 6}), 1320, 360),
            seconds_a_day_left={"2026-10-25": 300},
        ),
        Pass(id="b", kind=PassKind.PACKAGE),
    )


@given(st.permutations(GOOD["facts"]), st.lists(st.sampled_from(GOOD["facts"]), max_size=3))
def test_how_facts_arrive_and_how_often_changes_nothing(facts, again):
    assert parse_use(changed([*facts, *again], "facts")).facts == parse_use(GOOD).facts


def test_facts_that_fit_as_they_stand_are_left_as_they_stand():
    """In one second the order of the lines says which came first, and a pause may come twice."""
    at = "2026-10-25T00:10:00Z"
    kinds = ("opened", "paused", "resumed", "paused", "closed")
    use = parse_use(changed([{"kind": kind, "at": at} for kind in kinds], "facts"))
    assert [type(fact).__name__.lower() for fact in use.facts] == list(kinds)


def test_what_may_be_left_out_has_its_plain_meaning():
    use = parse_use({name: GOOD[name] for name in ("zone", "group", "facts")})
    assert (use.recent_session, use.passes, dict(use.charged_today_minor)) == (False, (), {})


@pytest.mark.parametrize("field", ["lapses", "seconds_left", "zones", "days", "from"])
def test_null_is_as_good_as_absent(field):
    with_null = parse_use(changed(None, "passes", 0, field)).passes[0]
    without = parse_use(changed(MISSING, "passes", 0, field)).passes[0]
    assert with_null == without


WRONG = [
    ((3,), "use", 3),
    (("zone",), "zone", MISSING),
    (("zone",), "zone", " door"),
    (("group",), "group", 3),
    (("colour",), "colour", "red"),
    (("recent_session",), "recent_session", "no"),
    (("charged_today_minor",), "charged_today_minor", [40]),
    (("charged_today_minor",), "charged_today_minor", {"2026-2-3": 40}),
    (("charged_today_minor",), "charged_today_minor", {"20261025": 40}),
    (("charged_today_minor",), "charged_today_minor", {"2026-10-25": -1}),
    (("charged_today_minor",), "charged_today_minor", {str(n): 1 for n in range(DAYS_LIMIT + 1)}),
    (("facts",), "facts", {}),
    (("facts",), "facts", [{}] * (FACTS_LIMIT + 1)),
    (("facts",), "facts[1].closed", []),
    (("facts", 0), "facts[1]", "opened"),
    (("facts", 0, "kind"), "facts[1].kind", "begun"),
    (("facts", 0, "kind"), "facts[1].kind", MISSING),
    (("facts", 0, "kind"), "facts[1].kind", ["opened"]),
    (("facts", 0, "kind"), "facts[1].resumed", "resumed"),
    (("facts", 0, "zone"), "facts[1].zone", "door"),
    (("facts", 1, "zone"), "facts[2].zone", MISSING),
    (("facts", 2, "at"), "facts[3].at", MISSING),
    (("facts", 2, "at"), "facts[3].at", 5),
    (("facts", 2, "at"), "facts[3].at", "noon"),
    (("facts", 2, "at"), "facts[3].at", "2026-10-25T00:10:00+02:00"),
    (("facts", 2, "at"), "facts[3].at", "1066-10-14T00:00:00Z"),
    (("facts", 2, "at"), "facts[3].at", "2026-10-24T00:00:00Z"),
    (("facts", 4), "facts[5].closed", MISSING),
    (("passes",), "passes", "a"),
    (("passes",), "passes", [{}] * (PASSES_LIMIT + 1)),
    (("passes", 1, "id"), "passes[2].id", "a"),
    (("passes", 1, "id"), "passes[2].id", MISSING),
    (("passes", 1, "kind"), "passes[2].kind", "gift"),
    (("passes", 0, "lapses"), "passes[1].lapses", "soon"),
    (("passes", 0, "seconds_left"), "passes[1].seconds_left", -1),
    (("passes", 0, "seconds_left"), "passes[1].seconds_left", 1.5),
    (("passes", 0, "seconds_left"), "passes[1].seconds_left", True),
    (("passes", 0, "zones"), "passes[1].zones", "door"),
    (("passes", 0, "zones"), "passes[1].zones", [3]),
    (("passes", 0, "zones"), "passes[1].zones", ["door"] * (ZONES_LIMIT + 1)),
    (("passes", 0, "days"), "passes[1].days", ["sat", "sat"]),
    (("passes", 0, "days"), "passes[1].days", ["Saturday"]),
    (("passes", 0, "from"), "passes[1].from", "25:00"),
    (("passes", 0, "to"), "passes[1].to", "22:00"),
    (("passes", 0, "seconds_a_day_left"), "passes[1].seconds_a_day_left", {"2026-10-25": None}),
]


@pytest.mark.parametrize(("path", "field", "value"), WRONG)
def test_what_is_wrong_is_refused_by_the_name_of_its_field(path, field, value):
    raw = value if path == (3,) else changed(value, *path)
    assert field_refused(raw) == field
