"""What one person did here, page by page: visits, sales, the account, passes, work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.account_words import words_of
from admin_panel.frame import isolated, page
from admin_panel.guards import hub, may
from admin_panel.paying import tender_name
from admin_panel.receipts import BACK_WORDS, title_of
from admin_panel.tasks import STATES
from kiosk.queries import history as query
from kiosk.queries.receipts import PaidLine
from kiosk.rules.amounts import read_whole
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import visitors
from kiosk.store.account_lines import AccountLine
from kiosk.store.passes import PassLine
from kiosk.texts import N_, _, format_money

PAGES_MOST = 10_000
KINDS = {
    "visits": N_("Visits"),
    "sales": N_("Sales"),
    "account": N_("Account"),
    "passes": N_("Passes"),
    "work": N_("Paid tasks"),
}
SUBMITTED = ("wait", "hourglass", N_("In review"))

history = Blueprint("history", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of any of the lists; `tone` is "" where there is no mark, `minor` none for no sum."""

    at: Instant
    what: str
    note: str = ""
    url: str = ""
    tone: str = ""
    symbol: str = ""
    word: str = ""
    seconds: int | None = None
    minor: int | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """A list to choose."""

    name: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class ShownHistory:
    """See people/history.html."""

    visitor: str
    name: str
    tabs: Sequence[Tab]
    lines: Sequence[Line]
    newer_url: str
    older_url: str


@history.get("/people/<visitor>/history/<kind>")
@may("see_people")
def show(visitor: str, kind: str) -> ResponseReturnValue:
    """One page of one list."""
    if kind not in KINDS:
        raise Refusal("not_found", what="history")
    number = _page_number()
    lines, more = _LISTS[kind](visitor, number)
    with hub().read() as db:
        who = visitors.by_id(db, visitor)

    def there(kind: str, number: int = 1) -> str:
        return url_for("history.show", visitor=visitor, kind=kind, page=number)

    shown = ShownHistory(
        visitor=visitor,
        name=(who.name if who else "") or _("Walk-in"),
        tabs=[Tab(_(name), there(one), one == kind) for one, name in KINDS.items()],
        lines=lines,
        newer_url=there(kind, number - 1) if number > 1 else "",
        older_url=there(kind, number + 1) if more else "",
    )
    return page("people/history.html", here="people", history=shown)


def _visits(visitor: str, number: int) -> tuple[list[Line], bool]:
    with hub().read() as db:
        found = query.visits(db, visitor, page=number)
    lines = [
        Line(one.opened_at, _("Seat {number}", number=one.seat), seconds=one.used_s)
        for one in found.rows
    ]
    return lines, found.more


def _sales(visitor: str, number: int) -> tuple[list[Line], bool]:
    with hub().read() as db:
        found = query.sales(db, visitor, page=number)
    return [line for one in found.rows for line in _paid_lines(one)], found.more


def _paid_lines(one: PaidLine) -> Iterator[Line]:
    """What was paid, and under it what of that was given back."""
    paid = one.payment
    title, url = title_of(paid.kind, paid.title), url_for("receipts.show", payment=paid.id)
    yield Line(paid.at, title, tender_name(paid.tender, paid.provider), url, minor=paid.paid_minor)
    for back in one.backs:
        mark = ("off", "arrow-back-up", _(BACK_WORDS[back.kind]))
        yield Line(back.at, title, back.reason, url, *mark, minor=-back.minor)


def _account(visitor: str, number: int) -> tuple[list[Line], bool]:
    with hub().read() as db:
        found = query.on_account(db, visitor, page=number)
    return [_account_line(one) for one in found.rows], found.more


def _account_line(one: AccountLine) -> Line:
    kind, _colon, paid = one.reference.partition(":")
    url = url_for("receipts.show", payment=paid) if kind == "payment" else ""
    held = isolated(format_money(one.balance_minor, hub().settings))
    note = _("then {money}", money=held)
    return Line(one.at, words_of(one), note, url, minor=one.minor)


def _passes(visitor: str, number: int) -> tuple[list[Line], bool]:
    with hub().read() as db:
        found = query.passes_had(db, hub().now(), visitor, page=number)
    return [_pass_line(one) for one in found.rows], found.more


def _pass_line(one: PassLine) -> Line:
    if one.lapses <= hub().now():
        mark = ("off", "x", _("Lapsed"))
    elif not one.left_s and one.next_at is not None:
        mark = ("wait", "clock", _("More to come"))
    elif not one.left_s:
        mark = ("off", "hourglass", _("Used up"))
    else:
        mark = ("good", "check", _("Works"))
    tone, symbol, word = mark
    return Line(one.bought_at, one.title, tone=tone, symbol=symbol, word=word, seconds=one.left_s)


def _work(visitor: str, number: int) -> tuple[list[Line], bool]:
    with hub().read() as db:
        found = query.work_done(db, visitor, page=number)
    lines = []
    for one in found.rows:
        tone, symbol, word = STATES.get(one.work.state, SUBMITTED)
        lines.append(
            Line(
                one.work.submitted_at,
                one.title or _("Task"),
                one.work.reason,
                tone=tone,
                symbol=symbol,
                word=_(word),
                minor=one.work.reward_minor,
            )
        )
    return lines, found.more


_LISTS = {"visits": _visits, "sales": _sales, "account": _account, "passes": _passes, "work": _work}


def _page_number() -> int:
    try:
        return read_whole(request.args.get("page", "1"), least=1, most=PAGES_MOST)
    except Refusal:
        return 1
