"""Look around: tasks, pay, rules and the beginning of each module, without an account."""

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from kiosk.looks.told import StepPage
from kiosk.protocol.bodies import HitTerms
from kiosk.rules.fairness import hourly_minor
from kiosk.rules.modules import Module, Step
from kiosk.rules.refusals import Refusal
from kiosk.texts import _
from station_agent.agent import Agent
from station_agent.guard import agent, go, may
from station_agent.player.languages import read_in
from station_agent.price import seat_per_hour
from station_agent.screens import frames
from station_agent.screens.learn_steps import step_page
from station_agent.states import State

BATCHES_SHOWN = 3
MODULES_SHOWN = 1

door = Blueprint("look", __name__)


@dataclass(frozen=True, slots=True)
class OfferedBatch:
    """Tasks as anyone may see them."""

    title: str
    requester: str
    reward_minor: int
    hourly_minor: int
    seconds_each: int
    needs: str


@dataclass(frozen=True, slots=True)
class ModuleLink:
    """A module whose first steps anyone may read."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Look:
    """What anyone may look at."""

    batches: tuple[OfferedBatch, ...]
    rules: tuple[str, ...]
    modules: tuple[ModuleLink, ...]
    back_url: str


@door.get("/look")
@may("anyone at the station")
def show() -> ResponseReturnValue:
    """Tasks, pay and rules; the free minutes begin with the first look."""
    station = agent()
    if station.state is not State.LOCKED or not _begin(station):
        return go("lock.show")
    look = Look(
        batches=tuple(_batch(station, one) for one in station.window.tasks[:BATCHES_SHOWN]),
        rules=_rules(),
        modules=tuple(
            ModuleLink(one.title, url_for("look.step", slug=one.slug, step_id=one.steps[0].id))
            for one in _modules(station)[:MODULES_SHOWN]
        ),
        back_url=url_for("lock.show"),
    )
    bar = frames.look_bar(station, seconds_left(station))
    return render_template("look/show.html", bar=bar, look=look)


@door.get("/look/<slug>/<step_id>")
@may("anyone at the station")
def step(slug: str, step_id: str) -> ResponseReturnValue:
    """One of a module's first steps."""
    station = agent()
    if not seconds_left(station):
        return go("lock.show")
    module = read_in(station, station.library.module(slug))
    free = _free_steps(module)
    shown = module.step(step_id)
    if shown not in free:
        raise Refusal("not_found", step=step_id)
    page = _step(module, free, shown)
    bar = frames.look_bar(station, seconds_left(station))
    return render_template("look/step.html", bar=bar, step=page)


def seconds_left(station: Agent) -> int:
    """Free seconds left of the look around; 0 when nobody looks, or somebody sits here."""
    if station.state is not State.LOCKED:
        return 0
    return station.look_seconds_left()


def _modules(station: Agent) -> tuple[Module, ...]:
    return tuple(read_in(station, module) for module in station.library.modules())


def _begin(station: Agent) -> bool:
    if not seconds_left(station):
        station.look_around()
    return seconds_left(station) > 0


def _batch(station: Agent, terms: HitTerms) -> OfferedBatch:
    return OfferedBatch(
        title=terms.title,
        requester=terms.requester,
        reward_minor=terms.reward_minor,
        hourly_minor=hourly_minor(
            reward_minor=terms.reward_minor,
            seconds_estimate=terms.seconds_estimate,
            station_per_hour_minor=seat_per_hour(station),
        ),
        seconds_each=terms.seconds_estimate,
        needs=_taught_by(station, terms.qualification),
    )


def _taught_by(station: Agent, qualification: str) -> str:
    if not qualification:
        return ""
    modules = _modules(station)
    return next((one.title for one in modules if one.qualification == qualification), qualification)


def _free_steps(module: Module) -> tuple[Step, ...]:
    """The steps before the first question."""
    answered = next((n for n, one in enumerate(module.steps) if one.items), len(module.steps))
    return module.steps[:answered]


def _step(module: Module, free: tuple[Step, ...], shown: Step) -> StepPage:
    number = free.index(shown) + 1
    following = free[number] if number < len(free) else None
    there = (
        url_for("look.step", slug=module.slug, step_id=following.id)
        if following
        else url_for("look.show")
    )
    return step_page(module, shown, next_url=there)


def _rules() -> tuple[str, ...]:
    return (
        _("Every task is paid for before you see it."),
        _("Work that nobody reviews is paid after 72 hours."),
        _("A refusal must name what was wrong."),
        _("You may do it again once before a refusal."),
        _("You never pay to work."),
    )
