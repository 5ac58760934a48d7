"""Sticks at the wrong side, full, pulled out or worn: clear words, and nothing is changed."""

import errno
import os
from pathlib import Path

import pytest
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.two_sides import Sides, answered, fresh, only, unsettled

from kiosk import carrying
from kiosk.exchange.store import people
from kiosk.link import bundle_reading, bundles
from kiosk.link.bundles import Cargo, Route, write_bundle
from kiosk.link.errand import no_tick
from kiosk.protocol.bundles import SUFFIX
from kiosk.protocol.keys import make_keys
from kiosk.rules.refusals import Refusal


@pytest.fixture
def sides(clock):
    with quick_disk.folder() as folder:
        made = Sides(folder, clock)
        yield made
        made.close()


# to the wrong side


def test_a_bundle_comes_back_to_its_writer(sides):
    sides.write()
    with pytest.raises(Refusal, match="bundle_is_ours"):
        sides.read()


def test_a_bundle_for_another_hub_is_refused_in_words(sides):
    sides.exchange_writes(hub="Kibera")
    with pytest.raises(Refusal, match="bundle_not_for_us"):
        sides.read()


def test_a_bundle_for_another_exchange_is_refused_in_words(sides, clock):
    with quick_disk.folder() as folder:
        other = Sides(folder, clock)
        with pytest.raises(Refusal, match="bundle_not_for_us"):
            sides.exchange_reads(only(other.write()))
        other.close()


def test_a_pipe_with_the_name_of_a_bundle_is_not_waited_for(sides):
    os.mkfifo(sides.stick / f"0{SUFFIX}")
    with pytest.raises(Refusal, match="bundle_none"):
        sides.read()


def test_a_bundle_of_a_stranger_is_refused_though_it_is_for_us(sides, clock):
    with quick_disk.folder() as folder:
        other = Sides(folder, clock)
        route = Route(make_keys(), sides.hub.keys.origin, sides.hub.keys.public_sealing, "")
        cargo = Cargo(lambda *_: iter(()), 0, other.hub.blobs, ())
        write_bundle(sides.stick, cargo, route, clock.now(), limit_bytes=1000, tick=no_tick)
        with pytest.raises(Refusal, match="bundle_of_stranger"):
            sides.read()
        route = Route(make_keys(), sides.exchange.keys.origin, b"x" * 32, "")
        write_bundle(stick := fresh(sides), cargo, route, clock.now(), limit_bytes=1, tick=no_tick)
        with pytest.raises(Refusal, match="bundle_of_stranger"):
            sides.exchange_reads(stick)
        other.close()


def test_a_hub_that_was_revoked_is_refused(sides):
    answered(sides)
    path = only(sides.write())

    def revoke(db, now, *, office) -> None:
        people.revoke_hub(db, now, sides.hub.keys.origin)

    sides.exchange.write(revoke)
    with pytest.raises(Refusal, match="revoked"):
        sides.exchange_reads(path)
    with pytest.raises(Refusal, match="not_found"):
        sides.exchange_writes()


def test_a_hub_without_an_exchange_carries_nothing(sides, clock):
    with quick_disk.folder() as folder:
        world = World(make_hub(folder / "lone", clock), clock)
        for carry in (carrying.write, carrying.read):
            with pytest.raises(Refusal, match="exchange_not_joined"):
                carry(world.hub, sides.stick, by="test", tick=no_tick)
        world.hub.close()


