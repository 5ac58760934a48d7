"""Tasks and answers carried by USB stick, where no network reaches the exchange."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page
from admin_panel.guards import current_staff, hub, may
from kiosk import carrying
from kiosk.acts.carrying import begin_carrying
from kiosk.link.errand import Errand
from kiosk.link.sticks import plugged_in
from kiosk.protocol.bundles import Direction
from kiosk.queries import carrying as query
from kiosk.rules.instants import Instant
from kiosk.texts import N_, _, n_, sentence, spoken

PATH_LIMIT = 300
STEPS = {
    "writing": N_("Writing"),
    "checking": N_("Reading it again, to be sure"),
    "copying": N_("Copying from the stick"),
    "reading": N_("Taking in what came"),
}

sticks = Blueprint("sticks", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick that is plugged in: where it is, and what it is called."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownErrand:
    """A stick that is written or read, or was last. `words`: the step, what came of it, or why not.

    `lines` says what went or came.
    """

    name: str
    at: Instant
    runs: bool
    refused: bool
    percent: int
    words: str
    lines: Sequence[str]


@sticks.get("/tasks/stick")
@may("carry_by_stick")
def show() -> ResponseReturnValue:
    """The sticks that are plugged in, what waits, and how far it has come."""
    return _page(Form({}))


@sticks.post("/tasks/stick")
@may("carry_by_stick")
def carry() -> ResponseReturnValue:
    """Write or read a stick, beside the doors; this page tells how far it has come."""
    form = Form.read()
    chosen = form.text("stick", _("Choose a stick."), limit=PATH_LIMIT)
    kind: Direction = "read" if form.typed.get("do") == "read" else "written"
    there = {one.path: one for one in _sticks()}
    if not form.errors and chosen not in there:
        form.wrong("stick", _("This stick is not plugged in any more."))
    if not form.errors:
        form.write(
            begin_carrying, at="stick", kind=kind, stick=there[chosen].name, by=current_staff()
        )
    if not form.errors:
        with form.refusals_at("stick"):
            carrying.begin(hub(), kind, Path(chosen), by=current_staff(), asked=form.request_id)
    if form.errors:
        return _page(form)
    return redirect(url_for("sticks.show"), HTTPStatus.SEE_OTHER)


def _page(form: Form) -> ResponseReturnValue:
    with hub().read() as db:
        now = query.carrying(db)
    return page(
        "tasks/stick.html",
        here="tasks",
        form=form,
        sticks=_sticks(),
        folder=hub().settings.sticks_folder,
        carrying=now,
        errand=_shown(hub().errands.last),
    )


def _sticks() -> list[Stick]:
    found = plugged_in(Path(hub().settings.sticks_folder))
    return [Stick(str(path), path.name) for path in found]


def _shown(errand: Errand | None) -> ShownErrand | None:
    if errand is None:
        return None
    if errand.refusal:
        words = sentence(errand.refused(), spoken())
    elif errand.runs:
        words = _(STEPS[errand.step]) if errand.step else _("Looking at the stick")
    else:
        words = _("You may unplug the stick.")
    return ShownErrand(
        name=Path(errand.where).name,
        at=errand.at,
        runs=errand.runs,
        refused=bool(errand.refusal),
        percent=errand.percent,
        words=words,
        lines=_lines(errand),
    )


def _lines(errand: Errand) -> list[str]:
    done = errand.result
    if done is None:
        return []
    facts = done["facts"]
    if errand.kind == "written":
        return [
            n_(
                "{n} message is on it.",
                "{n} messages are on it.",
                facts,
            ),
            _("It was read again, byte by byte. Carry it to the exchange and bring it back."),
        ]
    return [
        n_("{n} message of the exchange came.", "{n} messages of the exchange came.", facts),
        n_("{n} was new.", "{n} were new.", done["new"]),
        n_(
            "The exchange has signed for {n} message of ours.",
            "The exchange has signed for {n} messages of ours.",
            done["settled"],
        ),
    ]
