"""The benchmark's line of a sale beside a backup, at a tiny site."""

from pathlib import Path

import pytest

from kiosk.backups.backing_up import FOLDER, all_in
from kiosk.backups.telling import Step

DEPLOY = Path(__file__).parents[2] / "deploy"
SEAT = 3
"""The last one of a tiny site; nobody sits there."""


@pytest.fixture
def parts(monkeypatch):
    monkeypatch.syspath_prepend(DEPLOY)
    from benchmarks import backup_parts

    return backup_parts


@pytest.fixture
def judged(parts):
    """Whether the line holds for so many sales with these times, against 4 and 9 ms alone."""

    def look(requests, p50_ms, p99_ms):
        alone = parts.Figures(400, 1, 4, 9, 0)
        seen = parts.Figures(requests, 1, p50_ms, p99_ms, 0)
        return parts._found(Step.WRITING, seen, alone)

    return look


def test_sales_are_measured_beside_a_backup_and_no_backup_stays(parts, tmp_path):
    from benchmarks.year.kept import year_in
    from benchmarks.year.sizes import TINY

    folder = tmp_path / "site"
    year_in(folder, TINY, lambda _what, _part: None)
    found = parts.sales_beside_a_backup(folder, seat=SEAT, times=4)
    assert sum(one.numbers["sales"] for one in found) > 0
    assert all(one.numbers["alone_p50_ms"] > 0 for one in found)
    assert all_in(folder / FOLDER) == ()


@pytest.mark.parametrize(
    ("requests", "p50_ms", "p99_ms", "holds"),
    [
        (100, 9.0, 50.0, True),
        (100, 9.1, 9.0, False),  # the median is another one
        (100, 4.0, 50.1, False),  # one in a hundred waits
        (99, 4.0, 500.0, True),  # the slowest of so few is no hundredth
        (99, 9.1, 9.0, False),
        (20, 9.1, 9.0, False),
        (19, 900.0, 900.0, True),  # nobody says anything of it
    ],
)
def test_a_line_is_judged_by_as_many_sales_as_it_takes(judged, requests, p50_ms, p99_ms, holds):
    assert judged(requests, p50_ms, p99_ms).holds is holds


def test_a_line_says_what_it_was_judged_by(judged):
    budgets = [judged(requests, 4.0, 9.0).budget for requests in (19, 20, 100)]
    assert budgets == [
        "too short a step to be judged",
        "median unchanged",
        "median unchanged, p99 < 50 ms or 3 ×",
    ]


def test_a_backup_that_failed_is_no_measurement(parts, tmp_path, monkeypatch):
    from benchmarks.year.kept import year_in
    from benchmarks.year.sizes import TINY

    from kiosk.backups import beside

    monkeypatch.setattr(beside, "CHILD", ("false",))
    folder = tmp_path / "site"
    year_in(folder, TINY, lambda _what, _part: None)
    (line,) = parts.sales_beside_a_backup(folder, seat=SEAT, times=2)
    assert (line.holds, line.figure) == (False, "not measured: backup_failed")
