"""Who and what needs staff now: the rows of "Needs you now", each with its one right button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for

from admin_panel.controls import order_word
from admin_panel.due_words import due_words
from admin_panel.frame import clock_words, short_name
from admin_panel.guards import hub, i_may
from admin_panel.seat_words import look_of, name_at, name_of, name_owing, paid_with, word_of
from kiosk.looks.figures import minutes_left, seat_time
from kiosk.queries.floor_seats import FloorSeat, Kept
from kiosk.queries.subscriptions import Lapsing
from kiosk.rules.exam_rules import is_hasty
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.stations import StationState
from kiosk.rules.subscriptions import Reminder
from kiosk.store.dues import Due
from kiosk.store.exam_flags import Flagged
from kiosk.store.offers import Offer
from kiosk.store.rests import Rest
from kiosk.texts import _, format_money


@dataclass(frozen=True, slots=True)
class Action:
    """The right button of a row, as a form."""

    label: str
    url: str
    look: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """A seat where somebody must act."""

    number: int
    state: str
    name: str
    what: str
    ends: Instant | None
    left: str
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class Lapse:
    """A subscription that is about to lapse, or is not paid."""

    title: str
    name: str
    reminder: Reminder
    until: Instant
    url: str


@dataclass(frozen=True, slots=True)
class ExamToSee:
    """An exam that a mentor should look at, and why."""

    title: str
    name: str
    what: str
    url: str


def exam_row(one: Flagged) -> ExamToSee:
    """A try that was answered too fast, or begun too early."""
    early = _("Begun before the wait was over")
    fast = _("{n} of {all} answers too fast to be read", n=one.fast, all=one.asked)
    what = fast if is_hasty(fast=one.fast, asked=one.asked) else early
    name = short_name(one.name) if one.name else _("Guest")
    return ExamToSee(one.title, name, what, url_for("exams.show", visitor=one.visitor))


def lapse_row(one: Lapsing) -> Lapse:
    """A subscription that somebody must speak of."""
    url = url_for("people.person", visitor=one.visitor)
    return Lapse(one.title, short_name(one.name), one.reminder, one.until, url)


def need_row(seat: FloorSeat, shortest: Offer | None) -> Need:
    """What a seat needs now; `shortest` is the offer that adds time at once."""
    sitter = seat.sitter
    if seat.due is not None:
        return _need_paid(seat, seat.due)
    again = seat.order is not None and seat.order.again
    if sitter is None and seat.kept is not None and seat.kept.ticket:
        return _need_called(seat, seat.kept)
    if sitter is None or (again and not seat.is_soon and not _wanted(seat)):
        return _again(seat)
    lost = seat.state is StationState.LOST
    return Need(
        number=seat.number,
        state=look_of(seat),
        name=name_of(sitter),
        what=_wanted(seat) or (word_of(seat) if lost else paid_with(sitter)),
        ends=None if lost else sitter.ends,
        left=seat_time(sitter.left_s),
        actions=_settle(seat) if lost else _actions(seat, shortest),
    )


def rest_row(rest: Rest) -> Need:
    """A walk-in's seat ended before the time that was paid."""
    give = Action(_("Give a voucher"), url_for("all_seats.rest"), "", {"session": rest.session})
    return Need(
        number=rest.seat,
        state=StationState.TIME_OVER.value,
        name=_("Walk-in"),
        what=_("Ended at {time} before its time", time=clock_words(rest.closed_at)),
        ends=None,
        left=minutes_left(rest.left_s),
        actions=[give] if i_may("sell") else [],
    )


def _wanted(seat: FloorSeat) -> str:
    """For whom the seat should be free by now; "" for nobody."""
    if seat.kept is None or not seat.is_wanted(hub().now()):
        return ""
    name = seat.kept.name if seat.kept.block is not None else short_name(seat.kept.name)
    return _("Booked for {name} at {time}", name=name, time=clock_words(seat.kept.starts))


def _need_called(seat: FloorSeat, kept: Kept) -> Need:
    """Somebody was called from the waiting list and is awaited here."""
    gone = Action(
        _("Not here"), url_for("waiting.pass_over", ticket=kept.booking), "", {"back": "floor"}
    )
    return Need(
        number=seat.number,
        state=look_of(seat),
        name=name_at(seat),
        what=_("Number {number} is called here", number=kept.ticket),
        ends=kept.ends,
        left=seat_time(max(0, seconds_between(hub().now(), kept.ends))),
        actions=[gone] if i_may("start_session") else [],
    )


def _need_paid(seat: FloorSeat, due: Due) -> Need:
    money = format_money(due.minor, hub().settings)
    fields = {"seat": seat.number, "given": "exact"}
    take = Action(_("Take {money}", money=money), url_for("dues.take"), "go", fields)
    return Need(
        number=seat.number,
        state=StationState.TIME_OVER.value,
        name=name_owing(due),
        what=due_words(due),
        ends=None,
        left=money,
        actions=[take] if i_may("sell") else [],
    )


def _again(seat: FloorSeat) -> Need:
    """An order came too late, at a seat that else needs nothing."""
    order = "" if seat.order is None else order_word(seat.order)
    ways = [Action(_("Send again"), url_for("control.retry"), "", {"seat": seat.number})]
    return Need(
        number=seat.number,
        state=look_of(seat),
        name=name_at(seat),
        what=_("{order}: not reachable", order=order),
        ends=None,
        left="",
        actions=ways if i_may("command_station") else [],
    )


def _settle(seat: FloorSeat) -> list[Action]:
    if not i_may("end_session"):
        return []
    return [Action(_("Settle"), url_for("floor.settle"), "", {"seat": seat.number})]


def _actions(seat: FloorSeat, shortest: Offer | None) -> list[Action]:
    found = []
    if shortest is not None and i_may("extend_session"):
        fields = {"seat": seat.number, "offer": shortest.id, "given": "exact"}
        found.append(Action(f"+{shortest.title}", url_for("floor.extend"), "", fields))
    if i_may("end_session"):
        look = "act" if seat.state is StationState.TIME_OVER else ""
        found.append(Action(_("End"), url_for("floor.end"), look, {"seat": seat.number}))
    return found
