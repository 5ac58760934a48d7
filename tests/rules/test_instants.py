"""What of a pass's seconds fits before it lapses."""

import pytest

from kiosk.rules.instants import S_PER_HOUR, Instant, later, usable_s

NOW = Instant(1_795_413_600_000)


@pytest.mark.parametrize(
    ("left_s", "lapses_in_s", "usable"),
    [
        (600, S_PER_HOUR, 600),
        (745 * S_PER_HOUR, 720 * S_PER_HOUR, 720 * S_PER_HOUR),
        (600, 0, 600),
        (600, -5, 600),
    ],
)
def test_no_more_is_left_than_fits_before_the_end(left_s, lapses_in_s, usable):
    assert usable_s(left_s, now=NOW, lapses=later(NOW, seconds=lapses_in_s)) == usable
