"""The figures of a seat, for Prometheus on this machine. Nothing of who sits here."""

import shutil
from collections.abc import Iterator
from typing import cast

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from kiosk import metrics
from kiosk.link import sqlite_outbox
from kiosk.metrics import ERRORS, METRICS_PATH, Errors, Sample
from kiosk.protocol.codec import encode
from kiosk.protocol.version import PROGRAM_VERSION
from kiosk.rules.instants import MS_PER_S, Instant, seconds_between
from station_agent.agent import Agent
from station_agent.guard import agent, may
from station_agent.states import RUNNING
from station_agent.store.outbox import AUDIENCE

HOP = (("hop", "hub"),)

figures = Blueprint("figures", __name__)


@figures.get("/health")
@may("anyone at the station")
def health() -> ResponseReturnValue:
    """`ok`, or `degraded` while no hub answers: the time goes on all the same."""
    state = "degraded" if agent().hub_away else "ok"
    headers = {"Cache-Control": "no-store"}
    return Response(encode({"state": state}), headers=headers, content_type="application/json")


@figures.get(METRICS_PATH)
@may("anyone at the station")
def show() -> ResponseReturnValue:
    """The figures in Prometheus' text format; the screens are on this machine only anyway."""
    metrics.refuse_strangers("")
    return metrics.answer(_samples(agent()))


def _samples(here: Agent) -> Iterator[Sample]:
    now = here.clock.now()
    yield Sample("kiosk_up", 1, (("version", PROGRAM_VERSION),))
    yield Sample("kiosk_sessions_open", int(here.state in RUNNING))
    with here.store.readers.read() as db:
        waiting = sqlite_outbox.waiting(db, AUDIENCE)
        since = sqlite_outbox.eldest_waiting_at(db, AUDIENCE)
    yield Sample("kiosk_outbox_waiting", waiting, HOP)
    oldest_s = 0 if since is None else max(0, seconds_between(since, now))
    yield Sample("kiosk_outbox_oldest_seconds", oldest_s, HOP)
    yield Sample("kiosk_disk_free_bytes", shutil.disk_usage(here.machine.folder).free)
    yield Sample("kiosk_clock_offset_seconds", here.hub_time.offset_ms / MS_PER_S)
    away = here.link.hop.away_since
    away_s = max(0, seconds_between(Instant(away), now)) if away else 0
    yield Sample("kiosk_hub_away_seconds", away_s)
    yield from cast("Errors", current_app.extensions[ERRORS]).samples()
