from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.rules.grants import seconds_until_gap
from kiosk.rules.instants import Instant, later
from kiosk.rules.metering import Opened
from kiosk.rules.passes import Pass, PassKind, cover, in_order
from kiosk.rules.spans import Window, edges_of, slices

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_NOON = Instant(int(datetime(2026, 1, 5, 11, tzinfo=UTC).timestamp()) * 1000)
HOUR = 3600
AFTERNOON = Window(start=13 * 60, end=14 * 60)


def package(name="p", **told):
    return Pass(id=name, kind=PassKind.PACKAGE, **told)


def soon(seconds):
    return later(MONDAY_NOON, seconds=seconds)


def available(*passes, limit_s=10 * HOUR, zone="door", at=MONDAY_NOON):
    facts = [Opened(at, "1", zone)]
    return seconds_until_gap(facts, passes, after_s=0, timezone=BERLIN, limit_s=limit_s)


def test_passes_are_spent_soonest_to_lapse_then_by_kind_then_by_id():
    passes = [
        package("e"),
        package("d", lapses=soon(20)),
        package("c", lapses=soon(10)),
        package("b", lapses=soon(10)),
        Pass("y", PassKind.SUBSCRIPTION, lapses=soon(10)),
        Pass("z", PassKind.SPONSORSHIP, lapses=soon(10)),
        Pass("x", PassKind.SPONSORSHIP),
    ]
    assert [each.id for each in in_order(passes)] == ["z", "y", "b", "c", "d", "x", "e"]


def test_ids_are_compared_as_texts():
    assert [each.id for each in in_order([package("9"), package("10")])] == ["10", "9"]


def test_parts_of_a_second_do_not_make_a_pass_lapse_sooner():
    first = package("b", lapses=soon(10))
    second = package("a", lapses=Instant(soon(10) + 999))
    assert [each.id for each in in_order([first, second])] == ["a", "b"]
    assert available(second) == 10


@pytest.mark.parametrize(
    ("passes", "seconds"),
    [
        pytest.param([], 0, id="no pass"),
        pytest.param([package()], 10 * HOUR, id="a pass without end"),
        pytest.param([package(seconds_left=90)], 90, id="what is left of a package"),
        pytest.param([package(seconds_left=0)], 0, id="nothing left"),
        pytest.param(
            [package("a", seconds_left=90), package("b", seconds_left=30)],
            120,
            id="one pass after the other",
        ),
        pytest.param([package(lapses=soon(60))], 60, id="until it lapses"),
        pytest.param([package(lapses=soon(0))], 0, id="lapsed now"),
        pytest.param([package(lapses=soon(-60))], 0, id="lapsed long ago"),
        pytest.param([package(zones=frozenset({"window"}))], 0, id="another zone"),
        pytest.param(
            [package(zones=frozenset({"door", "window"}))], 10 * HOUR, id="one of its zones"
        ),
        pytest.param([package(zones=frozenset())], 0, id="no zone at all"),
        pytest.param([package(window=Window(start=12 * 60, end=13 * 60))], HOUR, id="its hours"),
        pytest.param([package(window=AFTERNOON)], 0, id="hours that come later are no time now"),
        pytest.param(
            [package(window=AFTERNOON), package("q", seconds_left=HOUR)],
            2 * HOUR,
            id="hours that come just in time",
        ),
        pytest.param([package(window=Window(days=frozenset({1})))], 0, id="another weekday"),
        pytest.param([package(seconds_a_day_left={"2026-01-05": 100})], 100, id="today's quota"),
        pytest.param(
            [package(seconds_a_day_left={"2026-01-06": 100})],
            0,
            id="a quota that names another day",
        ),
        pytest.param(
            [package(seconds_a_day_left={"2026-01-06": 100}, seconds_a_day=70)],
            70,
            id="a quota of which nothing was spent today",
        ),
        pytest.param([package(begins=soon(0))], 10 * HOUR, id="begins now"),
        pytest.param([package(begins=soon(-60))], 10 * HOUR, id="began long ago"),
        pytest.param([package(begins=soon(60))], 0, id="begins later"),
        pytest.param(
            [package("old", lapses=soon(60)), package("new", begins=soon(60), seconds_left=30)],
            90,
            id="the next period begins where this one ends",
        ),
        pytest.param(
            [package("old", seconds_left=20), package("new", begins=soon(60))],
            20,
            id="a period paid ahead lends nothing to this one",
        ),
        pytest.param([package(seconds_a_day_left={"2026-01-05": -5})], 0, id="an overdrawn quota"),
        pytest.param(
            [package(seconds_left=50, seconds_a_day_left={"2026-01-05": 100})],
            50,
            id="less left than the quota",
        ),
    ],
)
def test_how_long_passes_last(passes, seconds):
    assert available(*passes) == seconds


def test_a_quota_begins_anew_at_local_midnight():
    eleven_at_night = later(MONDAY_NOON, seconds=11 * HOUR)
    quota = {"2026-01-05": HOUR, "2026-01-06": 7}
    assert available(package(seconds_a_day_left=quota), at=eleven_at_night) == HOUR + 7


def test_a_lease_begins_on_a_whole_second():
    assert available(package(lapses=soon(60)), at=Instant(MONDAY_NOON + 999)) == 60


def test_a_pass_goes_on_after_a_time_it_may_not_cover():
    passes = [package("noon", window=Window(start=12 * 60, end=12 * 60 + 30), seconds_left=2400)]
    cut = slices(soon(-1800), 2 * HOUR, timezone=BERLIN, edges=edges_of(p.window for p in passes))
    zoned = [("door", each) for each in cut]
    covered = [(each.slice.seconds, each.covered_by) for each in cover(zoned, passes)]
    assert covered == [(1800, None), (1800, "noon"), (3600, None)]


def test_the_second_pass_waits_until_the_first_is_spent():
    passes = [package("late", seconds_left=100), package("soon", lapses=soon(50), seconds_left=40)]
    cut = [("door", each) for each in slices(MONDAY_NOON, 200, timezone=BERLIN)]
    covered = [(each.slice.seconds, each.covered_by) for each in cover(cut, passes)]
    assert covered == [(40, "soon"), (100, "late"), (60, None)]


def test_a_pass_that_begins_halfway_is_spent_from_there():
    passes = [package("late", begins=soon(40)), package("later", begins=soon(70), lapses=soon(90))]
    cut = [("door", each) for each in slices(MONDAY_NOON, 100, timezone=BERLIN)]
    covered = [(each.slice.seconds, each.covered_by) for each in cover(cut, passes)]
    assert covered == [(40, None), (30, "late"), (20, "later"), (10, "late")]
