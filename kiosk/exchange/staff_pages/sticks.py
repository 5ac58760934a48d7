"""Bundles by stick: those of hubs read, those for hubs written, and how far each has come.

Staff sit at a browser, often not at the exchange's own machine: a file goes up piece by piece and
comes down as a download; a stick in the machine itself is read and written there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import jsonify, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from kiosk.exchange import carrying, stick_files
from kiosk.exchange.queries.standing import HUBS_LIMIT, SticksNow, sticks_now
from kiosk.exchange.requester_pages.frame import FieldError, page
from kiosk.exchange.rights import our_exchange
from kiosk.exchange.staff_pages.signing_in import for_staff, staff_frame
from kiosk.exchange.staff_pages.stick_words import ShownErrand, shown_errand
from kiosk.exchange.stick_files import PIECE_LIMIT_BYTES
from kiosk.link.errand import Tick
from kiosk.link.sticks import plugged_in
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, sentence, spoken

BY = "staff"
HERE = ""
"""Of the choice "this computer": files go up and come down."""
PATH_LIMIT = 300
HUB_LIMIT = 32
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick in the exchange's own machine: where it is, and what it is called."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """A file that can be fetched."""

    name: str
    hub: str
    mib: int
    at: Instant
    url: str


@dataclass(frozen=True, slots=True)
class Last:
    """What was carried last one way; `settled`: the hub has signed for it."""

    at: Instant
    facts: int
    settled: bool


@dataclass(frozen=True, slots=True)
class HubRow:
    """A hub, what waits for it, and what was carried last."""

    origin: str
    name: str
    waiting: int
    written: Last | None
    read: Last | None


@dataclass(frozen=True, slots=True)
class ShownSticks:
    """See staff/sticks.html."""

    sticks: tuple[Stick, ...]
    folder: str
    ready: tuple[ReadyRow, ...]
    hubs: tuple[HubRow, ...]
    many: bool
    piece_bytes: int


@for_staff
def show() -> ResponseReturnValue:
    """What is under way, what lies ready, and how it stands with each hub."""
    return _page()


@for_staff
def take_piece() -> ResponseReturnValue:
    """A piece of a file from the staff's own computer; answers how much of it is here."""
    form = request.form
    place = stick_files.folder_for(our_exchange().folder, form.get("request_id", ""))
    try:
        at = int(form.get("at", ""))
    except ValueError as error:
        raise Refusal("malformed") from error
    sent = request.files.get("piece")
    if at < 0 or sent is None:
        raise Refusal("malformed")
    piece = sent.stream.read(PIECE_LIMIT_BYTES + 1)
    return jsonify(have=stick_files.keep_piece(place, form.get("name", ""), at=at, piece=piece))


@for_staff
def read() -> ResponseReturnValue:
    """Read a stick, or the files that came; this page tells how far it has come."""
    exchange = our_exchange()
    asked = request.form.get("request_id", "")
    try:
        place = _plugged(request.form.get("stick", "")) or _come(asked)
        exchange.errands.begin(
            "read",
            str(place),
            lambda tick: carrying.read_once(exchange, place, by=BY, tick=tick),
            at=exchange.clock.now(),
            asked=asked,
        )
    except Refusal as refusal:
        return _refused("file", refusal)
    return redirect(url_for("staff.sticks"), HTTPStatus.SEE_OTHER)


@for_staff
def write() -> ResponseReturnValue:
    """Write what a hub does not have yet, onto a stick or into files to be fetched."""
    exchange = our_exchange()
    hub = request.form.get("hub", "")[:HUB_LIMIT]
    if not hub:
        return _refused("stick", Refusal("not_found", what="hub"))
    try:
        place = _plugged(request.form.get("stick", ""))

        def work(tick: Tick) -> dict[str, Any]:
            where = place or stick_files.new_ready(exchange.folder, tick)
            return carrying.write(exchange, where, hub=hub, by=BY, tick=tick)

        exchange.errands.begin(
            "written",
            HERE if place is None else str(place),
            work,
            at=exchange.clock.now(),
            asked=request.form.get("request_id", ""),
        )
    except Refusal as refusal:
        return _refused("stick", refusal)
    return redirect(url_for("staff.sticks"), HTTPStatus.SEE_OTHER)


@for_staff
def fetch(name: str) -> ResponseReturnValue:
    """A file that lies ready, for the stick in the staff's own computer."""
    path = stick_files.ready_file(our_exchange().folder, name)
    return send_file(path.resolve(), as_attachment=True, mimetype="application/octet-stream")


def _plugged(chosen: str) -> Path | None:
    """The stick that was chosen; None for this computer.

    Raises:
        Refusal: `stick_gone`.
    """
    if chosen == HERE:
        return None
    for one in _sticks():
        if one.path == chosen[:PATH_LIMIT]:
            return Path(one.path)
    raise Refusal("stick_gone")


def _come(asked: str) -> Path:
    """The folder of the files that came with this form, or before it in pieces.

    Raises:
        Refusal: `bundle_none` when there are none.
    """
    place = stick_files.folder_for(our_exchange().folder, asked)
    for sent in request.files.getlist("file"):
        at = 0
        while piece := sent.stream.read(PIECE_LIMIT_BYTES):
            at = stick_files.keep_piece(place, sent.filename or "", at=at, piece=piece)
    if not stick_files.has_come(place):
        raise Refusal("bundle_none")
    return place


def _sticks() -> tuple[Stick, ...]:
    found = plugged_in(Path(our_exchange().settings.sticks_folder))
    return tuple(Stick(str(path), path.name) for path in found)


def _refused(field: str, refusal: Refusal) -> ResponseReturnValue:
    return _page(FieldError(field, sentence(refusal, spoken())), status=refusal.status)


def _page(*errors: FieldError, status: int = 200) -> ResponseReturnValue:
    exchange = our_exchange()
    with exchange.read() as db:
        now = sticks_now(db)
    return page(
        "staff/sticks.html",
        here="staff.sticks",
        frame=staff_frame("staff.sticks"),
        errors=errors,
        status=status,
        carried=_shown(now),
        errand=_errand(),
    )


def _errand() -> ShownErrand | None:
    exchange = our_exchange()
    errand = exchange.errands.last
    return None if errand is None else shown_errand(errand, exchange.folder)


def _shown(now: SticksNow) -> ShownSticks:
    exchange = our_exchange()
    names = {one.origin[:8]: one.name for one in now.hubs}
    return ShownSticks(
        sticks=_sticks(),
        folder=exchange.settings.sticks_folder,
        ready=tuple(_ready(one, names) for one in stick_files.ready(exchange.folder)),
        hubs=tuple(
            HubRow(
                origin=one.origin,
                name=one.name,
                waiting=one.waiting,
                written=_last(now, one.origin, "written"),
                read=_last(now, one.origin, "read"),
            )
            for one in now.hubs
        ),
        many=len(now.hubs) == HUBS_LIMIT,
        piece_bytes=PIECE_LIMIT_BYTES,
    )


def _ready(one: stick_files.Ready, names: Mapping[str, str]) -> ReadyRow:
    name = names.get(one.reader) or _("Another machine ({name})", name=one.reader)
    url = url_for("staff.ready_file", name=one.path.name)
    return ReadyRow(one.path.name, name, -(-one.bytes // MIB), one.at, url)


def _last(now: SticksNow, hub: str, direction: str) -> Last | None:
    for one in now.carried:
        if (one.hub, one.direction) == (hub, direction):
            return Last(one.at, one.facts, one.settled)
    return None
