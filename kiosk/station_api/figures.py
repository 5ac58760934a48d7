"""Whether the hub is well, for everybody; its figures, for its own machine or with the token."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, current_app

from kiosk import check_notes, metrics
from kiosk.backups import second_place
from kiosk.backups.backing_up import FOLDER, latest_at
from kiosk.disk.disks import Standing
from kiosk.doctoring.checks import findings
from kiosk.doctoring.finding import Patient
from kiosk.hub import Hub
from kiosk.link import owner_key, sqlite_outbox
from kiosk.metrics import ERRORS, METRICS_PATH, Errors, Sample
from kiosk.protocol.codec import encode
from kiosk.protocol.version import PROGRAM_VERSION
from kiosk.rate_limits import RATE_LIMITS, RateLimits
from kiosk.rules import whole_checks
from kiosk.rules.instants import Instant, seconds_between
from kiosk.signed_door import JSON, open_to
from kiosk.start_check import verified_at
from kiosk.store import sessions

SIGN_INS = ("sign_in.enter", "station_api.open_")
HEALTH_PATH = "/health"
UP, DOWN = 200, 503
EXCHANGE_HOP = (("hop", "exchange"),)

figures = Blueprint("figures", __name__)


@figures.get(HEALTH_PATH)
@open_to("anyone")
def health() -> Response:
    """`ok`, `degraded` (the doctor finds something), or `down`: nothing can be written."""
    state = _state(_hub())
    status = DOWN if state == "down" else UP
    headers = {"Cache-Control": "no-store"}
    return Response(encode({"state": state}), status, headers=headers, content_type=JSON)


def _state(hub: Hub) -> str:
    if not hub.writes_on:
        return "down"
    patient = Patient(hub.folder, hub.settings, hub.clock, hub)
    well = all(one.ok for one in findings(patient, slow=False))
    return "ok" if well else "degraded"


@figures.get(METRICS_PATH)
@open_to("this machine, or who has the token")
def show() -> Response:
    """The figures in Prometheus' text format."""
    hub = _hub()
    metrics.refuse_strangers(hub.settings.metrics_token)
    return metrics.answer(_samples(hub))


def _samples(hub: Hub) -> Iterator[Sample]:
    yield Sample("kiosk_up", 1, (("version", PROGRAM_VERSION),))
    now = hub.now()
    yield from _stations(hub)
    with hub.read() as db:
        yield Sample("kiosk_sessions_open", len(sessions.all_open(db)))
        yield Sample("kiosk_outbox_waiting", sqlite_outbox.waiting(db, "exchange"), EXCHANGE_HOP)
        since = sqlite_outbox.eldest_waiting_at(db, "exchange")
    oldest_s = 0 if since is None else max(0, seconds_between(since, now))
    yield Sample("kiosk_outbox_oldest_seconds", oldest_s, EXCHANGE_HOP)
    yield from hub.writes.samples()
    made = latest_at(hub.folder / FOLDER)
    if made is not None:
        yield Sample("kiosk_backup_age_seconds", max(0, seconds_between(made, now)))
    yield from _copies_elsewhere(hub, now)
    kept = check_notes.checks(hub.folder)
    yield Sample("kiosk_database_check_runs", int(kept.round is not None))
    read_at = whole_checks.last_read(kept, now, verified=verified_at(hub.folder))
    if read_at is not None:
        yield Sample("kiosk_database_read_age_seconds", seconds_between(read_at, now))
    yield Sample("kiosk_disk_free_bytes", shutil.disk_usage(hub.folder).free)
    yield Sample("kiosk_clock_offset_seconds", hub.clock_watch.set_s())
    yield Sample("kiosk_clock_doubted", int(hub.clock_doubt() is not None))
    yield from cast("Errors", current_app.extensions[ERRORS]).samples()
    for what, count in sorted(_limits().refused.items()):
        yield Sample("kiosk_too_often_total", count, (("what", what),))


def _copies_elsewhere(hub: Hub, now: Instant) -> Iterator[Sample]:
    folder, place = hub.folder / FOLDER, hub.settings.backup_place
    at = second_place.apart_at(folder)
    if at is not None:
        yield Sample("kiosk_backup_apart_age_seconds", max(0, seconds_between(at, now)))
    is_apart = bool(place) and second_place.standing(Path(place), folder) is Standing.APART
    yield Sample("kiosk_backup_place_apart", int(is_apart))
    yield Sample("kiosk_backup_sealed", int(owner_key.public(hub.folder) is not None))


def _stations(hub: Hub) -> Iterator[Sample]:
    now, lost_after_s = hub.now(), hub.settings.lost_after_s
    states = Counter(
        "lost" if seconds_between(heard.at, now) > lost_after_s else heard.state
        for heard in tuple(hub.heard.values())
    )
    for state, count in sorted(states.items()):
        yield Sample("kiosk_stations", count, (("state", state),))


def _limits() -> RateLimits:
    return cast("RateLimits", current_app.extensions[RATE_LIMITS])


def _hub() -> Hub:
    return cast("Hub", current_app.extensions["hub"])
