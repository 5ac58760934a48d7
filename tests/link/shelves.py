"""Shelves in memory, and a wire between two machines that a test cuts and bends."""

import sqlite3
from functools import cache
from pathlib import Path

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from kiosk import link
from kiosk.link.client import Answer, LinkDownError, SignedClient
from kiosk.link.gate import Gate, Peer
from kiosk.link.sqlite_outbox import Writing
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.codec import encode
from kiosk.protocol.facts import Moment, Place, make_fact
from kiosk.protocol.keys import Keys
from kiosk.protocol.sealing import seal
from kiosk.rules.refusals import Refusal

SCHEMA = Path(link.__path__[0]) / "schema.sql"
AT = Moment(wall=1_795_300_000_000, boot_id="boot-1", boot_ns=0)
EPOCH = "00112233aabbccdd"


def keys(seed):
    return Keys(SigningKey(bytes([seed]) * 32), PrivateKey(bytes([seed + 100]) * 32))


SEAT, HUB, STRANGER = keys(1), keys(2), keys(3)


@cache
def _empty():
    made = sqlite3.connect(":memory:", check_same_thread=False)
    made.executescript(SCHEMA.read_text("utf-8"))
    return made


def shelf():
    """A transaction on an empty shelf in memory."""
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _empty().backup(db)
    db.row_factory = sqlite3.Row
    db.execute("BEGIN")
    return db


def used(n=1):
    """Something to say."""
    return SessionUsed(session="session-1", used_s=n, why="paused")


def fact(seq=1, *, body=None, kind="session_used", maker=SEAT, epoch=EPOCH, sealed_to=None, tv=1):
    """A signed fact; its body is what the sequence number says, if none is given."""
    plain = encode(used(seq)) if body is None else body
    if sealed_to is not None:
        plain = seal(sealed_to.public_sealing, plain)
    place = Place(maker.origin, epoch, seq)
    return make_fact(maker.signing, place, type=kind, body=plain, at=AT, tv=tv)


def writing(maker=HUB):
    return Writing(maker, AT)


def peer_of(maker, **changes):
    return Peer(
        **{
            "origin": maker.origin,
            "public_signing": maker.public_signing,
            "public_sealing": maker.public_sealing,
            "name": "seat 1",
            **changes,
        }
    )


class Wire:
    """Carries requests to a gate and answers back.

    `serve(method, path, body)` answers behind the gate; `down` cuts the wire, `portal` puts a
    captive portal on it that says 200 to everything.
    """

    def __init__(self, serve, *, host=HUB, peers=(SEAT,)) -> None:
        self.serve = serve
        self.peers = {one.origin: peer_of(one) for one in peers}
        self.host = host
        self.gate = Gate(host, self.peers.get)
        self.down = False
        self.portal = None
        self.loses_answers = False
        self.sent = []

    def restart(self):
        self.gate = Gate(self.host, self.peers.get)

    def send(self, method, path, headers, body):
        self.sent.append((method, path, headers, body))
        if self.down:
            raise LinkDownError("cut")
        if self.portal is not None:
            return Answer(200, {"Content-Type": "text/html"}, self.portal)
        try:
            self.gate.admit(method=method, path=path, headers=headers, body=body)
            status, content = 200, self.serve(method, path, body)
        except Refusal as refusal:
            status = refusal.status
            content = encode({"refusal": refusal.code, "details": refusal.details})
        if self.loses_answers:
            raise LinkDownError("answer lost")
        said = self.gate.answer_headers(request_headers=headers, status=status, body=content)
        return Answer(status, {name.lower(): value for name, value in said.items()}, content)


def client(wire, *, maker=SEAT, host=HUB):
    return SignedClient(wire, maker, host.public_signing)
