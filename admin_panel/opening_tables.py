"""Openings from a pasted table: looked at line by line, and kept after a yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, may
from admin_panel.openings import TOO_LONG, WRONG
from kiosk.acts import openings as acts
from kiosk.acts.openings import Pasted
from kiosk.rules.openings import COLUMNS, LETTERS_MOST, Line, read_openings
from kiosk.texts import _, n_

opening_tables = Blueprint("opening_tables", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the table; `wrong` says what to mend, "" where it can be kept."""

    kept: Line
    wrong: str
    warned: bool


@opening_tables.get("/openings/paste")
@may("advise_careers")
def show() -> ResponseReturnValue:
    """Where a table is pasted."""
    return _page(Form({}), ())


@opening_tables.post("/openings/paste")
@may("advise_careers")
def take() -> ResponseReturnValue:
    """Look at a table; keep its openings once somebody has seen that and said yes."""
    read = Form.read()
    text = request.form.get("table", "")[: LETTERS_MOST + 1]
    form = Form({**read.typed, "table": text}, read.errors, read.status)
    lines: Sequence[Line] = ()
    with form.refusals_at("table"):
        lines = read_openings(text)
    found = tuple(line.opening for line in lines if line.opening is not None)
    whole = bool(lines) and len(found) == len(lines)
    if form.errors or not whole or form.typed.get("sure") != "yes":
        return _page(form, lines)
    added = form.write(acts.add_pasted, at="table", pasted=Pasted(found), by=current_staff())
    if added is None:
        return _page(form, lines)
    say(n_("{n} opening is kept.", "{n} openings are kept.", added))
    return redirect(url_for("openings.listed"), HTTPStatus.SEE_OTHER)


def _page(form: Form, lines: Sequence[Line]) -> ResponseReturnValue:
    shown = [_shown(line) for line in lines]
    wrong = sum(1 for line in shown if line.wrong)
    return page(
        "openings/paste.html",
        here="people",
        form=form,
        lines=shown,
        wrong=wrong,
        columns=", ".join(COLUMNS),
    )


def _shown(line: Line) -> ShownLine:
    if line.opening is not None:
        return ShownLine(line, "", line.opening.asks_for_money)
    said = WRONG.get(line.field, TOO_LONG)
    return ShownLine(
        line, _("{column}: {problem}", column=line.field, problem=_(said)), warned=False
    )
