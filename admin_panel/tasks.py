"""Paid tasks at this site: what lies here, what waits to go, what was decided. Nothing changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint
from flask.typing import ResponseReturnValue

from admin_panel.frame import page, short_name, span_in_words
from admin_panel.guards import hub, may
from kiosk.queries import tasks as query
from kiosk.queries.tasks import Batch, Decision, Tasks
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.refusals import CATALOGUE, Refusal
from kiosk.store.set_aside import SetAside
from kiosk.texts import N_, _, format_money, n_, sentence, spoken

tasks = Blueprint("tasks", __name__, template_folder="templates")

STATES = {
    "Approved": ("good", "check", N_("Approved")),
    "RevisionRequested": ("wait", "edit", N_("Second try asked")),
    "RejectProposed": ("wait", "alert-triangle", N_("Rejection proposed")),
    "Disputed": ("wait", "hand-stop", N_("Appealed")),
    "Rejected": ("bad", "x", N_("Rejected")),
}
WHERE = {
    "parked": N_("Not understood yet"),
    "rejected": N_("Refused here"),
    "conflict": N_("Two different ones under one number"),
    "outgoing": N_("Refused by the exchange"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name."""

    name: str
    value: str
    note: str = ""
    wait: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One of the two hops."""

    name: str
    up: bool
    since: str
    waiting: int


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """A decision with its mark."""

    kept: Decision
    name: str
    tone: str
    symbol: str
    word: str


@dataclass(frozen=True, slots=True)
class ShownAside:
    """A fact set aside, and why, in words."""

    where: str
    why: str
    fact: str
    type: str
    at: Instant


@dataclass(frozen=True, slots=True)
class ShownTasks:
    """See tasks/show.html."""

    figures: Sequence[Figure]
    batches: Sequence[Batch]
    links: Sequence[Link]
    decisions: Sequence[ShownDecision]
    set_aside: Sequence[ShownAside]


@tasks.get("/tasks")
@may("see_tasks")
def show() -> ResponseReturnValue:
    """How the work stands."""
    with hub().read() as db:
        kept = query.overview(db)
    shown = ShownTasks(
        figures=_figures(kept),
        batches=kept.batches,
        links=[_stations(), _exchange(kept)],
        decisions=[_decision(one) for one in kept.decisions],
        set_aside=[_aside(one) for one in kept.set_aside],
    )
    return page("tasks/show.html", here="tasks", tasks=shown)


def _figures(kept: Tasks) -> list[Figure]:
    undecided = kept.answers.get("Submitted", 0)
    return [
        Figure(_("Free to take"), str(sum(batch.free for batch in kept.batches))),
        Figure(_("At seats"), str(sum(batch.dealt for batch in kept.batches))),
        Figure(_("Done"), str(sum(batch.submitted for batch in kept.batches))),
        Figure(_("Waiting for a decision"), str(undecided)),
        Figure(
            _("Waiting to be sent"),
            str(kept.waiting),
            _("Sent when internet is back") if kept.waiting and not hub().line.up else "",
            wait=kept.waiting > 0,
        ),
        Figure(_("The exchange owes us"), format_money(kept.owed_minor, hub().settings)),
    ]


def _stations() -> Link:
    here, now = hub(), hub().now()
    words = list(here.heard.values())
    alive = [word for word in words if seconds_between(word.at, now) <= here.settings.lost_after_s]
    said = n_("{n} seat answers", "{n} seats answer", len(alive))
    return Link(_("Stations"), bool(alive), said, sum(word.waiting for word in words))


def _exchange(kept: Tasks) -> Link:
    line = hub().line
    span = span_in_words(seconds_between(line.since, hub().now()))
    said = _("Reached for {span}", span=span) if line.up else _("Not reached for {span}", span=span)
    return Link(_("Exchange"), line.up, said, kept.waiting)


def _decision(one: Decision) -> ShownDecision:
    tone, symbol, word = STATES[one.state]
    return ShownDecision(one, short_name(one.name) or _("Walk-in"), tone, symbol, _(word))


def _aside(one: SetAside) -> ShownAside:
    why = sentence(Refusal(one.code), spoken()) if one.code in CATALOGUE else one.code
    return ShownAside(_(WHERE[one.where]), why, one.fact, one.type, one.at)
