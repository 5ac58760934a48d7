"""A hub that asks to wait is there: the desk is reachable, and time without the hub is not counted."""

from itertools import pairwise

import pytest

from kiosk.protocol.bodies import SessionUsed
from kiosk.rules.refusals import Refusal


@pytest.fixture
def busy(desk, monkeypatch):
    """The hub asks to wait with every batch; returns when batches came, by the boot clock."""
    desk.sit_down(seconds=6000)
    desk.forward(6)
    came, hub = [], desk.hub

    def wait(_body):
        came.append(desk.clock.boot_ns() // 1_000_000_000)
        raise Refusal("busy", after_s=hub.asks_s)

    hub.asks_s = 20
    with monkeypatch.context() as asked:
        asked.setattr(hub, "_push", wait)
        desk.agent.sitting.pause("desk")
        yield came


def test_it_is_not_away(desk, busy):
    desk.agent.rounds.send()
    assert busy
    assert not desk.agent.hub_away


def test_it_is_left_alone_for_as_long_as_it_asked_and_asked_again_after(desk, busy):
    desk.forward(130)
    gaps = [later - before for before, later in pairwise(busy)]
    assert gaps
    assert all(20 <= gap <= 62 for gap in gaps)  # never past the fixed poll


def test_what_waited_arrives_once_it_has_time(desk, busy, monkeypatch):
    desk.agent.rounds.send()
    monkeypatch.setattr(desk.hub, "_push", type(desk.hub)._push.__get__(desk.hub))
    desk.forward(70)
    assert [body.why for body in desk.hub.heard if isinstance(body, SessionUsed)] == ["paused"]
    assert desk.agent.waiting() == 0
