"""What every screen carries: the time bar of a session, the frame of the lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import url_for

from kiosk.rules.instants import Instant
from kiosk.rules.outbox_room import Room, room_left
from kiosk.rules.refusals import Refusal
from kiosk.texts import LANGUAGES, _, sentence
from station_agent.agent import Agent
from station_agent.player.together import Learner
from station_agent.store import outbox

SOON_S = 600
LAST_S = 60
UNCOUNTED = frozenset({"free", "class"})


@dataclass(frozen=True, slots=True)
class Bar:
    """The visitor's time, as `looks/time_bar.html` shows it."""

    seat: str
    name: str
    seconds_left: int
    total_seconds: int
    tone: str
    warnings_s: tuple[int, ...]
    desk_reachable: bool
    can_finish: bool
    add_time_url: str
    counting: bool
    at_end_url: str
    message: str = ""
    hand: str = ""
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A language to choose, in its own script."""

    name: str
    code: str
    here: bool


@dataclass(frozen=True, slots=True)
class LockFrame:
    """What stands around the lock and the ending."""

    site_name: str
    seat: str
    now: Instant
    languages: tuple[Choice, ...]
    no_internet: bool
    desk_reachable: bool


@dataclass(frozen=True, slots=True)
class FormError:
    """What is wrong with one field, in words."""

    field: str
    message: str


def bar(agent: Agent) -> Bar:
    """The bar of the open session."""
    left_s, lease = agent.seconds_left, agent.sitting.lease
    return Bar(
        seat=agent.heard.seat,
        name=_names(agent),
        seconds_left=left_s,
        total_seconds=max(lease.seconds if lease else 0, left_s, 1),
        tone=_tone(left_s),
        warnings_s=tuple(sorted(agent.window.warnings_s, reverse=True)),
        desk_reachable=not agent.hub_away,
        can_finish=True,
        add_time_url="",
        counting=lease is None or lease.kind not in UNCOUNTED,
        at_end_url=url_for("ending.show"),
        message=agent.orders.message,
        hand="up" if agent.room.hand_up else "down",
        sent=_from_room(agent),
    )


def _names(agent: Agent) -> str:
    """Who sits here, and who learns beside; "" for a guest."""
    record, beside = agent.sitting.record, agent.sitting.beside.record
    name = shown_name(record.name if record else "")
    if beside is None:
        return name
    return f"{name or _('Who sits here')} + {shown_name(beside.name) or _('Who sits beside')}"


def learner_name(one: Learner) -> str:
    """A learner as screens call them; one whose name went with the power by the place."""
    return shown_name(one.name) or (_("Who sits here") if one.sits else _("Who sits beside"))


def _from_room(agent: Agent) -> str:
    """What comes from the mentor now, in words; "" for nothing."""
    if agent.room.coming:
        return _("{name} is coming to you.", name=agent.room.coming)
    if agent.room.sender:
        return _("{name} opened this for you.", name=agent.room.sender)
    return ""


def look_bar(agent: Agent, seconds_left: int) -> Bar:
    """The bar of somebody who looks around."""
    return Bar(
        seat=agent.heard.seat,
        name="",
        seconds_left=seconds_left,
        total_seconds=max(agent.window.look_around_s, 1),
        tone="calm",
        warnings_s=(),
        desk_reachable=not agent.hub_away,
        can_finish=False,
        add_time_url="",
        counting=True,
        at_end_url=url_for("lock.show"),
    )


def lock_frame(agent: Agent) -> LockFrame:
    """The frame of lock, ending and refusals."""
    here = agent.language
    offered = [code for code in agent.window.languages if code in LANGUAGES]
    return LockFrame(
        site_name=agent.window.site,
        seat=agent.heard.seat,
        now=agent.clock.now(),
        languages=tuple(Choice(LANGUAGES[code], code, code == here) for code in offered),
        no_internet=no_internet(agent),
        desk_reachable=not agent.hub_away,
    )


@cache
def zone(name: str) -> tzinfo:
    """The site's time zone; UTC where its name is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def no_internet(agent: Agent) -> bool:
    """Whether answers must wait: the desk does not answer, or the exchange does not answer it."""
    return agent.hub_away or agent.heard.offline_since > 0


def room(agent: Agent) -> Room:
    """Whether there is room for more work that must wait to be sent."""
    with agent.store.readers.read() as db:
        return room_left(outbox.filled(db, limit_bytes=agent.settings.outbox_limit_bytes))


def shown_name(name: str) -> str:
    """First name and initial, as on the floor map."""
    parts = name.split()
    if len(parts) < 2:
        return name.strip()
    return f"{parts[0]} {parts[-1][0]}."


def first_name(agent: Agent) -> str:
    """How the home page greets; "" for a guest."""
    record = agent.sitting.record
    return (record.name.split() or [""])[0] if record else ""


def errors(refusal: Refusal, language: str, *, field: str) -> Sequence[FormError]:
    """A refusal at the field it is about."""
    return (FormError(field, sentence(refusal, language)),)


def _tone(left_s: int) -> str:
    if left_s <= LAST_S:
        return "last"
    return "soon" if left_s <= SOON_S else "calm"
