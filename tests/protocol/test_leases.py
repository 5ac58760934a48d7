import json

import pytest
from msgspec.structs import replace
from protocol.samples import keys

from kiosk.protocol.leases import Lease, SignedLease, read_lease, recall_lease, sign_lease
from kiosk.protocol.signing import Purpose, sign
from kiosk.rules.refusals import Refusal

HUB, SEAT_1, SEAT_2 = keys(1), keys(2), keys(3)
LEASE = Lease(
    lease_id="session-1-1",
    session="session-1",
    visitor="visitor-1",
    station=SEAT_1.origin,
    boot_id="boot-1",
    n=3,
    seconds=1800,
    offline_ok_s=1800,
    kind="prepaid",
    rate_text="30 min",
    issued=1_795_300_000_000,
)


def read(signed, *, station=SEAT_1.origin, boot_id="boot-1", above_n=0):
    return read_lease(
        signed, public_key=HUB.public_signing, station=station, boot_id=boot_id, above_n=above_n
    )


def signed(lease=LEASE, **changes):
    return sign_lease(HUB.signing, replace(lease, **changes))


def test_a_lease_is_read_by_its_station():
    assert read(signed()) == LEASE


def test_a_lease_that_was_renewed_replaces_the_one_before():
    assert read(signed(n=4), above_n=3).n == 4


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"station": SEAT_2.origin}, "lease_wrong"),
        ({"boot_id": "boot-2"}, "lease_wrong"),
        ({"above_n": 3}, "lease_replayed"),
        ({"above_n": 4}, "lease_replayed"),
    ],
    ids=["copied to another station", "of another boot", "spent already", "older than ours"],
)
def test_a_lease_for_something_else_is_refused(given, code):
    with pytest.raises(Refusal, match=code):
        read(signed(), **given)


def test_more_seconds_than_the_hub_signed_are_refused():
    kept = signed()
    more = SignedLease(kept.raw.replace(b"1800", b"9999"), kept.signature)
    with pytest.raises(Refusal, match="wrong_signature"):
        read(more)


def test_a_lease_by_another_hub_is_refused():
    with pytest.raises(Refusal, match="wrong_signature"):
        read(sign_lease(SEAT_2.signing, LEASE))


def test_bytes_signed_for_another_purpose_are_no_lease():
    raw = signed().raw
    with pytest.raises(Refusal, match="wrong_signature"):
        read(SignedLease(raw, sign(HUB.signing, Purpose.FACT, raw)))


@pytest.mark.parametrize(
    "changes", [{"n": 0}, {"seconds": -1}, {"kind": "gift"}, {"more": 1}, {"rate_text": "x" * 201}]
)
def test_a_lease_out_of_shape_is_malformed_also_when_signed(changes):
    raw = json.dumps({**json.loads(signed().raw), **changes}).encode()
    with pytest.raises(Refusal, match="malformed"):
        read(SignedLease(raw, sign(HUB.signing, Purpose.LEASE, raw)))


def test_a_lease_has_a_limit():
    with pytest.raises(Refusal, match="too_large"):
        read(signed(session="x" * 5000))


def test_a_lease_that_a_station_hands_back_is_read_whatever_became_of_its_boot():
    handed = signed(boot_id="boot-0", n=1)
    found = recall_lease(handed, public_key=HUB.public_signing, station=SEAT_1.origin)
    assert (found.boot_id, found.n) == ("boot-0", 1)


def test_a_lease_of_another_station_is_not_handed_back():
    with pytest.raises(Refusal, match="lease_wrong"):
        recall_lease(signed(), public_key=HUB.public_signing, station=SEAT_2.origin)
