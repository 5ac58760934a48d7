"""The lock: a code, a PIN or three pictures where one is needed, a language."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kiosk.rules.card_paper import is_card
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import SCAN_LIMIT, is_unsigned_card, read_scan
from kiosk.rules.voucher_paper import is_paper
from kiosk.texts import N_, _
from station_agent import closing, entering
from station_agent.agent import Agent
from station_agent.guard import agent, forget_others, go, may, run_name
from station_agent.orders import Pauser
from station_agent.screens import forms, frames
from station_agent.screens.packing import Seat, seat
from station_agent.states import RUNNING, State

WEEKDAYS = (
    N_("on Monday"),
    N_("on Tuesday"),
    N_("on Wednesday"),
    N_("on Thursday"),
    N_("on Friday"),
    N_("on Saturday"),
    N_("on Sunday"),
)
PIN_LENGTH = 4
SUM_DIGITS = 12
VISITOR_DIGITS = 6
CODE_LENGTHS = (6, 8)
PRICES_SHOWN = 4
ABOUT_THE_PIN = frozenset({"wrong_pin", "locked_out"})
OFFERS_ACCOUNT = "account_offered"
ASKS_FOR_PIN = "booking_needs_pin"
"""The slip of a booking names a registered visitor: their PIN is asked for next."""

HUB_AWAY, HUB_IS_BACK = "hub_away", "hub_is_back"
SCAN_THE_CARD = "hub_away_scan_card"

door = Blueprint("lock", __name__)


@dataclass(frozen=True, slots=True)
class PriceLine:
    """An offer on the lock."""

    name: str
    price_minor: int
    symbol: str = "clock"


@dataclass(frozen=True, slots=True)
class Aside:
    """What a visitor without time may have set aside of the account, and what an hour costs."""

    minor: int
    per_hour_minor: int


@dataclass(frozen=True, slots=True)
class Lock:
    """What the lock asks for."""

    step: str
    code: str
    prices: tuple[PriceLine, ...]
    look_around: bool
    resume: bool
    pin_length: int = PIN_LENGTH
    code_lengths: tuple[int, ...] = CODE_LENGTHS
    boxes: int = max(CODE_LENGTHS)
    run: str = ""
    hours: str = ""
    closed: bool = False
    aside: Aside | None = None
    card_s: int = 0
    waiting: int = 0
    paused: Pauser | None = None
    packing: Seat | None = None


@door.get("/")
@may("anyone at the station")
def show() -> ResponseReturnValue:
    """The lock, or the visitor's home while a session runs.

    An open lock asks every 3 s; one that another run of the agent made is loaded anew, and one
    that was made before this computer was removed.
    """
    if request.args.get("run", _run()) != _run():
        return go("lock.show")
    answer = go("home.show") if agent().state in RUNNING else _page("code", "")
    return answer if request.headers.get("HX-Request") else forget_others(answer)


@door.post("/open")
@may("anyone at the station")
def open_code() -> ResponseReturnValue:
    """A code: a visitor's asks for PIN or pictures next, a voucher's opens the seat."""
    scanned = forms.text("code", most=SCAN_LIMIT)
    is_signed = is_paper(scanned) or is_card(scanned)
    paper, code = scanned if is_signed else "", read_scan(scanned)
    if is_card(scanned) and agent().state is State.LOCKED and _wants_card_alone():
        return _by_card(scanned)
    way = "pictures" if request.form.get("how") == "pictures" else "pin"
    was_asked = "how" in request.form or "pin" in request.form
    aside = _agreed()
    has_pin = not _waits_for_voucher() and (is_visitors(code) or was_asked)
    if has_pin and way not in request.form:
        return _page(way, _kept_scan(scanned, code))
    try:
        pin = forms.pin(way) if has_pin else ""
        entering.enter(
            agent(),
            code=code,
            pin=pin,
            request_id=forms.request_id(),
            paper=paper,
            account_minor=0 if aside is None else aside.minor,
        )
    except Refusal as refusal:
        return _refused(refusal, scanned, way=way, has_pin=has_pin, aside=aside)
    return go("home.show")


def _refused(
    refusal: Refusal, scanned: str, *, way: str, has_pin: bool, aside: Aside | None
) -> ResponseReturnValue:
    """What is asked next, or the same once more with why not."""
    if refusal.code == HUB_AWAY and is_card(scanned):
        return _card_page(scanned)
    if refusal.code == SCAN_THE_CARD and is_unsigned_card(scanned):
        refusal = Refusal("card_unsigned")
    shown = _kept_scan(scanned, read_scan(scanned))
    if refusal.code == ASKS_FOR_PIN:
        return _page(way, shown)
    if refusal.code == OFFERS_ACCOUNT:
        return _page(way, shown, aside=_offered(refusal))
    step = way if has_pin and refusal.code in ABOUT_THE_PIN else "code"
    return _page(step, shown, refusal, aside=aside if step != "code" else None), refusal.status


def _wants_card_alone() -> bool:
    """A card was read and no PIN asked for yet while the hub is away, or its page said yes."""
    is_first = not {"how", "pin", "pictures"} & set(request.form)
    return "alone" in request.form or (agent().hub_away and is_first)


def _kept_scan(scanned: str, code: str) -> str:
    """What the next page sends again: all of a card, which may open the seat without the hub."""
    return scanned if is_card(scanned) or is_unsigned_card(scanned) else code


def _by_card(scanned: str) -> ResponseReturnValue:
    """What a card gives without the hub, then, with a yes, the seat."""
    if "alone" not in request.form:
        return _card_page(scanned)
    try:
        entering.enter_by_card(agent(), scanned)
    except Refusal as refusal:
        step = "pin" if refusal.code == HUB_IS_BACK else "code"
        return _page(step, scanned, refusal), refusal.status
    return go("home.show")


def _card_page(scanned: str) -> ResponseReturnValue:
    try:
        return _page("card", scanned, card_s=entering.card_seconds(agent(), scanned))
    except Refusal as refusal:
        return _page("code", "", refusal), refusal.status


@door.post("/language")
@may("anyone at the station")
def language() -> ResponseReturnValue:
    """The language of the lock and of the session that begins here."""
    agent().choose_language(forms.text("language"))
    return go("lock.show")


def _run() -> str:
    return f"{run_name()}-removed" if agent().removal.is_so else run_name()


def is_visitors(code: str) -> bool:
    """A visitor's code is six digits; it needs a PIN."""
    return len(code) == VISITOR_DIGITS and code.isascii() and code.isdigit()


