"""What a visitor earned, each outcome in plain words, and the visitor's say in it."""

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.protocol.station_calls import Outcome
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant
from kiosk.texts import _
from station_agent.guard import agent, go, may
from station_agent.player import earnings as player
from station_agent.player.earnings import Row
from station_agent.screens import forms, frames

PAGE_ROWS = 4
PAGE_DIGITS = 4

door = Blueprint("earnings", __name__)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One answer and what became of it."""

    assignment: str
    title: str
    state: str
    words: str
    reward_minor: int
    again_url: str
    appeal_url: str


@dataclass(frozen=True, slots=True)
class EarningsPage:
    """The sums, and a page of answers."""

    to_collect_minor: int
    in_review_minor: int
    paid_out_minor: int
    as_of: Instant | None
    outcomes: tuple[OutcomeRow, ...]
    newer_url: str
    older_url: str


@dataclass(frozen=True, slots=True)
class AppealPage:
    """What is appealed against."""

    assignment: str
    title: str
    words: str


@door.get("/earnings")
@may("visitor in session")
def show() -> ResponseReturnValue:
    """Money and answers; what asks for an answer counts as seen from here on."""
    station = agent()
    known = player.earnings(station)
    number = _page_number()
    rows = known.rows[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
    player.mark_seen(station, rows)
    away_since = station.link.hop.away_since
    more = len(known.rows) > (number + 1) * PAGE_ROWS
    sent = not frames.no_internet(station) and not station.waiting()
    page = EarningsPage(
        to_collect_minor=known.to_collect_minor,
        in_review_minor=known.in_review_minor,
        paid_out_minor=known.paid_out_minor,
        as_of=Instant(away_since) if away_since else None,
        outcomes=tuple(_row(row, sent=sent) for row in rows),
        newer_url=url_for("earnings.show", page=number - 1) if number else "",
        older_url=url_for("earnings.show", page=number + 1) if more else "",
    )
    return render_template("earnings/show.html", bar=frames.bar(station), earnings=page)


@door.post("/earnings/agree")
@may("visitor in session")
def agree() -> ResponseReturnValue:
    """The visitor accepts a proposed rejection."""
    player.react(agent(), forms.text("assignment"), kind="accept")
    return go("earnings.show")


@door.route("/earnings/appeal/<assignment>", methods=["GET", "POST"])
@may("visitor in session")
def appeal(assignment: str) -> ResponseReturnValue:
    """The visitor appeals against a proposed rejection, with or without words."""
    station = agent()
    if request.method == "POST":
        words = forms.text("words", most=player.WORDS_LIMIT)
        player.react(station, assignment, kind="appeal", words=words)
        return go("earnings.show")
    outcome = player.proposed(station, assignment)
    page = AppealPage(assignment, outcome.title, why(outcome))
    return render_template("earnings/appeal.html", bar=frames.bar(station), appeal=page)


def _page_number() -> int:
    asked = request.args.get("page", "0")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= PAGE_DIGITS
    return int(asked) if is_number else 0


def _row(row: Row, *, sent: bool) -> OutcomeRow:
    """A row of the page; `sent` says that nothing waits here any more."""
    if row.shown == "saved" and sent:
        row = replace(row, shown="sent")
    outcome = row.outcome
    again = row.shown == "revision"
    proposed = row.shown == "reject_proposed"
    name = outcome.assignment
    return OutcomeRow(
        assignment=name,
        title=outcome.title,
        state=row.shown,
        words=_words(row),
        reward_minor=outcome.reward_minor,
        again_url=url_for("work.again", assignment=name) if again else "",
        appeal_url=url_for("earnings.appeal", assignment=name) if proposed else "",
    )


def _words(row: Row) -> str:
    outcome = row.outcome
    if row.said:
        return _said(row.said)
    match row.shown:
        case "saved":
            return _("Saved on this computer. We send it when internet is back.")
        case "approved":
            return _paid(outcome)
        case "revision" | "reject_proposed" | "rejected":
            return why(outcome)
    if outcome.state == AssignmentState.DISPUTED.value:
        return _("You said it was right. The exchange decides in three working days.")
    return _("The requester looks at your answer.")


def _paid(outcome: Outcome) -> str:
    """A check of the work is told once it was marked: never before the answer."""
    if outcome.check == "right":
        return _("This one was a check, and you were right. Paid like the others.")
    if outcome.check == "wrong":
        return _("This one was a check. Your answer was not right; it is paid all the same.")
    return _("Paid into your account.")


def _said(kind: str) -> str:
    if kind == "revision":
        return _("Your second answer is saved.")
    return _("You agreed.") if kind == "accept" else _("You said it was right. Your word is saved.")


def why(outcome: Outcome) -> str:
    """The requester's reason, and the point that was not met."""
    reason, expectation = outcome.reason, outcome.expectation
    if not expectation:
        return _("“{reason}”", reason=reason) if reason else ""
    if not reason:
        return _("Not met: {expectation}", expectation=expectation)
    return _("“{reason}” Not met: {expectation}", reason=reason, expectation=expectation)
