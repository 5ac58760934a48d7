import threading

import pytest

from kiosk.link.errand import Errand, Errands, no_tick
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

AT = Instant(7)


def test_a_request_that_is_sent_again_begins_nothing():
    errands, runs = Errands(), []
    for asked in ("one", "one", "two"):
        errands.begin("read", "/media/usb", lambda _: runs.append(1) or {}, at=AT, asked=asked)
        errands.wait()
    assert len(runs) == 2


def test_whoever_polls_sees_how_far_it_came_and_then_the_result():
    errands, go, told = Errands(), threading.Event(), threading.Event()
    assert errands.last is None
    assert errands.wait() is None

    def work(tick):
        tick("writing", 5, 20)
        told.set()
        assert go.wait(60)
        return {"facts": 3}

    assert errands.begin("written", "/media/usb", work, at=AT).runs
    assert told.wait(60)
    assert (errands.last.step, errands.last.percent, errands.last.runs) == ("writing", 25, True)
    with pytest.raises(Refusal, match="carrying_already"):
        errands.begin("read", "/media/usb", work, at=AT)
    go.set()
    assert errands.wait().told() == {
        "step": "writing",
        "percent": 25,
        "runs": False,
        "result": {"facts": 3},
        "refusal": "",
        "details": {},
    }


@pytest.mark.parametrize(
    ("why", "code", "details"),
    [
        (Refusal("too_many", limit=9), "too_many", {"limit": 9}),
        (ZeroDivisionError(), "failed", {}),
    ],
)
def test_an_errand_that_comes_to_nothing_says_why_and_the_next_may_begin(why, code, details):
    def work(_tick):
        raise why

    errands = Errands()
    errands.begin("read", "/media/usb", work, at=AT)
    ended = errands.wait()
    assert (ended.runs, ended.refused().code, ended.refused().details) == (False, code, details)
    errands.begin("read", "/media/usb", lambda tick: tick("reading", 1, 1) or {}, at=AT)
    assert errands.wait().result == {}


def test_nothing_of_nothing_is_no_hundredth():
    assert Errand("read", "", AT).percent == 0
    assert Errand("read", "", AT, done=9, of=3).percent == 100
    assert no_tick("reading", 1, 2) is None
