import json
import sqlite3
from contextlib import closing

import pytest
from fakes.hub_world import newcomer
from fakes.machines import EPOCH, SeatMachine
from station_api.asking import BEAT, beat

from kiosk.acts import station_link
from kiosk.hub_folder import DATABASE
from kiosk.link import sqlite_inbox
from kiosk.protocol import signed_calls
from kiosk.protocol import station_calls as words
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.enrolment import ENROL_PATH, Welcome, check_welcome, read_code
from kiosk.protocol.keys import make_keys
from kiosk.protocol.signed_calls import Call, check_answer, sign_call
from kiosk.protocol.sync import (
    BLOB_PATH,
    PULL_PATH,
    PUSH_PATH,
    Kept,
)
from kiosk.rules.refusals import Refusal
from kiosk.signed_door import BODY_LIMIT_BYTES
from kiosk.station_api.beat_door import BEAT_LIMIT_BYTES

CALLS = [
    ("POST", words.BEAT_PATH),
    ("POST", words.OPEN_PATH),
    ("POST", words.TAKE_PATH),
    ("POST", words.RENEW_PATH),
    ("GET", words.RECORD_PATH),
    ("POST", PUSH_PATH),
    ("GET", PULL_PATH),
    ("GET", BLOB_PATH + "ab" * 32),
]
POSTS = [path for method, path in CALLS if method == "POST"]


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_door_opens_without_a_signature(site, line, method, path):
    answer = line.send(method, path, {}, b"{}")
    assert (answer.status, json.loads(answer.body)["refusal"]) == (401, "unsigned")
    check_answer(
        site.hub.keys.public_signing,
        request_signature="",
        status=401,
        body=answer.body,
        signature=answer.headers[signed_calls.ANSWER_HEADER],
    )


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_door_opens_for_a_station_that_was_revoked_but_to_hold_what_it_has(
    site, ask, method, path
):
    site.hub.write(
        station_link.revoke_station, station=site.stations[1], by="test", reason="stolen"
    )
    with pytest.raises(Refusal, match="malformed" if path == PUSH_PATH else "revoked"):
        ask(method, path, b"{}")


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_door_opens_twice_for_one_request(site, line, method, path):
    call = Call(method, path, b"{}", site.stations[1], site.hub.gate.run, 1)
    headers = {
        signed_calls.ORIGIN_HEADER: call.origin,
        signed_calls.RUN_HEADER: call.run,
        signed_calls.COUNTER_HEADER: "1",
        signed_calls.SIGNATURE_HEADER: sign_call(site.keys[1].signing, call),
    }
    line.send(method, path, headers, b"{}")
    again = line.send(method, path, headers, b"{}")
    assert (again.status, json.loads(again.body)["refusal"]) == (401, "replayed")


@pytest.mark.parametrize("path", [path for path in POSTS if path != PUSH_PATH])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"more":1}', b"\xff"])
def test_what_is_out_of_shape_is_malformed(ask, path, body):
    with pytest.raises(Refusal, match="malformed"):
        ask("POST", path, body)


@pytest.mark.parametrize("path", POSTS)
def test_what_is_too_large_is_refused(ask, path):
    with pytest.raises(Refusal, match="too_large"):
        ask("POST", path, bytes(BODY_LIMIT_BYTES + 1))


def test_a_stranger_is_unknown(site, line):
    from kiosk.link.client import SignedClient

    stranger = SignedClient(line, make_keys(), site.hub.keys.public_signing)
    with pytest.raises(Refusal, match="unknown_origin"):
        stranger.call("POST", words.BEAT_PATH, encode(BEAT))


# enrolment


def test_a_newcomer_with_a_code_is_welcomed(site, line):
    code, keys = site.enrol_code(3), make_keys()
    answer = line.send("POST", ENROL_PATH, {}, encode(newcomer(keys, code)))
    assert answer.status == 200
    check_welcome(decode(answer.body, Welcome), code=read_code(code), newcomer=keys.public_signing)


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "malformed"), (b"{}", "malformed"), (bytes(BODY_LIMIT_BYTES + 1), "too_large")],
)
def test_a_newcomer_out_of_shape_is_refused(line, body, code):
    assert json.loads(line.send("POST", ENROL_PATH, {}, body).body)["refusal"] == code


