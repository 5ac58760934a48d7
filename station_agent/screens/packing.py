"""Packing up at a seat: whether it may be switched off, and codes of today's certificates."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.looks.qr import qr_svg
from kiosk.protocol.learned import Certified
from kiosk.rules.awards import grouped
from kiosk.rules.instants import MS_PER_S
from kiosk.texts import _, n_
from station_agent.agent import Agent
from station_agent.guard import agent, may
from station_agent.screens import frames
from station_agent.store import outbox

CODE_DIGITS = 2

door = Blueprint("packing", __name__)


@dataclass(frozen=True, slots=True)
class Seat:
    """Whether it may be switched off, in words; `tone` is good or wait."""

    tone: str
    symbol: str
    waiting: int
    words: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class TodaysCode:
    """One of today's certificates; `next_url` "" where it is the only one."""

    title: str
    number: str
    svg: Markup
    n: int
    of: int
    next_url: str


@door.get("/pack-up")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """What waits here, and today's certificates to be photographed, one at a time."""
    station = agent()
    station.room.packing_seen()
    page = {"seat": seat(station, sits=True), "code": _code(station)}
    return render_template("room/pack_up.html", bar=frames.bar(station), **page)


def seat(station: Agent, *, sits: bool) -> Seat:
    """What waits at this seat to be sent, and what to do."""
    with station.store.readers.read() as db:
        told = outbox.told(db)
    if told.set_aside:
        words = _said(told.waiting + told.set_aside)
        advice = _("Some could not be sent. Do not reset this computer; tell your mentor.")
        return Seat("wait", "alert-triangle", told.waiting + told.set_aside, words, advice)
    if told.waiting and station.hub_away:
        advice = _("The desk is not reachable. Leave this on, or ask for a USB stick.")
        return Seat("wait", "cloud-off", told.waiting, _said(told.waiting), advice)
    if told.waiting:
        advice = _("Wait a moment: it is being sent. Leave this computer on.")
        return Seat("wait", "cloud-upload", told.waiting, _said(told.waiting), advice)
    words = _("Everything has arrived")
    advice = _("Finish here. Then switch off.") if sits else _("You may switch off.")
    return Seat("good", "circle-check", 0, words, advice)


def _said(waiting: int) -> str:
    return n_("{n} message waits here", "{n} messages wait here", waiting)


def _code(station: Agent) -> TodaysCode | None:
    mine = _of_today(station)
    if not mine:
        return None
    asked = request.args.get("code", "0")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= CODE_DIGITS
    n = int(asked) % len(mine) if is_number else 0
    one = mine[n]
    label = _("Code of the certificate {title}", title=one.title)
    following = url_for("packing.show", code=(n + 1) % len(mine)) if len(mine) > 1 else ""
    svg = qr_svg(one.paper, label=label)
    return TodaysCode(one.title, grouped(one.number), svg, n + 1, len(mine), following)


def _of_today(station: Agent) -> tuple[Certified, ...]:
    """Those of exams that were passed on this day of the site."""
    record = station.sitting.record
    zone = frames.zone(station.window.timezone)
    today = datetime.fromtimestamp(station.hub_now // MS_PER_S, UTC).astimezone(zone).date()
    held = () if record is None else record.awards
    return tuple(one for one in held if one.day == today.isoformat())
