"""Readers of bundles: the file as it is, its head, and its records, sealed after they were bent."""

import hashlib
import struct

from faults.readers import Target
from faults.word_parsers import HUB, STATION, made
from protocol.samples import BODIES, EPOCH

from kiosk.link import bundle_reading
from kiosk.link.blobs import BlobFolder
from kiosk.link.errand import no_tick
from kiosk.protocol import bundles
from kiosk.protocol.bodies import ParkedError, read_body, type_of, write_body
from kiosk.protocol.codec import pack
from kiosk.protocol.sealing import seal
from kiosk.protocol.signing import Purpose, sign
from kiosk.rules.refusals import Refusal


class _Taker:
    """Takes what a bundle holds and keeps none of it."""

    def facts(self, facts):
        for one in facts:
            try:
                read_body(one.fact, one.fact.body_bytes)
            except (Refusal, ParkedError):
                continue

    def word(self, word):
        del word


def of_bundles(folder):
    spool, blobs = folder / "spool", BlobFolder(folder / "blobs")
    spool.mkdir(exist_ok=True)
    path = folder / "stick.kxb"

    def reading(data):
        path.write_bytes(data)
        known = {STATION.origin: STATION.public_signing, HUB.origin: HUB.public_signing}

        def keys_of(head):
            if head.source not in known:
                raise Refusal("bundle_of_stranger")
            return (known[head.source],)

        found = bundle_reading.found_at(path, keys=HUB, keys_of=keys_of, skip=lambda _: False)
        taker = _Taker()
        bundle_reading.read_all(
            found,
            spool=spool,
            keys=HUB,
            blobs=blobs,
            taker=taker,
            done=lambda _: None,
            tick=no_tick,
        )

    whole = _bundle(_records())
    front, payload = whole[: bundles.FRONT_BYTES], whole[bundles.FRONT_BYTES :]
    written = front[len(bundles.MARK) : -bundles.SIGNATURE_BYTES].rstrip()
    return {
        "bundle": Target(reading, (whole,)),
        "bundle_head": Target(lambda data: reading(_front(data) + payload), (written,)),
        "bundle_records": Target(
            lambda data: reading(_bundle(_parted(data))), (_joined(_records()), _joined(()))
        ),
    }


def _front(head):
    padded = head[: bundles.HEAD_BYTES].ljust(bundles.HEAD_BYTES)
    return bundles.MARK + padded + sign(STATION.signing, Purpose.BUNDLE, padded)


def _records():
    """What is in a bundle, as its bytes before they are sealed."""
    blob = b"a picture"
    word = bundles.Acknowledgement(STATION.origin, HUB.origin, (), (), ())
    facts = [made(write_body(body), n, type_of(body)) for n, body in enumerate(BODIES[:3], start=1)]
    return (
        *(b"F" + one.signature + one.raw for one in facts),
        b"A" + bytes(64) + pack(word),
        b"B" + bundles.BLOB_HEAD.pack(hashlib.sha256(blob).digest(), len(blob)),
        b"P" + blob,
    )


def _joined(records):
    return b"".join(struct.pack(">H", len(one)) + one for one in records)


def _parted(data):
    """Records of bent bytes, at most as many as a small bundle has."""
    at = 0
    while at + 2 <= len(data) and at < bundles.PIECE_BYTES:
        (length,) = struct.unpack(">H", data[at : at + 2])
        yield data[at + 2 : at + 2 + length]
        at += 2 + length


def _bundle(records):
    """A bundle whose every record is sealed and signed as it should be, whatever it says."""
    key = bytes(range(32))
    sealing = bundles.Sealing(key=key, about=bundles.about(bundle="0a" * 16, part=1))
    payload, count = bytearray(sealing.start), {b"F": 0, b"B": 0}
    for plain in records:
        kind, raw = plain[:1], plain[1 + bundles.SIGNATURE_BYTES :]
        purpose = {b"F": Purpose.FACT, b"A": Purpose.ACKNOWLEDGEMENT}.get(kind)
        signed = plain if purpose is None else kind + sign(STATION.signing, purpose, raw) + raw
        count[kind] = count.get(kind, 0) + 1
        payload += sealing._frame(signed, bundles.MORE)
    payload += sealing.end()
    head = bundles.Head(
        v=1, bundle="0a" * 16, part=1, parts=1, source=STATION.origin, epoch=EPOCH,
        reader=HUB.origin, sealed_key=seal(HUB.public_sealing, key), spans=(), facts=count[b"F"],
        blobs=count[b"B"], payload_bytes=len(payload),
        payload_sha256=hashlib.sha256(payload).hexdigest(), made_at=1,
    )  # fmt: skip
    return bundles.write_head(head, STATION.signing) + bytes(payload)
