"""What a mentor sends to the seats of a room: a page, a question, a word, a held screen, help."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import say, short_name
from admin_panel.guards import current_staff, hub, may, signed_in
from admin_panel.live_room import learners, module_of, room_page
from kiosk.acts import room_pauses, seat_sharing
from kiosk.acts import rooms as acts
from kiosk.protocol.room_calls import Show
from kiosk.queries import rooms
from kiosk.room_line import Question
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.modules import Module, StepKind
from kiosk.rules.rooms import next_item
from kiosk.texts import N_, _, n_

SEAT_MOST = 9999
SEATS_MOST = 500
WHAT_LIMIT = 200
DEEDS = ("message", "show", "ask", "drill", "hold", "unhold", "pause", "resume")
HANDS = ("coming", "helped")

orders = Blueprint("room_orders", __name__, template_folder="templates")


@orders.post("/room/hand")
@may("lead_class")
def hand() -> ResponseReturnValue:
    """Somebody comes to a learner, or has helped."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    deed = form.choice("do", HANDS, _("Choose what to do."))
    if deed == "coming":
        form.done(acts.say_coming, at="room", seat=seat, name=_my_name(), by=current_staff())
        said = N_("Seat {seat} reads that you are coming.")
    else:
        form.done(acts.take_hand_down, at="room", seat=seat, by=current_staff())
        said = N_("The hand of seat {seat} is down.")
    if form.errors:
        return room_page(form)
    say(_(said, seat=seat))
    return _back()


@orders.post("/room/beside")
@may("lead_class")
def beside() -> ResponseReturnValue:
    """Somebody of a class learns beside the one at a seat; who leads it says who they are."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    learner = form.text("learner", _("Choose a learner."), limit=WHAT_LIMIT)
    told = {"seat": seat, "visitor": learner, "by": current_staff()}
    if not form.done(seat_sharing.seat_beside, at="learner", **told):
        return room_page(form)
    say(_("Two learn at seat {seat} now. Their screen shows it in a moment.", seat=seat))
    return _back()


@orders.post("/room/send")
@may("lead_class")
def send() -> ResponseReturnValue:
    """One deed at the chosen seats, or at all of them where none is chosen."""
    form = Form.read()
    deed = form.choice("do", DEEDS, _("Choose what to do."))
    seats = _seats()
    match deed:
        case "message" | "hold":
            reached = _word(form, deed, seats)
        case "unhold":
            reached = form.write(acts.free_screens, at="room", seats=seats, by=current_staff())
        case "pause":
            reached = _pause(form, seats)
        case "resume":
            told = {"seats": seats, "by": current_staff()}
            reached = form.write(room_pauses.resume_seats, at="room", **told)
        case "":
            reached = None
        case _:
            reached = _show(form, deed, seats)
    if reached is None:
        return room_page(form)
    say(n_("Sent to {n} seat.", "Sent to {n} seats.", reached))
    return _back()


@orders.post("/room/question")
@may("lead_class")
def question() -> ResponseReturnValue:
    """The next item of the step, or no question any more."""
    form = Form.read()
    deed = form.choice("do", ("next", "end"), _("Choose what to do."))
    asked = hub().room.question
    module = None if asked is None else module_of(asked.edition)
    if asked is not None and asked.ask == _ask_name(form):
        return _back()  # the same form once more
    if asked is None or module is None or deed == "end":
        hub().room.question = None
        return _back()
    following = next_item(module.step(asked.step).items, asked.item)
    if following is None:
        hub().room.question = None
        return _back()
    reached = _ask(form, module, (asked.step, following), asked.seats, tells=asked.tells)
    return room_page(form) if reached is None else _back()


def _word(form: Form, deed: str, seats: Sequence[int]) -> int | None:
    words = form.text("words", _("Type the words."), limit=acts.WORDS_LIMIT)
    if form.errors:
        return None
    act = acts.say_at if deed == "message" else acts.hold_screens
    return form.write(act, at="words", seats=seats, words=words, by=current_staff())


def _pause(form: Form, seats: Sequence[int]) -> int | None:
    """Of one class, or of chosen seats: who is in no class of the mentor is not paused by it."""
    with hub().read() as db:
        running = {one.name: one for one in rooms.running_classes(db, hub().now())}
    asked = running.get(request.form.get("zone", "")[:80])
    if asked is None and not _chosen():
        form.wrong("seats", _("Choose a class or some seats to pause."))
    words = form.text("words", limit=room_pauses.REASON_LIMIT)
    if form.errors:
        return None
    return form.write(
        room_pauses.pause_seats,
        at="room",
        seats=seats,
        part="" if asked is None else asked.name,
        reason=words or (asked.title if asked is not None else ""),
        name=_my_name(),
        by=current_staff(),
    )


def _show(form: Form, deed: str, seats: Sequence[int]) -> int | None:
    """Open a page, or ask its item anew."""
    what = form.text("what", _("Choose what to open."), limit=WHAT_LIMIT)
    edition, _slash, place = what.partition("/")
    step, _slash, item = place.partition("/")
    module = module_of(edition)
    if form.errors:
        return None
    if module is None or not _is_in(module, step, item):
        form.wrong("what", _("Choose what to open."))
        return None
    if deed == "show":
        shown = Show(module.slug, step, item, _my_name())
        return form.write(acts.show_at, at="what", seats=seats, show=shown, by=current_staff())
    items = module.step(step).items if step else ()
    item = item or (items[0] if items else "")
    if not item or module.step(step).kind is StepKind.EXAM:
        form.wrong("what", _("Choose a question to ask."))
        return None
    return _ask(form, module, (step, item), seats, tells=deed == "drill")


def _ask(
    form: Form, module: Module, place: tuple[str, str], seats: Sequence[int], *, tells: bool
) -> int | None:
    """Ask one item at these seats; a form that is sent twice asks once."""
    step, item = place
    ask = _ask_name(form)
    shown = Show(module.slug, step, item, _my_name(), ask, tells)
    reached = form.write(acts.show_at, at="what", seats=seats, show=shown, by=current_staff())
    if reached is not None:
        hub().room.question = Question(ask, module.edition, step, item, tuple(seats), tells)
    return reached


def _ask_name(form: Form) -> str:
    """A form names its question, so that a double click asks once."""
    return form.request_id[:40]


def _is_in(module: Module, step_id: str, item: str) -> bool:
    if not step_id:
        return not item
    step = next((one for one in module.steps if one.id == step_id), None)
    return step is not None and (not item or item in step.items)


def _seats() -> tuple[int, ...]:
    """The seats that were ticked; all who sit in the room where none was."""
    chosen = _chosen()
    sitting = tuple(row.seat for row in learners())
    return tuple(seat for seat in sitting if seat in chosen) if chosen else sitting


def _chosen() -> set[int]:
    typed = ",".join(request.form.getlist("seats")[:SEATS_MOST])[: WHAT_LIMIT * 20]
    return {
        int(one) for one in map(ascii_digits, typed.split(",")) if one.isdigit() and len(one) < 5
    }


def _my_name() -> str:
    who = signed_in()
    return "" if who is None else short_name(who.name)[:60]


def _back() -> ResponseReturnValue:
    zone = request.form.get("zone", "")[:80]
    return redirect(url_for("room.show", zone=zone or None), HTTPStatus.SEE_OTHER)
