"""Hop 2 by hand: what was written on a stick, what was read off one, what the exchange signed."""

import hashlib

from kiosk.acts.exchange_link import settle_outbox
from kiosk.acts.site import Site
from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.link.sqlite_settled import note_safe
from kiosk.protocol.bundles import Acknowledgement, Direction, Line
from kiosk.protocol.sync import Outcome
from kiosk.rules.instants import Instant
from kiosk.store import audit, carried
from kiosk.store.carried import Carried

ABOUT = 12
"""A bundle is told apart by so much of its name, which is in its file's name too."""


class Word(Tool):
    """The exchange's signed word, which is its own request id."""

    def __init__(self, said: Acknowledgement) -> None:
        self.said = said


def begin_carrying(db: Db, now: Instant, *, kind: Direction, stick: str, by: str) -> None:
    """Note that somebody put a stick in; what came of it is noted at its end."""
    act = "begin_writing_stick" if kind == "written" else "begin_reading_stick"
    audit.record(db, now, by=by, act=act, about=f"stick:{stick}")


def note_carried(db: Db, now: Instant, *, told: Carried) -> bool:
    """Keep what was carried, once; whether that is news."""
    is_news = carried.note(db, told)
    if is_news:
        act = "write_bundle" if told.direction == "written" else "read_bundle"
        audit.record(db, now, by=told.by, act=act, about=f"bundle:{told.bundle[:ABOUT]}")
    return is_news


def take_word(db: Db, now: Instant, *, word: Word, site: Site) -> int:
    """Settle our facts by the exchange's word that came by stick; how many that concerns.

    A line whose hash is not our fact's speaks of another fact with its number: a store was cloned,
    or a backup went on. Ours was not taken then, and staff see it. What the exchange has safely it
    says too. How far it has us is not taken from a stick: words may be read in any order, and an
    old one would have all sent again.
    """
    outcomes = tuple(
        outcome for line in word.said.lines if (outcome := _outcome(db, word.said, line))
    )
    settle_outbox(db, now, outcomes=outcomes, kept=(), site=site)
    for kept in word.said.kept:
        note_safe(db, kept)
    carried.settle(db, now, word.said.bundles)
    return len(outcomes)


def _outcome(db: Db, said: Acknowledgement, line: Line) -> Outcome | None:
    raw = carried.raw_at(db, epoch=line.epoch, seq=line.seq)
    if raw is None:
        return None
    fact_id = f"{said.maker}/{line.epoch}/{line.seq}"
    if hashlib.sha256(raw).digest() != line.sha256:
        return Outcome(fact_id, "conflict", "conflict")
    return Outcome(fact_id, line.result, line.code, line.answer)
