"""What a visitor can do here, and the way out."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks.figures import minutes
from kiosk.rules.instants import MS_PER_S
from kiosk.rules.modules import StepKind
from kiosk.rules.outbox_room import Room
from kiosk.texts import _, format_money, n_
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player import editions, work
from station_agent.player.earnings import earnings
from station_agent.player.exams import missing_seconds
from station_agent.player.standing import Standing, standing
from station_agent.screens import frames
from station_agent.screens.included import included_words
from station_agent.screens.join_class import can_join
from station_agent.screens.lapsing_skills import lapsing_words
from station_agent.screens.learn import card
from station_agent.screens.my_time import tile_words
from station_agent.screens.renewal import can_answer
from station_agent.screens.subscription import Reminded, reminded
from station_agent.screens.work import needs_of

S_PER_MINUTE = 60
KEEPS_TIME = frozenset({"prepaid", "account", "pass", "voucher"})
NOON, EVENING = 12, 18

door = Blueprint("home", __name__)


@dataclass(frozen=True, slots=True)
class GoOn:
    """What was begun and is not finished."""

    title: str
    words: str
    done: int
    of: int
    url: str


@dataclass(frozen=True, slots=True)
class Home:
    """The home page."""

    greeting: str
    name: str
    no_internet: bool
    room: Room
    go_on: GoOn | None
    learn_words: str
    work_words: str
    earnings_words: str
    time_words: str
    subscription: Reminded | None = None
    can_renew: bool = False
    included: str = ""
    can_join: bool = False
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finish:
    """What leaving means."""

    keeps_time: bool
    seconds_left: int
    waiting: int


@door.get("/home")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """What a visitor can do here."""
    station = agent()
    station.room.left()
    home = Home(
        greeting=_greeting(station),
        name=frames.first_name(station),
        no_internet=frames.no_internet(station),
        room=frames.room(station),
        go_on=_go_on(station),
        learn_words=_learn_words(station),
        work_words=_work_words(station),
        earnings_words=_earnings_words(station),
        time_words=tile_words(station),
        subscription=reminded(station),
        can_renew=can_answer(station),
        included=included_words(station),
        can_join=can_join(station),
        skills=lapsing_words(station),
    )
    return render_template("home/show.html", bar=frames.bar(station), home=home)


@door.route("/finish", methods=["GET", "POST"])
@may("visitor in session", in_ending=True)
def finish() -> ResponseReturnValue:
    """Asked before the session ends by the visitor's own will; sent, it ends here and now."""
    station = agent()
    if request.method == "POST":
        station.finish()
        return go("lock.show")
    lease = station.sitting.lease
    asked = Finish(
        keeps_time=lease is not None and lease.kind in KEEPS_TIME,
        seconds_left=station.seconds_left,
        waiting=station.waiting() if station.hub_away else 0,
    )
    return render_template("home/finish.html", bar=frames.bar(station), finish=asked)


def _greeting(station: Agent) -> str:
    zone = frames.zone(station.window.timezone)
    hour = datetime.fromtimestamp(station.clock.now() // MS_PER_S, zone).hour
    if hour < NOON:
        return _("Good morning")
    return _("Good afternoon") if hour < EVENING else _("Good evening")


def _earnings_words(station: Agent) -> str:
    """What may be collected; before it, answers that wait to be done again."""
    found = earnings(station)
    again = sum(row.shown == "revision" and not row.said for row in found.rows)
    if again:
        return n_("{n} answer waits to be done again", "{n} answers wait to be done again", again)
    return _("{sum} to collect", sum=_money(found.to_collect_minor))


def _go_on(station: Agent) -> GoOn | None:
    hand = work.in_hand(station)
    if hand.accepted:
        task = work.task(station, hand.accepted)
        title = task.terms.title if task.terms else ""
        here = sum(batch.here for batch in hand.batches)
        words = n_("{n} task left", "{n} tasks left", here)
        return GoOn(title, words, hand.done, hand.done + here, url_for("work.item"))
    for module in editions.modules(station):
        now = standing(station, module)
        if now.begun and now.here is not None:
            words = _too_short(station, now) or _(
                "{title}, step {number} of {all}.",
                title=now.here.step.title,
                number=now.done_steps + 1,
                all=len(module.steps),
            )
            return GoOn(module.title, words, now.done_steps, len(module.steps), card(now).url)
    return None


def _too_short(station: Agent, now: Standing) -> str:
    """Why the exam that comes next cannot begin in this session, or ""."""
    if now.here is None or now.here.step.kind is not StepKind.EXAM:
        return ""
    missing_s = missing_seconds(station, now.time)
    if not missing_s:
        return ""
    return _(
        "The exam needs {time} more than your session has. Add time first.",
        time=minutes(missing_s),
    )


def _learn_words(station: Agent) -> str:
    modules = editions.modules(station)
    if not modules:
        return _("Nothing to learn here yet")
    seconds = sum(module.minutes for module in modules) * S_PER_MINUTE
    return n_(
        "{n} module, about {time}", "{n} modules, about {time}", len(modules), time=minutes(seconds)
    )


def _work_words(station: Agent) -> str:
    batches = work.in_hand(station).batches
    if not batches:
        return _learn_first(station) or _("No paid tasks here now")
    here = sum(batch.here for batch in batches)
    most = max(batch.terms.reward_minor for batch in batches)
    return n_("{n} task here, {sum} each", "{n} tasks here, {sum} each", here, sum=_money(most))


def _learn_first(station: Agent) -> str:
    """What opens the tasks that are offered here, or ""."""
    asked = (needs_of(station, terms.qualification) for terms in station.window.tasks)
    needs = next((one for one in asked if one is not None), None)
    return _("First learn: {name}", name=needs.name) if needs else ""


def _money(minor: int) -> str:
    return format_money(minor, agent().window)
