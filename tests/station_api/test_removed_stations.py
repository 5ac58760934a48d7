"""A removed station at the hub's doors: it may bring what it holds, and nothing else."""

import pytest
from fakes.machines import look
from station_api.asking import beat, pull, push

from kiosk.acts import front_desk, station_link
from kiosk.link.client import SignedClient
from kiosk.protocol.bodies import SessionClosed
from kiosk.protocol.keys import make_keys
from kiosk.protocol.sync import PULL_PATH
from kiosk.rules.refusals import Refusal
from kiosk.station_api import pushes
from kiosk.store import held, sessions


@pytest.fixture
def removed(site, running):
    site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
    site.hub.write(
        station_link.revoke_station, station=site.stations[1], by="test", reason="stolen"
    )
    return running


def test_a_removed_station_may_only_bring_what_it_holds(site, ask, seat_1, removed):
    answer = push(ask, seat_1.say(SessionClosed(removed, 300, "finished")))
    assert [(one.result, one.code) for one in answer.results] == [("parked", "held")]
    assert answer.kept[0].have == 1
    (row,) = look(site, held.waiting)
    assert (row.station, row.facts, row.seat) == (site.stations[1], 1, 1)
    assert look(site, sessions.by_id, removed).used_s == 0
    with pytest.raises(Refusal, match="revoked"):
        beat(ask)
    with pytest.raises(Refusal, match="revoked"):
        pull(ask)


def test_nobody_brings_anything_in_its_name(site, line, seat_1, removed):
    stranger = SignedClient(line, make_keys(), site.hub.keys.public_signing).call
    with pytest.raises(Refusal, match="unknown_origin"):
        push(stranger, seat_1.say(SessionClosed(removed, 300, "finished")))
    with pytest.raises(Refusal, match="unknown_origin"):
        stranger("GET", f"{PULL_PATH}?epoch=&after=0")


def test_it_waits_while_the_hub_has_no_room(site, ask, seat_1, removed, monkeypatch):
    monkeypatch.setattr(pushes, "QUEUED_MOST", -1)
    with pytest.raises(Refusal, match="busy"):
        push(ask, seat_1.say(SessionClosed(removed, 300, "finished")))
