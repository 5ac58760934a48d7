"""How much of what a silent station ran was its visitor's."""

import pytest

from kiosk.rules.instants import Instant
from kiosk.rules.metering import Closed, Opened, Paused, Resumed
from kiosk.rules.silence import unheard

NOON = 1_790_000_000_000
HOUR = 3600


def at(seconds):
    return Instant(NOON + seconds * 1000)


OPENED = Opened(at(0), "1", "door")


@pytest.mark.parametrize(
    ("facts", "left", "told_s", "run"),
    [
        pytest.param([], Closed(at(900), 300), 900, (300, 600), id="it ran until it was taken"),
        pytest.param([], Closed(at(900), 300), 5_000, (300, 600), id="not what ran on after it"),
        pytest.param([], Closed(at(900), 300), 400, (300, 100), id="it had stopped before"),
        pytest.param([], Closed(at(900), 300), 359, None, id="a second or two between reports"),
        pytest.param([], Closed(at(900), 300), 360, (300, 60), id="a minute"),
        pytest.param([], Closed(at(900), 300), 300, None, id="it had told all"),
        pytest.param([], Closed(at(900), 0), 900, (0, 900), id="it was never heard"),
        pytest.param([], Closed(at(9_000), 300), 9_000, (300, HOUR - 300), id="what was granted"),
        pytest.param(
            [Paused(at(200), 200), Resumed(at(500))],
            Closed(at(900), 300),
            600,
            (600, 300),
            id="a pause in it is nobody's",
        ),
    ],
)
def test_what_ran_unheard(facts, left, told_s, run):
    found = unheard([OPENED, *facts], left=left, told_s=told_s, granted_s=HOUR)
    shown = None if found is None else ((found.start - NOON) // 1000, found.seconds)
    assert shown == run
