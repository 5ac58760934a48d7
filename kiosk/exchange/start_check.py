"""A look at the database before an exchange works with it; short, and longer after an unclean stop.

Nothing is put in the place of a database that is gone, emptied or another's: hubs know this
exchange by its key, and their visitors' money stands in its book. Source: DESIGN.md §4.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from kiosk.disk.open import EMPTY
from kiosk.disk.writer import PRIMARY_CODE_MASK
from kiosk.exchange.store import engine as engines
from kiosk.exchange.store import ledger, proofs
from kiosk.exchange.store.own_key import owner_of
from kiosk.exchange.store.schema import version_of
from kiosk.rules.refusals import Refusal

FLAG = "running.txt"
"""Stands there from a start to a clean stop; one that is found tells of a power cut or a kill."""
KNOWN = "exchange.known"
"""Stands there once the database has noted whose it is: it was in use."""
LINKS_LOOKED_AT = 1000


def look(folder: Path, url: str, *, origin: str, is_new: bool) -> None:
    """Refuse a database that this exchange must not work with.

    `origin` is this exchange's own, "" where it has no keys yet; `is_new`: there was none before.

    Raises:
        Refusal: `database_unreachable`; `database_missing` for an empty one where one was in use;
            `database_of_another`; `database_damaged`.
    """
    whole = was_unclean(folder)
    is_file = engines.is_sqlite(url)
    engine = engines.sqlite_readers(url) if is_file else engines.postgres(url)
    place = shown(url)
    try:
        _look(engine, place, origin, is_new=is_new, known=(folder / KNOWN).exists(), whole=whole)
    except OperationalError as error:
        if is_file:
            code = "data_folder_wrong" if _may_not(error) else "database_damaged"
            raise Refusal(code, path=place, reason=_said(error)) from error
        raise Refusal("database_unreachable", path=place, reason=_said(error)) from error
    except DatabaseError as error:
        raise Refusal("database_damaged", path=place, reason=_said(error)) from error
    finally:
        engine.dispose()


def was_unclean(folder: Path) -> bool:
    """Whether the exchange stopped without saying so."""
    return (folder / FLAG).exists()


def note_running(folder: Path) -> None:
    """The exchange works from here on."""
    (folder / FLAG).touch(mode=0o600)


def note_stopped(folder: Path) -> None:
    """It has stopped by itself, all is on disk."""
    (folder / FLAG).unlink(missing_ok=True)


def shown(url: str) -> str:
    """An address without the name and password in it."""
    kind, _, place = url.partition("://")
    return f"{kind}://{place.rpartition('@')[2]}" if "@" in place else url


def _look(
    engine: Engine, place: str, origin: str, *, is_new: bool, known: bool, whole: bool
) -> None:
    with engine.connect() as db, db.begin():
        version = version_of(db)
        owner = owner_of(db)
        if owner and owner != origin:
            raise Refusal("database_of_another", path=place)
        if known and owner == "":  # there are tables, and the rows are gone
            raise Refusal("database_missing", path=place)
        if version is None:
            if is_new:
                return
            if engine.dialect.name == "sqlite":
                raise Refusal("database_damaged", path=place, reason=EMPTY)
            raise Refusal("database_missing", path=place)
        reason = _reason(db, whole=whole)
    if reason:
        raise Refusal("database_damaged", path=place, reason=reason)


def _reason(db: Connection, *, whole: bool) -> str:
    if whole and db.dialect.name == "sqlite":
        found = proofs.quick(db)
        if found != "ok":
            return found
    broken = ledger.broken_at_end(db, links=LINKS_LOOKED_AT)
    return "" if broken is None else f"the chain of transfers breaks at {broken}"


def _said(error: DatabaseError) -> str:
    return str(error.orig).strip().partition("\n")[0][:200]


def _may_not(error: DatabaseError) -> bool:
    """It may be sound: this process may not open it."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY_CODE_MASK
    return code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
