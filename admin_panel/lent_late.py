"""Things and parts that are late, as "Needs you now" lists them."""

from dataclasses import dataclass

from admin_panel.frame import isolated, short_name
from admin_panel.guards import hub
from kiosk.rules.instants import Instant
from kiosk.store.buy_outs import LatePart
from kiosk.store.equipment import LoanLine
from kiosk.texts import _, format_money


@dataclass(frozen=True, slots=True)
class Late:
    """A thing that should have been back, or a part of one (`what`) that should have been paid."""

    code: str
    title: str
    name: str
    due: Instant
    what: str = ""


def thing(line: LoanLine) -> Late:
    """A thing that is overdue."""
    return Late(line.loan.code, line.title, _name(line.name), line.loan.due_at)


def part(late: LatePart) -> Late:
    """A part that was not paid in time."""
    money = isolated(format_money(late.part.minor, hub().settings))
    what = _("Part {n}: {money}", n=late.part.n, money=money)
    return Late(late.code, late.title, _name(late.name), late.part.due_at, what)


def _name(name: str) -> str:
    return short_name(name) if name else _("Walk-in")
