"""A fact that ends the hub is applied three times and not a fourth."""

import hashlib
from types import SimpleNamespace

import pytest
from fakes.machines import SeatMachine, look

from kiosk.jobs.parked import retry_parked
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.facts import BlobRef
from kiosk.rules.buckets import Rate
from kiosk.rules.refusals import Refusal
from kiosk.station_api import pushes
from kiosk.station_api.pushes import take_batch
from kiosk.store import set_aside
from kiosk.trying import Trying
from kiosk.turns import Turns


class Crash(BaseException):
    """The end of the process, as a test can survive it."""


@pytest.fixture
def seat_1(site):
    return SeatMachine(site, 1)


@pytest.fixture
def facts(site, seat_1):
    session = site.start(1, by=site.operator).session
    return [seat_1.say(SessionUsed(session, n, "paused")) for n in range(1, 6)]


def crashes_at(hub, fact_id, folder):
    """The hub's process ends while that fact is applied; its folder is as it was then."""
    real = hub.write

    def write(act, **arguments):
        if fact_id in getattr(arguments.get("facts"), "by_id", ()):
            opened = arguments["facts"].by_id[fact_id]
            if not opened.crashed:
                left = {path: path.read_bytes() for path in folder.glob("*.ids")}
                raise Crash(left)
        return real(act, **arguments)

    return write


def push(site, facts):
    return take_batch(site.hub, station=site.stations[1], batch=tuple(facts))


def restart(site, crash):
    folder = site.hub.folder / "trying"
    for path, content in crash.args[0].items():
        path.write_bytes(content)
    site.hub.trying = Trying(folder)


def test_the_one_that_ends_the_hub_is_parked_and_all_others_are_applied(site, facts, monkeypatch):
    poison = facts[2].fact.id
    write = crashes_at(site.hub, poison, site.hub.folder / "trying")
    monkeypatch.setattr(site.hub, "write", write)
    for _ in range(3):
        with pytest.raises(Crash) as crash:
            push(site, facts)
        restart(site, crash.value)
    answer = push(site, facts)
    said = {one.id: (one.result, one.code) for one in answer.results}
    assert said.pop(poison) == ("parked", "crashed")
    assert {result for result, _ in said.values()} <= {"stored", "duplicate"}
    assert answer.kept[0].have == 5
    assert list((site.hub.folder / "trying").iterdir()) == []
    assert [one.code for one in look(site, set_aside.latest, limit=9)] == ["crashed"]
    retry_parked(site.hub, site.hub.now())  # it is not tried again by itself
    assert look(site, set_aside.counts)["parked"] == 1


def test_one_batch_of_a_station_is_in_work(site, facts):
    with site.hub.trying.turn_of(site.stations[1]):
        with pytest.raises(Refusal, match="busy"):
            push(site, facts)
        with site.hub.trying.turn_of("another"):
            pass
    assert len(push(site, facts).results) == 5


@pytest.mark.parametrize("left", [b"", b"\xff", b"x 1\n", b"a/b/c two\n", b"one\n"])
def test_a_torn_list_of_names_counts_for_nothing(tmp_path, left):
    (tmp_path / "x.ids").write_bytes(left)
    assert Trying(tmp_path).crashes("x") == 0


def test_who_was_there_at_a_crash_is_forgiven_once_it_is_applied(site, facts):
    (site.hub.folder / "trying" / "x.ids").write_text(f"{facts[0].fact.id} 1\n")
    site.hub.trying = Trying(site.hub.folder / "trying")
    assert [len(group) for group in site.hub.trying.groups(facts)] == [4, 1]
    push(site, facts)
    assert [len(group) for group in site.hub.trying.groups(facts)] == [5]
    site.hub.trying.forgive(facts[0].fact.id)


@pytest.mark.parametrize("parked_at", [1, 3])
def test_one_that_waited_and_ends_the_hub_when_tried_again_waits_for_staff(site, seat_1, parked_at):
    """It is tried by itself after a crash, so that no other fact is taken for it."""
    later = seat_1.say(SessionUsed("unknown", 1, "paused"), kind="of_the_future")
    assert push(site, [later]).results[0].result == "parked"
    left = site.hub.folder / "trying" / f"parked-{site.stations[1]}.ids"
    left.write_text(f"{later.fact.id} {parked_at}\n")
    site.hub.trying = Trying(left.parent)
    retry_parked(site.hub, site.hub.now())
    [aside] = look(site, set_aside.latest, limit=9)
    assert aside.code == ("crashed" if parked_at == 3 else "not_understood_yet")
    assert not left.exists()


def test_stations_wait_while_the_writer_has_much_to_do(site, facts, monkeypatch):
    monkeypatch.setattr(pushes, "QUEUED_MOST", -1)
    with pytest.raises(Refusal, match="busy") as refused:
        push(site, facts)
    assert refused.value.details == {"after_s": 5}
    monkeypatch.undo()
    assert len(push(site, facts).results) == 5


def test_the_last_room_on_the_disk_is_not_for_what_stations_keep_anyway(site, facts, monkeypatch):
    usage = SimpleNamespace(free=pushes.DISK_FREE_LEAST_BYTES - 1)
    monkeypatch.setattr(pushes.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(Refusal, match="busy") as refused:
        push(site, facts)
    assert refused.value.details == {"after_s": 60}
    usage.free += 1
    assert len(push(site, facts).results) == 5


def test_a_blob_that_a_fact_names_is_kept(site, seat_1):
    name, station, hub = hashlib.sha256(b"blob").hexdigest(), site.stations[1], site.hub
    hub.uploads.begin(hub.now(), origin=station, name=name, length=4)
    hub.uploads.append(hub.now(), origin=station, name=name, offset=0, chunk=b"blob")
    assert not hub.blobs.has(name)
    session = site.start(1, by=site.operator).session
    push(site, [seat_1.say(SessionUsed(session, 1, "paused"), blobs=(BlobRef(name, 4, "x/y"),))])
    assert hub.blobs.get(name) == b"blob"


def test_a_station_that_sent_its_share_waits_and_no_other_does(site, facts):
    site.hub.turns = Turns(site.clock.boot_ns, rate=Rate(burst=3, per_minute=60))
    assert {one.result for one in push(site, facts[:3]).results} == {"stored"}
    with pytest.raises(Refusal, match="busy") as waits:
        push(site, facts[3:])
    assert waits.value.details == {"after_s": 2}
    other = SeatMachine(site, 2)
    session = site.start(2, by=site.operator).session
    said = other.say(SessionUsed(session, 1, "paused"))
    answer = take_batch(site.hub, station=site.stations[2], batch=(said,))
    assert [one.result for one in answer.results] == ["stored"]
    site.clock.forward(seconds=2)
    assert {one.result for one in push(site, facts[3:]).results} == {"stored"}
