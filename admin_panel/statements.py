"""A provider's statement laid beside the till: matched, differing, missing, cancelled, unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import page
from admin_panel.guards import hub, may
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.statements import Claimed, Comparison, StatementLine, compare, read_statement
from kiosk.rules.tables import ROWS_LIMIT, TABLE_LIMIT_BYTES, decode_table, read_table
from kiosk.store import payments
from kiosk.texts import N_, _

STATEMENT_FORM_LIMIT_BYTES = TABLE_LIMIT_BYTES + 64 * 1024
PROBLEMS = {
    "no_reference_column": N_("no column is called Reference or Receipt No."),
    "no_amount_column": N_("no column is called Amount or Paid In"),
    "reference_wrong": N_("the reference cannot be this"),
    "amount_wrong": N_("the amount is no sum"),
    "reference_twice": N_("the reference stands in an earlier row"),
}

statements = Blueprint("statements", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Days:
    """The local days that a statement covers, as the page shows them, and their instants."""

    first: str
    last: str
    since: Instant
    until: Instant


@statements.get("/till/statements")
@may("see_reports")
def show() -> ResponseReturnValue:
    """Where a statement is handed in."""
    return _page(Form({}), None)


@statements.post("/till/statements")
@may("see_reports")
def check() -> ResponseReturnValue:
    """Compare a file with what was taken on its days; nothing is kept of it."""
    form = Form.read()
    here = hub().settings
    offered = (*here.mobile_providers, *here.card_providers)
    provider = form.choice("provider", offered, _("Choose whose statement it is."))
    days = _days(form)
    lines = _lines(form)
    if form.errors or days is None:
        return _page(form, None)
    ours = _ours(provider, days, cancelled=False)
    return _page(form, compare(lines, ours, _ours(provider, days, cancelled=True)))


def _ours(provider: str, days: Days, *, cancelled: bool) -> Sequence[Claimed]:
    with hub().read() as db:
        found = payments.of_provider(
            db,
            provider=provider,
            since=days.since,
            until=days.until,
            limit=ROWS_LIMIT,
            cancelled=cancelled,
        )
    return [Claimed(one.id, one.reference, one.paid_minor) for one in found]


def _lines(form: Form) -> Sequence[StatementLine]:
    sent = request.files.get("statement")
    if sent is None or not sent.filename:
        form.wrong("statement", _("Choose the file of the provider."))
        return ()
    try:
        table = read_table(decode_table(sent.read(TABLE_LIMIT_BYTES + 1)))
        return read_statement(table, decimals=hub().settings.currency_decimals)
    except Refusal as refusal:
        problem = str(refusal.details.get("problem", ""))
        words = _(PROBLEMS[problem]) if problem in PROBLEMS else _("it is no table")
        said = _("Row {row}: {problem}.", row=refusal.details.get("row", 1), problem=words)
        form.wrong("statement", said, status=refusal.status)
        return ()


def _days(form: Form) -> Days | None:
    try:
        first = date.fromisoformat(form.typed.get("first", ""))
        last = date.fromisoformat(form.typed.get("last", ""))
        until = last + timedelta(days=1)
    except (ValueError, OverflowError):
        form.wrong("first", _("Choose the first and the last day."))
        return None
    if last < first:
        form.wrong("last", _("The last day is before the first."))
        return None
    return Days(first.isoformat(), last.isoformat(), _start(first), _start(until))


def _start(day: date) -> Instant:
    """When a local day begins."""
    zone = ZoneInfo(hub().settings.timezone)
    begins = datetime(day.year, day.month, day.day, tzinfo=zone)
    return Instant(int(begins.timestamp()) * MS_PER_S)


def _page(form: Form, found: Comparison | None) -> ResponseReturnValue:
    here = hub().settings
    today = datetime.fromtimestamp(hub().now() // MS_PER_S, ZoneInfo(here.timezone)).date()
    return page(
        "statements/show.html",
        here="till",
        form=form,
        providers=[*here.mobile_providers, *here.card_providers],
        compared=found,
        today=today.isoformat(),
    )