def test_a_wrong_code_is_unknown_and_counts(site, line):
    code, keys = site.enrol_code(3), make_keys()
    wrong = code[:-5] + ("00000" if not code.endswith("00000") else "11111")
    for _ in range(5):
        answer = line.send("POST", ENROL_PATH, {}, encode(newcomer(keys, wrong)))
        assert (answer.status, json.loads(answer.body)["refusal"]) == (401, "code_unknown")
    answer = line.send("POST", ENROL_PATH, {}, encode(newcomer(keys, code)))
    assert json.loads(answer.body)["refusal"] == "code_used_up"


# beats


def test_a_beat_is_heard_and_answered_with_what_is_new(site, ask, running):
    answer = beat(ask, state="open", session="x", used_s=61, waiting=3)
    heard = site.hub.heard[site.stations[1]]
    assert (heard.state, heard.used_s, heard.waiting, heard.at) == ("open", 61, 3, site.hub.now())
    assert (answer.now, answer.seat) == (site.hub.now(), "1")
    assert [(one.kind, one.session) for one in answer.commands] == [("take", running)]
    assert answer.feed.last_seq == 1
    assert answer.offline_since == site.hub.line.since


def test_a_clock_in_doubt_is_told_as_such(site, ask, clock):
    assert not beat(ask).now_unsure
    clock.jump_wall(seconds=86_400)
    assert beat(ask).now_unsure


def test_orders_that_are_done_are_not_told_again(site, ask, running):
    assert [one.n for one in beat(ask).commands] == [1]
    assert beat(ask, done=1).commands == ()
    site.hub.write(station_link.note_done, station=site.stations[1], n=1)
    assert beat(ask).commands == ()


def test_an_idle_beat_writes_no_row(site, ask, running):
    beat(ask)
    beat(ask, done=1)
    commits = site.hub.changes.n
    with closing(sqlite3.connect(site.hub.folder / DATABASE)) as db:
        before = db.execute("PRAGMA data_version").fetchone()
        for used_s in range(5):
            beat(ask, done=1, state="open", session=running, used_s=used_s)
        assert db.execute("PRAGMA data_version").fetchone() == before
    assert site.hub.changes.n == commits


def test_what_waits_for_the_exchange_is_counted_once_a_commit(site, ask, ask_from_2, monkeypatch):
    """After days without an exchange there is much to count, and a thousand stations ask."""
    counted = []

    def waiting(_db, audience):
        counted.append(audience)
        return 7

    monkeypatch.setattr("kiosk.link.sqlite_outbox.waiting", waiting)
    assert [beat(each).waiting for each in (ask, ask_from_2, ask)] == [7, 7, 7]
    assert counted == ["exchange"]
    site.earn(site.visitor(), 100)
    beat(ask)
    assert counted == ["exchange"] * 2


def test_a_beat_tells_the_newest_record_of_who_sits_there(site, ask, running):
    before = beat(ask).record
    visitor = site.session_at(1).visitor
    site.earn(visitor, 100)

    def bump(db, now) -> None:
        from kiosk.store import revisions

        revisions.bump(db, revisions.record_of(visitor))

    site.hub.write(bump)
    assert beat(ask).record == before + 1
    assert beat(ask).offline_since == site.hub.line.since
    site.hub.line.worked(site.hub.now())
    assert beat(ask).offline_since == 0


def test_a_beat_says_how_far_the_hub_has_the_stations_facts(site, ask, running):
    """Else a station would not know what a hub lost that was restored from a backup."""
    seat_1 = SeatMachine(site, 1)
    assert beat(ask).kept == ()
    seat_1.tell(SessionUsed(running, 60, "paused"), SessionUsed(running, 60, "resumed"))
    assert beat(ask).kept == (Kept(site.stations[1], EPOCH, 2),)

    def note_safe(db, now) -> None:
        sqlite_inbox.note_safe(db, [Kept(site.stations[1], EPOCH, 1)])

    site.hub.write(note_safe)
    assert beat(ask).kept == (Kept(site.stations[1], EPOCH, 2, 1),)
    answer = seat_1.give(seat_1.say(SessionUsed(running, 61, "paused")))
    assert answer.kept == (Kept(site.stations[1], EPOCH, 3, 1),)


def test_a_beat_has_a_limit_of_its_own(ask):
    with pytest.raises(Refusal, match="too_large"):
        ask("POST", words.BEAT_PATH, bytes(BEAT_LIMIT_BYTES + 1))


def test_only_a_posted_beat_is_one(line):
    assert line.send("GET", words.BEAT_PATH, {}, b"").status in {404, 405}
