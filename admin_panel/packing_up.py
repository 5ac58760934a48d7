"""Packing up: what still waits at each seat, told there too, and who has a certificate to get."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page, say, short_name
from admin_panel.guards import current_staff, hub, may, signed_in
from admin_panel.live_room import learners
from kiosk.acts import rooms as acts
from kiosk.queries import rooms
from kiosk.queries.rooms import Packed
from kiosk.rules.spans import local_day
from kiosk.store import awards
from kiosk.texts import n_

ZONE_LIMIT = 80

packing = Blueprint("packing", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ToGive:
    """A learner who passed an exam today and has no certificate for it yet."""

    seat: int
    name: str
    title: str
    url: str


@packing.get("/room/pack-up")
@may("see_classes")
def show() -> ResponseReturnValue:
    """What still waits at each seat, before the power goes off."""
    return _page(Form({}))


@packing.post("/room/pack-up")
@may("lead_class")
def tell() -> ResponseReturnValue:
    """Each seat says on its screen whether it may be switched off."""
    form = Form.read()
    seats = tuple(one.seat for one in _seats())
    who = signed_in()
    name = "" if who is None else short_name(who.name)
    told = form.write(acts.pack_up, at="seats", seats=seats, name=name, by=current_staff())
    if told is None:
        return _page(form)
    say(n_("{n} seat says it on its screen.", "{n} seats say it on their screens.", told))
    return redirect(url_for("packing.show", zone=_zone() or None), HTTPStatus.SEE_OTHER)


def _page(form: Form) -> ResponseReturnValue:
    seats = _seats()
    return page(
        "room/pack_up.html",
        here="room",
        form=form,
        seats=seats,
        clear=all(one.clear for one in seats),
        to_give=_to_give(),
        zone=_zone(),
    )


def _zone() -> str:
    return request.values.get("zone", "")[:ZONE_LIMIT]


def _seats() -> Sequence[Packed]:
    """Of one part of the room, or all of them."""
    here = hub()
    with here.read() as db:
        return rooms.packing(
            db,
            here.now(),
            heard=here.heard,
            lost_after_s=here.settings.lost_after_s,
            zone=_zone(),
        )


def _to_give() -> list[ToGive]:
    here = hub()
    zone = ZoneInfo(here.settings.timezone)
    today, found = local_day(here.now(), zone), []
    with here.read() as db:
        for row in learners():
            found += [
                ToGive(
                    row.seat,
                    short_name(row.name),
                    exam.title,
                    url_for("awards.show", visitor=row.visitor),
                )
                for exam in awards.passed_exams(db, row.visitor)
                if not exam.number and local_day(exam.at, zone) == today
            ]
    return found
