"""Whether the exchange is well, for all; its figures, for its own machine or with the token."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from typing import cast

from flask import Blueprint, Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from kiosk import metrics
from kiosk.exchange.exchange import Exchange
from kiosk.exchange.rights import EXTENSION
from kiosk.exchange.store import outbox, people, stopped
from kiosk.link import safe_copies
from kiosk.metrics import ERRORS, METRICS_PATH, Errors, Sample
from kiosk.protocol.codec import encode
from kiosk.protocol.version import PROGRAM_VERSION
from kiosk.rate_limits import RATE_LIMITS, RateLimits
from kiosk.rules.instants import seconds_between
from kiosk.signed_door import JSON, open_to

SIGN_INS = ("requester.check_sign_in", "staff.check_sign_in")
UP, DOWN = 200, 503
HUBS_LIMIT = 100
"""Hubs that have a figure of their own: those for which most waits."""

figures = Blueprint("figures", __name__)


@figures.get("/health")
@open_to("anyone")
def health() -> Response:
    """`ok`; `degraded`: copies were made and none is new; `down`: the database does not answer."""
    exchange = _exchange()
    try:
        with exchange.read() as db:
            people.hub_of(db, "")
        safe = safe_copies.read(exchange.folder)
        is_old = safe is not None and safe_copies.is_too_old(safe, exchange.clock.now())
        state, status = "degraded" if is_old else "ok", UP
    except SQLAlchemyError:
        state, status = "down", DOWN
    headers = {"Cache-Control": "no-store"}
    return Response(encode({"state": state}), status, headers=headers, content_type=JSON)


@figures.get(METRICS_PATH)
@open_to("this machine, or who has the token")
def show() -> Response:
    """The figures in Prometheus' text format."""
    metrics.refuse_strangers(_exchange().settings.metrics_token)
    return metrics.answer(_samples(_exchange()))


def _samples(exchange: Exchange) -> Iterator[Sample]:
    yield Sample("kiosk_up", 1, (("version", PROGRAM_VERSION),))
    yield Sample("kiosk_disk_free_bytes", shutil.disk_usage(exchange.folder).free)
    yield from exchange.writes.samples()
    safe = safe_copies.read(exchange.folder)
    if safe is not None:
        age_s = max(0, seconds_between(safe.made_at, exchange.clock.now()))
        yield Sample("kiosk_backup_apart_age_seconds", age_s)
    with suppress(SQLAlchemyError):  # without a database the others are there
        yield from _of_facts(exchange)
    yield from cast("Errors", current_app.extensions[ERRORS]).samples()
    limits = cast("RateLimits", current_app.extensions[RATE_LIMITS])
    for what, count in sorted(limits.refused.items()):
        yield Sample("kiosk_too_often_total", count, (("what", what),))


def _of_facts(exchange: Exchange) -> tuple[Sample, ...]:
    with exchange.read() as db:
        lines = outbox.lines(db, limit=HUBS_LIMIT)
        counts = sorted(stopped.counts(db).items())
    waiting = (Sample("kiosk_outbox_waiting", one.waiting, (("hub", one.origin),)) for one in lines)
    return (
        *waiting,
        *(Sample("kiosk_facts_stopped", n, (("where", where),)) for where, n in counts),
    )


def _exchange() -> Exchange:
    return cast("Exchange", current_app.extensions[EXTENSION])
