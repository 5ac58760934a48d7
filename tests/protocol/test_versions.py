"""Machines of this version and of the one before understand each other; files of every version."""

import json
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest
from protocol.call_samples import ANSWERED, ASKED, SAID, SINCE, as_json, shapes
from protocol.samples import BODIES, TERMS, fact

from kiosk.protocol import drafts, enrolment, sync
from kiosk.protocol.bodies import (
    Hours,
    Price,
    PriceList,
    Window,
    read_body,
    type_of,
    version_of,
    write_body,
)
from kiosk.protocol.codec import decode, encode, pack, unpack
from kiosk.protocol.facts import BlobRef, Fact, Moment
from kiosk.protocol.leases import Lease
from kiosk.protocol.speaking import ADDED, said_to
from kiosk.protocol.station_calls import KINDS, Beat, BeatAnswer
from kiosk.protocol.trust import Trust
from kiosk.protocol.version import CALLS_FIRST, CALLS_VERSION
from kiosk.rules.refusals import Refusal

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = range(CALLS_FIRST, CALLS_VERSION + 1)
BEFORE = max(CALLS_FIRST, CALLS_VERSION - 1)
FULL_WINDOW = Window(
    *("Centre", "KES", "KSh", 2, 7000, ("en", "ar"), (Price("30 min", 4000, {"ar": "نصف ساعة"}),)),
    tasks=(TERMS,),
    zone="door",
    zone_was=("window",),
    lists=(PriceList(1, {"currency": "KES"}),),
    hours=Hours(("Mon 08:00-18:00",), ("2026-12-25 closed",)),
    last_extension_s=60,
    offline_ok_s=900,
)
"""With all that was ever added to it: what an old station must be able to pass over."""


def golden(kind, version):
    return json.loads((GOLDEN / kind / f"{version}.json").read_text("utf-8"))


def check(version, name, said):
    """Whether a machine of that version takes it, by the shapes that it was written down with."""
    shape = json.dumps(golden("shapes", version)[name]).replace("\\\\Z", "$")  # JSON knows no \\Z
    jsonschema_rs.validate(json.loads(shape), said)


def named(said):
    return type(said).__name__


def test_every_version_of_the_calls_has_its_golden_files():
    for kind in ("calls", "shapes"):
        files = {path.name for path in (GOLDEN / kind).iterdir()}
        assert files == {f"{version}.json" for version in VERSIONS}, kind
    assert set(ADDED) == set(VERSIONS) - {CALLS_FIRST}


def test_the_shapes_of_this_version_are_those_in_its_file():
    """A field that comes or goes without a new version is found here."""
    assert golden("shapes", CALLS_VERSION) == json.loads(json.dumps(shapes()))


@pytest.mark.parametrize("said", SAID, ids=named)
def test_this_version_says_its_golden_words(said):
    assert golden("calls", CALLS_VERSION)[named(said)] == as_json(said)


@pytest.mark.parametrize(
    ("said", "version"),
    [(said, n) for said in SAID for n in VERSIONS if n >= SINCE.get(named(said), CALLS_FIRST)],
)
def test_calls_of_every_version_are_read(said, version):
    raw = encode(golden("calls", version)[named(said)])
    assert decode(raw, type(said)) == said_to(version, said)


@pytest.mark.parametrize(
    "said", [said for said in SAID if SINCE.get(named(said), CALLS_FIRST) <= BEFORE], ids=named
)
def test_what_we_say_to_the_version_before_is_taken_there(said):
    check(BEFORE, named(said), as_json(said_to(BEFORE, said)))


def test_the_version_before_would_refuse_what_is_left_out_for_it():
    with pytest.raises(jsonschema_rs.ValidationError, match=r"speaks|waiting_since|set_aside"):
        check(1, "Beat", as_json(ASKED[0]))


@pytest.mark.parametrize("body", [*BODIES, FULL_WINDOW], ids=type_of)
def test_bodies_are_taken_by_the_version_before_or_parked_there(body):
    """A type that came since is parked there: only those that it knows must fit."""
    if type(body).__name__ in golden("shapes", BEFORE)["Body"]["$defs"]:
        check(BEFORE, "Body", json.loads(write_body(body)))


def test_nothing_is_left_out_for_who_speaks_our_version_or_a_newer_one():
    assert said_to(CALLS_VERSION, ASKED[0]) is ASKED[0]
    assert said_to(CALLS_VERSION + 5, ASKED[0]) is ASKED[0]
    assert said_to(CALLS_FIRST, ASKED[1]) is ASKED[1]


def test_only_what_is_left_out_where_it_has_its_default_is_ever_added():
    for added in ADDED.values():
        for shape, names in added.items():
            fields = {one.name: one for one in msgspec.structs.fields(shape)}
            assert names <= set(fields)
            assert not any(fields[name].required for name in names)
            assert shape.__struct_config__.omit_defaults


@pytest.mark.parametrize("said", [*ASKED, *ANSWERED], ids=named)
def test_a_field_of_a_newer_version_is_passed_over(said):
    assert decode(encode({**as_json(said), "of_tomorrow": [1]}), type(said)) == said


def test_a_batch_with_a_field_of_a_newer_version_is_read():
    raw = pack({"facts": [], "of_tomorrow": 1})
    assert unpack(raw, sync.Push, limit_bytes=1000) == sync.Push(())


@pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{type_of(body)}.{version_of(body)}")
def test_a_body_with_a_field_of_a_newer_version_is_read(body):
    plain = encode({**json.loads(write_body(body)), "of_tomorrow": 1})
    signed = fact(plain, kind=type_of(body), tv=version_of(body))
    assert read_body(signed.fact, plain) == body


@pytest.mark.parametrize("shape", [Fact, Moment, BlobRef, Lease, Trust])
def test_what_is_signed_is_read_whole_or_not_at_all(shape):
    assert shape.__struct_config__.forbid_unknown_fields


def test_an_order_of_a_newer_hub_does_not_spoil_the_answer_to_a_beat():
    raw = encode({"now": 1, "seat": "7", "commands": [{"n": 1, "kind": "sing"}]})
    (command,) = decode(raw, BeatAnswer).commands
    assert command.kind == "sing"
    assert command.kind not in KINDS


def test_a_beat_of_the_first_version_needs_no_more_than_a_state_and_a_boot():
    assert decode(b'{"state":"locked","boot_id":"b"}', Beat).speaks == CALLS_FIRST


@pytest.mark.parametrize("speaks", [0, -1, 10**6 + 1, "2"])
def test_a_version_has_limits(speaks):
    with pytest.raises(Refusal, match="malformed"):
        decode(encode({"state": "locked", "boot_id": "b", "speaks": speaks}), Beat)


def test_every_call_of_a_station_has_a_sample():
    shaped = {
        shape
        for module in (drafts, enrolment)
        for shape in vars(module).values()
        if isinstance(shape, type) and issubclass(shape, msgspec.Struct)
    }
    assert shaped - {type(said) for said in SAID} - {drafts.Draft, enrolment.Before} == set()
