"""How long copies stay of what a hub has, as a table of cases."""

import pytest

from kiosk.rules.instants import Instant, later
from kiosk.rules.kept_copies import KEPT_S, Mark, mark_of_restored, may_go_upto, next_mark

NOW = Instant(1_795_300_000_000)
LONG_AGO = later(NOW, seconds=-KEPT_S)
LATELY = later(NOW, seconds=1 - KEPT_S)


@pytest.mark.parametrize(
    ("mark", "upto"),
    [
        pytest.param(Mark(0, Instant(0)), 0, id="nothing was ever fetched"),
        pytest.param(Mark(7, LONG_AGO), 7, id="what a hub has had for thirty days may go"),
        pytest.param(Mark(7, LATELY), 0, id="not a second earlier"),
    ],
)
def test_what_may_go(mark, upto):
    assert may_go_upto(mark, NOW) == upto


@pytest.mark.parametrize(
    ("mark", "read", "gone", "following"),
    [
        pytest.param(Mark(0, Instant(0)), 0, 0, None, id="nothing fetched: no mark"),
        pytest.param(Mark(0, Instant(0)), 5, 0, Mark(5, NOW), id="the first mark"),
        pytest.param(Mark(5, LATELY), 9, 0, None, id="the one there waits its thirty days"),
        pytest.param(Mark(5, LONG_AGO), 9, 3, None, id="all up to it goes first"),
        pytest.param(Mark(5, LONG_AGO), 9, 5, Mark(9, NOW), id="then the next is set"),
        pytest.param(Mark(5, LONG_AGO), 5, 5, None, id="nothing came since"),
    ],
)
def test_where_the_next_mark_is_set(mark, read, gone, following):
    assert next_mark(mark, NOW, read_upto=read, gone_upto=gone) == following


@pytest.mark.parametrize(
    ("has", "mark"),
    [
        pytest.param(9, Mark(5, LATELY), id="it lost nothing that the mark vouches for"),
        pytest.param(5, Mark(5, LATELY), id="nor here"),
        pytest.param(2, Mark(2, NOW), id="it lost some: the thirty days begin anew"),
        pytest.param(0, Mark(0, NOW), id="it lost all"),
    ],
)
def test_the_mark_of_a_restored_hub(has, mark):
    assert mark_of_restored(Mark(5, LATELY), NOW, has=has) == mark
