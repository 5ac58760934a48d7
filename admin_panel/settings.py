"""Settings of the site (to read), and its stations: added, given new keys, removed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import isolated, page, say
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import station_link, zones
from kiosk.queries import site as query
from kiosk.queries.site import SeatLine
from kiosk.rules.instants import Instant, later, seconds_between
from kiosk.setting_lines import Value
from kiosk.settings import HubSettings, table
from kiosk.store import stations as stations_store
from kiosk.store import zones as zones_store
from kiosk.texts import _

CHANCE_BYTES = 7
NAME_LIMIT = 40
USUAL_ZONE = "standard"
"""The price class of a seat where nobody says otherwise."""

settings = Blueprint("settings", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting as it is now."""

    name: str
    value: str
    help: str
    variable: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ShownStation:
    """A seat and how its station is."""

    kept: SeatLine
    answers: bool
    seen_at: Instant | None
    version: str


@dataclass(frozen=True, slots=True)
class NewCode:
    """A one-time code, shown once, and what to type at the station; `again`: for new keys."""

    seat: int
    code: str
    url: str
    command: str
    until: Instant
    only_here: bool
    again: bool


@settings.get("/settings/all")
@may("change_settings")
def show() -> ResponseReturnValue:
    """All settings; they are changed in the site's file and hold after a restart."""
    here = hub().settings
    lines = [
        ShownSetting(
            line.name,
            _written(getattr(here, line.name)),
            _(line.help),
            line.variable,
            getattr(here, line.name) != line.default,
        )
        for line in table(HubSettings)
    ]
    return page("settings/show.html", here="settings", settings=lines)


@settings.get("/settings/stations")
@may("add_station")
def stations() -> ResponseReturnValue:
    """All seats with their stations."""
    return _stations(Form({}), None)


@settings.post("/settings/stations")
@may("add_station")
def add() -> ResponseReturnValue:
    """A one-time code for a station at a seat; it is shown on this answer and never again."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=9999)
    row_name = form.text("row_name", _("Type the row, such as Window."), limit=NAME_LIMIT)
    zone = form.typed.get("zone", "").strip()[:NAME_LIMIT] or USUAL_ZONE
    code = None
    if not form.errors:
        with form.refusals_at("seat"):
            code = hub().write(  # the code is shown once, so it is not kept under a request id
                station_link.add_station,
                seat=seat,
                zone=zone,
                row_name=row_name,
                by=current_staff(),
                chance=secrets.token_bytes(CHANCE_BYTES),
            )
    if code is None:
        return _stations(form, None)
    return _stations(Form({}), _new_code(seat, code))


@settings.post("/settings/stations/<station>/keys")
@may("order_new_keys")
def order_keys(station: str) -> ResponseReturnValue:
    """A one-time code with which a station comes in again, with new keys; shown on this answer."""
    form = Form.read()
    reason = form.text("reason", _("Say why, in a few words."), limit=200)
    code = None
    if not form.errors:
        with form.refusals_at("reason"):
            code = hub().write(  # shown once, so it is not kept under a request id
                station_link.order_new_keys,
                station=station,
                by=current_staff(),
                reason=reason,
                chance=secrets.token_bytes(CHANCE_BYTES),
            )
    if code is None:
        return _stations(form, None, keys_of=station)
    return _stations(Form({}), _new_code(_seat_of(station), code, again=True))


@settings.post("/settings/stations/<station>/revoke")
@may("revoke_station")
def revoke(station: str) -> ResponseReturnValue:
    """End a station's permission for good."""
    form = Form.read()
    reason = form.text("reason", _("Say why, in a few words."), limit=200)
    if not form.errors:
        with form.refusals_at("reason"):
            hub().write(
                station_link.revoke_station,
                request_id=form.request_id,
                form=form.sent,
                station=station,
                by=current_staff(),
                reason=reason,
            )
    if form.errors:
        return _stations(form, None, revoking=station)
    hub().heard.pop(station, None)
    say(_("The station may not come in any more."))
    return redirect(url_for("settings.stations"), HTTPStatus.SEE_OTHER)


@settings.post("/settings/zones")
@may("add_station")
def rename_zone() -> ResponseReturnValue:
    """Call a zone by another name; prices, offers and seats follow."""
    form = Form.read()
    name = form.text("new_name", _("Type the new name."), limit=NAME_LIMIT)
    zone = form.typed.get("old_name", "")
    done = None
    if not form.errors:
        done = form.write(
            zones.rename_zone, at="new_name", zone=zone, name=name, by=current_staff()
        )
    if done is None:
        return _stations(form, None)
    say(_("The zone is called {name} from now on.", name=isolated(done)))
    return redirect(url_for("settings.stations"), HTTPStatus.SEE_OTHER)


def _seat_of(station: str) -> int:
    with hub().read() as db:
        place = stations_store.seat_of(db, station)
    return 0 if place is None else place.number


def _stations(
    form: Form, code: NewCode | None, *, revoking: str = "", keys_of: str = ""
) -> ResponseReturnValue:
    with hub().read() as db:
        seats, seatless = query.seats(db), query.without_seat(db)
        in_zones = zones_store.names(db)
    shown = [_shown(seat) for seat in (*seats, *seatless)]
    place = _next_place(seats)
    return page(
        "settings/stations.html",
        here="settings",
        form=form,
        stations=shown,
        zones=in_zones,
        code=code,
        next_seat=place.number,
        next_row=place.row_name,
        next_zone=place.zone,
        revoking=revoking or request.args.get("revoke", ""),
        keys_of=keys_of or request.args.get("keys", ""),
    )


def _next_place(seats: Sequence[SeatLine]) -> SeatLine:
    """The seat that was chosen, else the first without a station, else a new one after the last."""
    chosen = request.args.get("seat", "")
    for seat in seats:
        if str(seat.number) == chosen or (not chosen and not seat.station):
            return seat
    if not seats:
        return SeatLine(1, "", USUAL_ZONE, "", "")
    return replace(seats[-1], number=seats[-1].number + 1)


def _shown(seat: SeatLine) -> ShownStation:
    here = hub()
    word = here.heard.get(seat.station)
    if word is None:
        return ShownStation(seat, answers=False, seen_at=None, version="")
    answers = seconds_between(word.at, here.now()) <= here.settings.lost_after_s
    return ShownStation(seat, answers=answers, seen_at=word.at, version=word.version)


def _new_code(seat: int, code: str, *, again: bool = False) -> NewCode:
    url = request.host_url.rstrip("/")
    until = later(hub().now(), seconds=hub().settings.code_valid_s)
    command = f"station-agent enrol {url} {code} --data station" + " --again" * again
    here = urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")
    return NewCode(seat, code, url, command, until, only_here=here, again=again)


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return str(value)
