"""Random tariffs and uses, near the hours in which clocks and days change; and their readers."""

import datetime as dt

from hypothesis import strategies as st

from kiosk.rules.instants import Instant
from kiosk.rules.metering import Closed, Moved, Opened, Paused, Resumed, told_apart
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.spans import EVERY_DAY, WEEKDAYS, Window, minute_named
from kiosk.rules.tariffs import Use

ZONES = ["door", "window"]
GROUPS = ["visitor", "student"]
TIMES = [
    "00:00",
    "00:10",
    "01:00",
    "01:30",
    "02:00",
    "02:30",
    "03:00",
    "12:00",
    "22:00",
    "23:50",
    "24:00",
]
STARTS = {
    "Europe/Berlin": [
        "2026-03-28T22:50",
        "2026-03-29T00:45",
        "2026-10-24T21:50",
        "2026-10-25T00:45",
        "2026-06-01T10:00",
    ],
    "America/New_York": [
        "2026-03-08T04:50",
        "2026-03-08T06:45",
        "2026-11-01T05:45",
        "2026-11-01T03:50",
        "2026-12-31T04:50",
    ],
    "Africa/Cairo": ["2026-04-23T21:50", "2026-10-29T20:50"],
}


def iso(second):
    return dt.datetime.fromtimestamp(second, dt.UTC).isoformat().replace("+00:00", "Z")


def second_of(text):
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).timestamp())


@st.composite
def hours(draw):
    """Days and hours as a file has them, some left out."""
    told = {}
    if draw(st.booleans()):
        told["days"] = draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True))
    if draw(st.booleans()):
        start = draw(st.sampled_from(TIMES[:-1]))
        told["from"] = start
        told["to"] = draw(st.sampled_from([time for time in TIMES if time != start]))
        if (told["from"], told["to"]) == ("00:00", "00:00"):
            told["to"] = "24:00"
    return told


@st.composite
def tariffs(draw, *, cap=True):
    lines = [{"zone": "*", "group": "*", "per_hour_minor": draw(st.integers(0, 5000))}]
    for _ in range(draw(st.integers(0, 4))):
        zone, group = draw(st.sampled_from(["*", *ZONES])), draw(st.sampled_from(["*", *GROUPS]))
        line = {"zone": zone, "group": group, "per_hour_minor": draw(st.integers(0, 5000))}
        lines.append(line | draw(hours()))
    order = draw(st.permutations(lines))
    return {
        "timezone": draw(st.sampled_from(sorted(STARTS))),
        "currency": "KES",
        "grace_s": draw(st.sampled_from([0, 0, 60, 300])),
        "minimum_s": draw(st.sampled_from([0, 0, 60, 900, 1800])),
        "increment_s": draw(st.sampled_from([1, 1, 7, 60, 900])),
        "daily_cap_minor": draw(st.sampled_from([0, 0, 50, 900])) if cap else 0,
        "rate": list({spelled_out(line): line for line in order}.values()),
    }


def spelled_out(line):
    """What a line says, however it is written; a tariff that says it twice is refused."""
    days = frozenset(line.get("days", WEEKDAYS))
    hours = line.get("from", "00:00"), line.get("to", "24:00")
    return line["zone"], line["group"], days, hours, line["per_hour_minor"]


@st.composite
def passes(draw, start):
    day = dt.datetime.fromtimestamp(start, dt.UTC).date()
    near = [(day + dt.timedelta(days=n)).isoformat() for n in (-1, 0, 1)]
    made = []
    for _ in range(draw(st.integers(0, 3))):
        each = {
            "id": draw(st.sampled_from(["1", "2", "10", "a", "B"])),
            "kind": draw(st.sampled_from(["sponsorship", "subscription", "package"])),
            "lapses": iso(start + draw(st.sampled_from([-5, 400, 900, 2000, 10**6]))),
            "seconds_left": draw(st.sampled_from([0, 100, 700, 10**6])),
        }
        if draw(st.booleans()):
            each["zones"] = draw(st.lists(st.sampled_from(ZONES), unique=True))
        if draw(st.booleans()):
            quotas = st.dictionaries(st.sampled_from(near), st.integers(0, 900))
            each["seconds_a_day_left"] = draw(quotas)
        each |= draw(hours())
        if each["id"] not in [other["id"] for other in made]:
            made.append(each)
    return made


