"""Figures for Prometheus: their names, and how they are written. No name of a person, no secret.

Every machine serves them at `/metrics`, to its own machine only, or to who has the token.
`docs/metrics.md` is made from the table.
"""

import hmac
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from flask import Flask, Response, request

from kiosk.listening import FORWARDED, PROXY_MARKS
from kiosk.rules.addresses import is_here
from kiosk.rules.refusals import Refusal

ERRORS = "errors"
"""An app's extension of this name counts its errors."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
METRICS_PATH = "/metrics"
FIRST_ERROR = 400
WRITE_BUCKETS_MS = (5, 10, 20, 50, 100, 200, 500, 1000, 5000)
NS_PER_MS = 1_000_000
NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    kind: str
    help: str
    machines: str


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "kiosk_up": Figure("gauge", "1; its version is a label.", "all"),
        "kiosk_sessions_open": Figure("gauge", "Sessions that run or are paused.", "hub, station"),
        "kiosk_stations": Figure("gauge", "Stations by what they last said; lost: silent.", "hub"),
        "kiosk_outbox_waiting": Figure(
            "gauge",
            "Facts that wait for a hop; at the exchange by hub, for which most waits.",
            "all",
        ),
        "kiosk_facts_stopped": Figure(
            "gauge", "Facts of hubs that were set aside: parked, rejected, conflict.", "exchange"
        ),
        "kiosk_outbox_oldest_seconds": Figure(
            "gauge", "Age of the oldest fact that waits for a hop.", "hub, station"
        ),
        "kiosk_write_seconds": Figure(
            "histogram", "From asking for an act until it is on the disk.", "hub, exchange"
        ),
        "kiosk_writes_queued": Figure(
            "gauge", "Acts that are asked for and not done.", "hub, exchange"
        ),
        "kiosk_backup_age_seconds": Figure("gauge", "Age of the newest backup.", "hub"),
        "kiosk_backup_apart_age_seconds": Figure(
            "gauge", "Age of the newest backup that was put on another disk.", "hub, exchange"
        ),
        "kiosk_backup_place_apart": Figure(
            "gauge", "1: the second place for backups is there, on another disk.", "hub"
        ),
        "kiosk_backup_sealed": Figure(
            "gauge", "1: copies in another place are sealed to the owner's key.", "hub"
        ),
        "kiosk_database_read_age_seconds": Figure(
            "gauge", "Since all of the database was read and found well.", "hub"
        ),
        "kiosk_database_check_runs": Figure(
            "gauge", "1 while all of it is read beside the hub's work.", "hub"
        ),
        "kiosk_disk_free_bytes": Figure("gauge", "Room where the data lies.", "all"),
        "kiosk_clock_offset_seconds": Figure(
            "gauge",
            "Hub: how far the clock was set since it was believed; station: from the hub's.",
            "hub, station",
        ),
        "kiosk_clock_doubted": Figure("gauge", "1 while the clock is not believed.", "hub"),
        "kiosk_hub_away_seconds": Figure("gauge", "For how long no hub answered.", "station"),
        "kiosk_refused_sign_ins_total": Figure(
            "counter", "Wrong passwords, PINs and codes, and lock-outs.", "hub, exchange"
        ),
        "kiosk_too_often_total": Figure(
            "counter", "Requests over their limit, by what for.", "hub, exchange"
        ),
        "kiosk_errors_total": Figure("counter", "Answers from 400 on, by route and status.", "all"),
    }
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A figure as it is now."""

    name: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()
    suffix: str = ""


