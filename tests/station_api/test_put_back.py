"""A hub whose folder was put back by hand is told so by the first station that is ahead of it."""

import json

import pytest
from fakes.machines import look
from station_api.asking import beat, pull, push

from kiosk.acts import station_link, window
from kiosk.link import sqlite_outbox, sqlite_settled
from kiosk.protocol import station_calls as words
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.codec import encode
from kiosk.protocol.sync import Kept
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, restores

AHEAD = 57


def feed_of(site, seat):
    return look(site, sqlite_outbox.feed, f"station:{site.stations[seat]}")


def forget_all(db, now):
    sqlite_settled.forget(db, now, limit=100)


def found(site):
    with site.hub.read() as db:
        return db.execute("SELECT count(*) FROM restore").fetchone()[0]


def test_orders_go_on_above_those_that_a_station_has_carried_out(site, ask, running):
    (waits,) = beat(ask, done=AHEAD).commands
    assert (waits.kind, waits.session) == ("take", running), "it is not taken for done"
    assert waits.n > AHEAD
    assert beat(ask, done=waits.n).commands == ()
    site.hub.write(commands.send, station=site.stations[1], kind="pause", session=running)
    (following,) = beat(ask, done=waits.n).commands
    assert following.kind == "pause"


@pytest.mark.usefixtures("running")
def test_what_was_ordered_before_the_copy_is_not_ordered_again(site, ask, clock):
    clock.forward(seconds=60)
    site.hub.started = clock.now()
    assert beat(ask, done=AHEAD).commands == ()


def test_all_streams_begin_anew_and_what_is_lost_is_waited_for(site, ask):
    before = [feed_of(site, seat) for seat in (1, 2)]
    assert not look(site, restores.was_restored)
    beat(ask, done=AHEAD)
    assert look(site, restores.was_restored)
    for seat, feed in zip((1, 2), before, strict=True):
        assert feed_of(site, seat).epoch != feed.epoch
        assert feed_of(site, seat).last_seq >= feed.last_seq, "it is told everything again"


def test_staff_read_of_it(site, ask):
    beat(ask, done=AHEAD)
    lines = look(site, audit.latest, limit=50, before=None)
    assert [one.about for one in lines if one.act == "find_put_back"] == [
        f"station:{site.stations[1]}"
    ]


def test_a_station_that_has_facts_we_never_made_gets_all_anew(site, ask):
    feed = pull(ask).feed
    told = pull(ask, Kept("", feed.epoch, feed.last_seq + 1))
    assert told.feed.epoch != feed.epoch
    assert len(told.facts) == told.feed.last_seq > 0


@pytest.mark.parametrize("behind", [0, 1])
def test_a_station_that_is_not_ahead_changes_nothing(site, ask, behind):
    feed = pull(ask).feed
    pull(ask, Kept("", feed.epoch, feed.last_seq - behind))
    pull(ask, Kept("", "f" * 16, feed.last_seq + 1))
    beat(ask)
    assert found(site) == 0
    assert feed_of(site, 1) == feed


@pytest.mark.parametrize("knows", ["this epoch", "an earlier one"])
def test_a_station_that_is_put_back_to_before_our_copies_is_told_all_anew(site, ask, clock, knows):
    """Prices, rules and modules of long ago are not what it goes on with."""
    for _ in range(3):
        site.hub.write(window.tell_all)
    feed = pull(ask).feed
    pull(ask, Kept("", feed.epoch, feed.last_seq))
    clock.forward(days=40)
    site.hub.write(forget_all)
    kept = Kept("", feed.epoch if knows == "this epoch" else "e" * 16, 1)
    told = pull(ask, kept)
    assert told.feed.epoch != feed.epoch
    assert [json.loads(one.raw)["type"] for one in told.facts] == ["window"]
    assert pull(ask, Kept("", told.feed.epoch, told.feed.last_seq)).facts == ()
    assert feed_of(site, 1) == told.feed, "once"
    assert found(site) == 0, "nothing of ours was put back"


def test_the_same_lack_is_told_once_however_often_it_is_asked(site):
    feed = feed_of(site, 1)
    for _ in range(2):
        told = {"station": site.stations[1], "epoch": feed.epoch}
        site.hub.write(station_link.tell_one_again, **told)
    assert feed_of(site, 1).last_seq == feed.last_seq


def test_it_begins_anew_once_however_many_say_so(site, ask, ask_from_2):
    for asks in (ask, ask_from_2, ask):
        beat(asks, done=AHEAD)
    beat(ask, done=10**12)
    assert found(site) == 1
    site.start(1, by=site.operator)
    (waits,) = beat(ask, done=10**12).commands
    assert waits.n > 10**12


def test_what_was_refused_before_it_was_known_waits(site, ask, seat_1):
    lost = seat_1.say(SessionUsed("session-of-yesterday", 60, "paused"))
    assert [one.result for one in push(ask, lost).results] == ["rejected"]
    beat(ask, done=AHEAD)
    with site.hub.read() as db:
        rows = db.execute("SELECT state FROM inbox").fetchall()
    assert [row["state"] for row in rows] == ["parked"]


def test_a_session_of_after_the_copy_is_asked_for_and_not_ended(site, ask):
    beat(ask, done=AHEAD)
    with pytest.raises(Refusal, match="session_not_known"):
        ask("POST", words.RENEW_PATH, encode(words.Renew("l", "session-x", "boot-1", 60)))