@st.composite
def uses(draw, timezone):
    now = start = second_of(draw(st.sampled_from(STARTS[timezone]))) + draw(st.integers(0, 900))
    use = {"zone": draw(st.sampled_from(ZONES)), "group": draw(st.sampled_from(GROUPS))}
    use["recent_session"] = draw(st.booleans())
    use["facts"], paused = [{"kind": "opened", "at": iso(now)}], False
    for _ in range(draw(st.integers(0, 4))):
        now += draw(st.integers(0, 900))
        if draw(st.booleans()):
            fact = {"kind": "moved", "at": iso(now), "zone": draw(st.sampled_from(ZONES))}
        else:
            paused = not paused
            fact = {"kind": "paused" if paused else "resumed", "at": iso(now)}
        use["facts"].append(fact)
    use["facts"].append({"kind": "closed", "at": iso(now + draw(st.integers(0, 1200)))})
    use["passes"] = draw(passes(start))
    day = dt.datetime.fromtimestamp(start, dt.UTC).date().isoformat()
    use["charged_today_minor"] = draw(st.sampled_from([{}, {day: 40}, {day: 10_000}]))
    return use


@st.composite
def cases(draw):
    tariff = draw(tariffs())
    return tariff, draw(uses(tariff["timezone"]))


def instant(text):
    return Instant(int(dt.datetime.fromisoformat(text).timestamp() * 1000))


def read_window(raw):
    days = frozenset(WEEKDAYS.index(day) for day in raw["days"]) if "days" in raw else EVERY_DAY
    return Window(
        days, minute_named(raw.get("from", "00:00")), minute_named(raw.get("to", "24:00"))
    )


def read_pass(raw):
    return Pass(
        id=raw["id"],
        kind=PassKind(raw["kind"]),
        lapses=instant(raw["lapses"]),
        seconds_left=raw["seconds_left"],
        zones=frozenset(raw["zones"]) if "zones" in raw else None,
        window=read_window(raw),
        seconds_a_day_left=raw.get("seconds_a_day_left"),
    )


def read_fact(raw, zone):
    at = instant(raw["at"])
    made = {
        "opened": lambda: Opened(at, "1", zone),
        "paused": lambda: Paused(at),
        "resumed": lambda: Resumed(at),
        "moved": lambda: Moved(at, "2", raw["zone"]),
        "closed": lambda: Closed(at),
    }
    return made[raw["kind"]]()


def read_use(raw):
    return Use(
        facts=told_apart(read_fact(fact, raw["zone"]) for fact in raw["facts"]),
        group=raw["group"],
        recent_session=raw["recent_session"],
        passes=tuple(read_pass(each) for each in raw["passes"]),
        charged_today_minor=raw["charged_today_minor"],
    )


def shown(receipt):
    """A receipt as the oracle writes it."""
    return {
        "used_s": receipt.used_s,
        "covered_s": receipt.covered_s,
        "charged_s": receipt.charged_s,
        "rounding_s": receipt.rounding_s,
        "total_minor": receipt.total_minor,
        "rounding_minor": receipt.rounding_minor,
        "segments": [
            {
                "from": each.start // 1000,
                "to": each.end // 1000,
                "seconds": each.seconds,
                "per_hour_minor": each.per_hour_minor,
                "covered_by": each.covered_by,
                "zone": each.zone,
                "day": each.day,
                "minor": each.minor,
            }
            for each in receipt.segments
        ],
    }