@dataclass(slots=True)
class Errors:
    """Answers from 400 on, by route (never by address) and status."""

    seen: Counter[tuple[str, int]] = field(default_factory=Counter)
    sign_ins: frozenset[str] = frozenset()

    def note(self, response: Response) -> Response:
        """Count one answer; for `after_request`."""
        if response.status_code >= FIRST_ERROR:
            self.seen[(request.endpoint or "none", response.status_code)] += 1
        return response

    def samples(self) -> Iterator[Sample]:
        """All of them, and what of it were refused sign-ins."""
        seen = sorted(self.seen.items())
        for (route, status), count in seen:
            labels = (("route", route), ("status", str(status)))
            yield Sample("kiosk_errors_total", count, labels)
        refused = sum(count for (route, _status), count in seen if route in self.sign_ins)
        if self.sign_ins:
            yield Sample("kiosk_refused_sign_ins_total", refused)


@dataclass(slots=True)
class WriteTimes:
    """How long acts take until they are on the disk."""

    buckets: Counter[int] = field(default_factory=Counter)
    count: int = 0
    total_ns: int = 0
    queued: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """An act is asked for."""
        with self.lock:
            self.queued += 1

    def end(self, took_ns: int) -> None:
        """It is done, or refused."""
        bucket = next((ms for ms in WRITE_BUCKETS_MS if took_ns <= ms * NS_PER_MS), 0)
        with self.lock:
            self.queued -= 1
            self.count += 1
            self.total_ns += took_ns
            self.buckets[bucket] += 1

    def samples(self) -> Iterator[Sample]:
        """A histogram, as Prometheus wants it: each bucket holds the smaller ones too."""
        with self.lock:
            buckets, count = dict(self.buckets), self.count
            total_ns, queued = self.total_ns, self.queued
        upto = 0
        for ms in WRITE_BUCKETS_MS:
            upto += buckets.get(ms, 0)
            labels = (("le", f"{ms / 1000:g}"),)
            yield Sample("kiosk_write_seconds", upto, labels, "_bucket")
        yield Sample("kiosk_write_seconds", count, (("le", "+Inf"),), "_bucket")
        yield Sample("kiosk_write_seconds", total_ns / NS_PER_S, suffix="_sum")
        yield Sample("kiosk_write_seconds", count, suffix="_count")
        yield Sample("kiosk_writes_queued", queued)


def refuse_strangers(token: str) -> None:
    """Only who knows the token; where there is none, this machine itself.

    A proxy on this machine asks from here for everybody: what it adds of its own, and the name by
    which it was asked, give it away. One that hides both needs the token.

    Raises:
        Refusal: `not_found`: nobody else learns that there are figures.
    """
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), token.encode()):
            raise Refusal("not_found")
    elif not (is_here(request.remote_addr or "") and _asked_here() and not _was_handed_on()):
        raise Refusal("not_found")


def _asked_here() -> bool:
    """Whether it was asked by a name that only this machine itself can use."""
    return is_here(urlsplit(f"//{request.host}").hostname or "")


def _was_handed_on() -> bool:
    return FORWARDED in request.environ or any(name in request.headers for name in PROXY_MARKS)


def answer(samples: Iterable[Sample]) -> Response:
    """The figures as Prometheus reads them."""
    return Response(
        write(samples), content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"}
    )


def write(samples: Iterable[Sample]) -> str:
    """The text format; a name that is not in the table is a fault."""
    by_name: dict[str, list[Sample]] = {}
    for sample in samples:
        by_name.setdefault(sample.name, []).append(sample)
    lines = []
    for name, figure in FIGURES.items():
        if name in by_name:
            lines += [f"# HELP {name} {figure.help}", f"# TYPE {name} {figure.kind}"]
            lines += [_line(sample) for sample in by_name.pop(name)]
    if by_name:
        raise AssertionError(sorted(by_name))
    return "\n".join(lines) + "\n"


def _line(sample: Sample) -> str:
    labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in sample.labels)
    shown = f"{{{labels}}}" if labels else ""
    return f"{sample.name}{sample.suffix}{shown} {sample.value:.15g}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def count_errors(app: Flask, *, sign_ins: Iterable[str] = ()) -> Errors:
    """Count the errors of an app from now on."""
    errors = Errors(sign_ins=frozenset(sign_ins))
    app.after_request(errors.note)
    return errors
