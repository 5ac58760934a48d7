"""What a station asks, in its words."""

from kiosk.link.puller import pull_path
from kiosk.protocol import station_calls as words
from kiosk.protocol.codec import decode, encode, pack, unpack
from kiosk.protocol.leases import Lease
from kiosk.protocol.sync import (
    PULL_LIMIT_BYTES,
    PUSH_PATH,
    Pulled,
    Push,
    PushAnswer,
    Sent,
)

BEAT = words.Beat("locked", "boot-1", version="test")


def beat(ask, **changes):
    from msgspec.structs import replace

    answer = ask("POST", words.BEAT_PATH, encode(replace(BEAT, **changes)))
    return decode(answer, words.BeatAnswer)


def open_with(ask, code, *, pin="", request_id="request-1"):
    asked = words.Open(request_id, "boot-1", code, pin)
    return decode(ask("POST", words.OPEN_PATH, encode(asked)), words.Opened)


def lease_of(opened):
    return decode(opened.lease.raw, Lease)


def push(ask, *facts):
    batch = pack(Push(tuple(Sent(one.raw, one.signature) for one in facts)))
    return decode(ask("POST", PUSH_PATH, batch), PushAnswer)


def pull(ask, kept=None):
    return unpack(ask("GET", pull_path(kept)), Pulled, limit_bytes=PULL_LIMIT_BYTES)