def test_where_no_bundle_is_that_is_said(sides):
    (sides.stick / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(Refusal, match="bundle_none"):
        sides.read()
    with pytest.raises(Refusal, match="stick_gone"):
        sides.read(sides.folder / "not there")


def test_what_is_for_others_is_passed_over_while_something_is_for_us(sides):
    sides.market.post(2)
    sides.write()
    sides.exchange_writes(hub="Van")  # first: whoever asks first gets the tasks
    sides.exchange_writes(hub="Kibera")
    (sides.stick / "broken.kxb").write_bytes(b"x" * 100)
    assert sides.read()["new"] == 1
    assert sides.exchange_reads()["hubs"] == ["Van"]


# sticks that fail


def test_a_stick_that_is_full_says_so_and_nothing_is_left_on_it(sides, monkeypatch):
    answered(sides)
    sides.stick = fresh(sides)
    with monkeypatch.context() as patched:
        patched.setattr(bundles, "forget_cached", failing(errno.ENOSPC))
        with pytest.raises(Refusal, match="stick_full"):
            sides.write()
    assert list(sides.stick.iterdir()) == []
    assert unsettled(sides, "written") == 0
    assert sides.write()["facts"] == 3


@pytest.mark.parametrize(
    ("fault", "code"),
    [(errno.EIO, "stick_gone"), (errno.ENODEV, "stick_gone"), (errno.EROFS, "stick_locked")],
)
def test_a_stick_that_is_pulled_out_while_it_is_written_changes_nothing(
    sides, monkeypatch, fault, code
):
    answered(sides)
    sides.stick = fresh(sides)
    monkeypatch.setattr(bundles, "sync", failing(fault))
    with pytest.raises(Refusal, match=code):
        sides.write()
    assert (sides.waiting(), unsettled(sides, "written")) == (3, 0)


def test_a_later_part_that_fails_takes_the_earlier_ones_along(sides, monkeypatch):
    answered(sides)
    sides.stick = fresh(sides)
    calls = []

    def second(descriptor):
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(bundles, "forget_cached", second)
    with pytest.raises(Refusal, match="stick_full"):
        sides.write(limit_bytes=1)
    assert list(sides.stick.iterdir()) == []


def test_a_stick_that_gives_back_other_bytes_is_noticed_before_it_is_unplugged(sides, monkeypatch):
    answered(sides)
    sides.stick = fresh(sides)
    honest = bundles.check_whole

    def worn(path, *told, **words):
        raw = bytearray(path.read_bytes())
        raw[-20] ^= 1
        path.write_bytes(raw)
        return honest(path, *told, **words)

    monkeypatch.setattr(bundles, "check_whole", worn)
    with pytest.raises(Refusal, match="bundle_damaged"):
        sides.write()
    assert list(sides.stick.iterdir()) == []


def test_a_half_written_file_is_no_bundle(sides):
    answered(sides)
    sides.stick = fresh(sides)
    path = only(sides.write())
    path.rename(path.with_name(".half.part"))
    with pytest.raises(Refusal, match="bundle_none"):
        sides.exchange_reads()


def test_our_own_disk_that_is_full_says_so_and_the_stick_may_come_again(sides, monkeypatch):
    _, names = answered(sides)
    sides.stick = fresh(sides)
    path = only(sides.write())
    with monkeypatch.context() as patched:
        patched.setattr(bundle_reading, "COPIED_AT_ONCE_BYTES", 1)
        patched.setattr(Path, "open", full_when_made(Path.open))
        with pytest.raises(Refusal, match="disk_full"):
            sides.exchange_reads(path)
    assert [sides.market.state(name) for name in names] == ["Allotted"] * 3
    assert list((sides.folder / "exchange" / "bundles").iterdir()) == []
    assert sides.exchange_reads(path)["new"] == 3


def test_what_a_power_cut_left_of_a_copy_is_thrown_away(sides):
    left = sides.folder / "hub" / "bundles" / "half"
    left.parent.mkdir()
    left.write_bytes(b"x")
    sides.exchange_writes()
    sides.read()
    assert not left.exists()


def failing(number):
    def fail(*_):
        raise OSError(number, "a fault of the stick")

    return fail


def full_when_made(honest):
    def opened(path, mode="r", *more, **words):
        if mode == "xb":
            raise OSError(errno.ENOSPC, "No space left on device")
        return honest(path, mode, *more, **words)

    return opened
