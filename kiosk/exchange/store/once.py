"""Asked twice, done once, in the exchange's own tables; as `kiosk/disk/once.py`."""

import msgspec
from sqlalchemy import Connection, insert, select

from kiosk.disk.acting import Asked, Tool
from kiosk.disk.once import check_request_id, digest
from kiosk.exchange.store.tables import request_done
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal


def perform(db: Connection, now: Instant, asked: Asked) -> object:
    """Run an act, or give its kept result when this request was done before.

    Raises:
        Refusal: `malformed` for what is no id, `conflict` when the same id comes with other
            arguments, and what the act refuses.
    """
    if asked.request_id is None:
        return asked.act.function(db, now, **asked.arguments)
    check_request_id(asked.request_id)
    hashed = {k: v for k, v in asked.arguments.items() if not isinstance(v, Tool)}
    arguments_sha256 = digest(asked.act.name, hashed)
    kept = _kept(db, asked.request_id, arguments_sha256)
    if kept is not None:
        return msgspec.json.decode(kept, type=asked.act.result_type)
    result: object = asked.act.function(db, now, **asked.arguments)
    values = {
        "request_id": asked.request_id,
        "act": asked.act.name,
        "arguments_sha256": arguments_sha256,
        "result": msgspec.json.encode(result),
        "at": now,
    }
    db.execute(insert(request_done).values(values))
    return result


def _kept(db: Connection, request_id: str, arguments_sha256: bytes) -> bytes | None:
    row = db.execute(
        select(request_done.c.arguments_sha256, request_done.c.result).where(
            request_done.c.request_id == request_id
        )
    ).one_or_none()
    if row is None:
        return None
    if bytes(row.arguments_sha256) != arguments_sha256:
        raise Refusal("conflict", request_id=request_id)
    return bytes(row.result)
