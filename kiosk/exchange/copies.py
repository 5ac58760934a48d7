"""Verified copies of the exchange: what one has, and that hubs are told of it."""

from pathlib import Path
from typing import Annotated

import msgspec

from kiosk.exchange.acts.copying import note_safe as note_safe_in
from kiosk.exchange.exchange import DATABASE, Exchange
from kiosk.exchange.store import engine as engines
from kiosk.exchange.store import inbox
from kiosk.exchange.store.own_key import owner_of
from kiosk.link import safe_copies
from kiosk.protocol.sync import Kept
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

MANIFEST, DUMP = "manifest.json", "exchange.dump"
MANIFEST_LIMIT_BYTES = 64 * 1024 * 1024
RAISED_AT_ONCE = 50
"""An act that moves all hubs' rows would stand in the way of all their pushes."""


Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Manifest(msgspec.Struct, frozen=True):
    """What a copy says of itself."""

    made_at: Instant
    exchange: str
    exchange_heard: tuple[Kept, ...]
    transfers: int
    files: dict[str, str]
    blobs: tuple[Sha256, ...]


class Told(msgspec.Struct, frozen=True):
    """The part of a manifest that is wanted here; a hub's backup says the same of itself."""

    made_at: Instant
    exchange: str = ""
    exchange_heard: tuple[Kept, ...] = ()


def note_safe(exchange: Exchange, copy: Path) -> int:
    """Raise `safe_upto` to what a verified copy has; returns how many epochs were raised.

    Read from the copy itself: the live database has more. It is noted in the folder first, so that
    no older copy is put back unasked from the moment on when hubs may know of it.

    Args:
        exchange: whose copy it is.
        copy: a folder that `backing_up.back_up` made, or a hub's backup with the exchange in it.

    Raises:
        Refusal: `database_damaged` where there is none, `database_of_another`.
    """
    made_at, origin, heard = read(copy)
    if origin != exchange.keys.origin:
        raise Refusal("database_of_another", path=str(copy))
    safe_copies.note(exchange.folder, made_at, heard)
    with exchange.read() as db:
        ours = {(one.origin, one.epoch): one for one in inbox.all_kept(db)}
    news = [
        one
        for one in heard
        if (known := ours.get((one.origin, one.epoch))) and known.safe_upto < one.have <= known.have
    ]
    starts = range(0, len(news), RAISED_AT_ONCE)
    parts = (news[start : start + RAISED_AT_ONCE] for start in starts)
    return sum(exchange.write(note_safe_in, kept=part) for part in parts)


def read(copy: Path) -> tuple[Instant, str, tuple[Kept, ...]]:
    """When a copy was made, whose it is, and how far it has each hub's facts.

    Raises:
        Refusal: `database_damaged`.
    """
    try:
        with (copy / MANIFEST).open("rb") as file:
            told = msgspec.json.decode(file.read(MANIFEST_LIMIT_BYTES), type=Told)
    except (OSError, ValueError, RecursionError, msgspec.DecodeError) as error:
        raise Refusal("database_damaged", path=str(copy), reason=str(error)) from error
    if (copy / DATABASE).exists():
        return (told.made_at, *read_file(copy / DATABASE))
    if not (copy / DUMP).exists():
        raise Refusal("database_damaged", path=str(copy), reason=f"{DATABASE} is missing")
    return told.made_at, told.exchange, told.exchange_heard


def read_file(database: Path) -> tuple[str, tuple[Kept, ...]]:
    """Whose database a copied file is, and how far it has each hub's facts."""
    engine = engines.sqlite_readers(engines.sqlite_url(database))
    try:
        with engine.connect() as db, db.begin():
            return owner_of(db) or "", inbox.all_kept(db)
    finally:
        engine.dispose()