def _hours(now: closing.Today) -> str:
    """Until when the site is open, or when it opens; "" where it never closes."""
    if not now.closed:
        return _("Open until {time}", time=_clock(now.closes)) if now.closes is not None else ""
    if now.opens is None:
        return _("We are closed now.")
    if now.later:
        day = _(WEEKDAYS[_local(now.opens).weekday()])
        return _("We are closed. We open {day} at {time}.", day=day, time=_clock(now.opens))
    return _("We are closed. We open at {time}.", time=_clock(now.opens))


def _clock(at: Instant) -> str:
    return f"{_local(at):%H:%M}"


def _local(at: Instant) -> datetime:
    zone = frames.zone(agent().window.timezone)
    return datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(zone)


def _waits_for_voucher() -> bool:
    """A session waits here whose visitor has no PIN."""
    record = agent().sitting.record
    return agent().state is State.PAUSED and record is not None and record.guest


def _offered(refusal: Refusal) -> Aside:
    told = refusal.details
    return Aside(_sum(told.get("aside_minor")), _sum(told.get("per_hour_minor")))


def _agreed() -> Aside | None:
    """What was read on the page on which the visitor types the PIN once more to agree."""
    minor = _sum(request.form.get("aside"))
    return Aside(minor, _sum(request.form.get("per_hour"))) if minor else None


def _sum(told: object) -> int:
    """A sum in minor units; 0 for what is none."""
    text = str(told)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= SUM_DIGITS else 0


def _paused(station: Agent) -> Pauser | None:
    """Who has paused the session that waits here; None where no staff did."""
    kept = station.sitting.kept
    is_so = station.state is State.PAUSED and kept is not None and kept.why == "desk"
    return station.orders.paused_by if is_so else None


def _packing(station: Agent) -> Seat | None:
    """Whether the seat may be switched off, once the day is over and nobody sits here."""
    is_so = station.state is State.LOCKED and station.room.packs("")
    return seat(station, sits=False) if is_so else None


def _page(
    step: str,
    code: str,
    refusal: Refusal | None = None,
    *,
    aside: Aside | None = None,
    card_s: int = 0,
) -> str:
    station = agent()
    prices = station.window.prices[:PRICES_SHOWN]
    now = closing.today(station.window, station.hub_now)
    if station.removal.is_so:
        step, refusal = "removed", None
    lock = Lock(
        step=step,
        code=code,
        prices=tuple(PriceLine(one.called(station.language), one.price_minor) for one in prices),
        look_around=station.state is State.LOCKED
        and station.window.look_around_s > 0
        and not station.removal.is_so,
        resume=station.state is State.PAUSED,
        run=_run(),
        hours=_hours(now),
        closed=now.closed,
        aside=aside,
        card_s=card_s,
        paused=_paused(station),
        packing=_packing(station),
        waiting=station.waiting() if station.removal.is_so else 0,
    )
    errors = frames.errors(refusal, station.language, field=step) if refusal else ()
    return render_template(
        "lock/show.html", frame=frames.lock_frame(station), lock=lock, errors=errors
    )
