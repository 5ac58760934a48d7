"""Running one act in its savepoint, once for each request id."""

import functools
import inspect
import sqlite3
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kiosk.disk import once
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


class TransactionEndedError(sqlite3.OperationalError):
    """SQLite ended the transaction under an act that did not notice."""


class Tool:
    """Base of arguments that are no part of what is asked: keys, settings.

    They are left out of the hash of the arguments.
    """


@dataclass(frozen=True, slots=True)
class Act:
    """A function `act(db, now, *, …) -> result`, and what its result looks like."""

    function: Callable[..., Any]
    name: str
    result_type: Any

    @classmethod
    def of(cls, function: Callable[..., Any]) -> "Act":
        """Look at an act once; its annotations do not change."""
        return _look_at(function)


@functools.cache
def _look_at(function: Callable[..., Any]) -> Act:
    inner = inspect.unwrap(function)
    result_type = typing.get_type_hints(inner).get("return", type(None))
    return Act(function, f"{inner.__module__}.{inner.__qualname__}", result_type)


@dataclass(frozen=True, slots=True)
class Asked:
    """An act with its arguments and, where it must happen once, its request id.

    `form`: what somebody sent, where the arguments are read off the house too. A form sent again
    is the same form, though a price, a clock or a count meanwhile says something else.
    """

    act: Act
    arguments: Mapping[str, Any]
    request_id: str | None
    form: Mapping[str, Any] | None = None


def perform(db: Db, now: Instant, asked: Asked) -> tuple[Any, Exception | None]:
    """Run one act in its own savepoint: (result, None), or (None, why not).

    Raises:
        sqlite3.Error: SQLite ended the whole transaction; nothing in the batch may be confirmed.
    """
    db.execute("SAVEPOINT act")
    try:
        result = _once(db, now, asked)
    except Exception as refusal:
        if not db.in_transaction:
            raise _ended(refusal) from refusal
        db.execute("ROLLBACK TO act")
        db.execute("RELEASE act")
        if _is_disk(refusal):
            raise
        return None, refusal
    if not db.in_transaction:
        raise TransactionEndedError(asked.act.name)
    db.execute("RELEASE act")
    return result, None


def _ended(refusal: Exception) -> sqlite3.Error:
    if isinstance(refusal, sqlite3.Error):
        return refusal
    return TransactionEndedError(str(refusal))


def _is_disk(refusal: Exception) -> bool:
    """A disk fault inside one act is the whole batch's: its error must reach the writer.

    Python calls a damaged page plain `DatabaseError`, all else of the disk `OperationalError`.
    """
    return isinstance(refusal, sqlite3.OperationalError) or type(refusal) is sqlite3.DatabaseError


def _once(db: Db, now: Instant, asked: Asked) -> Any:
    if asked.request_id is None:
        return asked.act.function(db, now, **asked.arguments)
    told = asked.arguments if asked.form is None else asked.form
    hashed = {k: v for k, v in told.items() if not isinstance(v, Tool)}
    arguments_sha256 = once.digest(asked.act.name, hashed)
    earlier = once.earlier_result(db, asked.request_id, arguments_sha256)
    if earlier is not None:
        return msgspec.json.decode(earlier, type=asked.act.result_type)
    result = asked.act.function(db, now, **asked.arguments)
    once.keep_result(
        db,
        now,
        request_id=asked.request_id,
        act=asked.act.name,
        arguments_sha256=arguments_sha256,
        result=msgspec.json.encode(result),
    )
    return result
