"""The floor, home of the panel: who sits where, and everything sold or ended at a seat."""

import hashlib
import secrets
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel import desk, frame, lapse_words
from admin_panel.desk import DESK, OWN_TIME, PAY_AFTER
from admin_panel.floor_now import floor_and_lapsing, floor_now
from admin_panel.forms import Form
from admin_panel.frame import first_place, say
from admin_panel.guards import current_staff, hub, i_may, may, staff_only
from admin_panel.paying import approver_typed, undone_words
from admin_panel.room import hands_up, room, sits
from admin_panel.visitor_pins import account_agreed, agreed_by
from kiosk.acts import after_cut, front_desk, refunds, reopening, seating
from kiosk.acts.granting import FREE_LIMIT_S, Terms
from kiosk.calling import call_next
from kiosk.looks.figures import S_PER_MIN, minutes
from kiosk.queries import floor as floor_query
from kiosk.queries.floor_seats import Floor
from kiosk.rules.amounts import read_whole
from kiosk.rules.refusals import Refusal
from kiosk.rules.stations import StationState
from kiosk.store import offers, payments, rests, sessions, shifts, stations
from kiosk.texts import _, spoken

SEAT_MOST = 9999
CLAIM_LIMIT = 40
THIS_RUN = secrets.token_hex(4)
"""Templates may have changed with a restart, so earlier answers are not "not modified"."""

floor = Blueprint("floor", __name__, template_folder="templates")


@floor.get("/")
@staff_only
def home() -> ResponseReturnValue:
    """The floor is the home page of whoever may see it."""
    return redirect(first_place(), HTTPStatus.SEE_OTHER)


@floor.get("/floor")
@may("see_floor")
def show() -> ResponseReturnValue:
    """The map with the asked seat chosen, else the first free one; `seat=0` sells a voucher."""
    call_next(hub())
    return desk.floor_page(Form({}), seat=_asked_seat())


@floor.get("/floor/seats")
@may("see_floor")
def seats() -> ResponseReturnValue:
    """The map alone, asked every 3 s: 304 where neither a commit nor a station changed it.

    The desk beside it is not polled: the page comes anew where its visitor came or left.
    """
    call_next(hub())
    now = floor_and_lapsing()
    chosen = _asked_seat() or 0
    if request.args.get("sits", "") not in ("", sits(now, chosen)):
        place = url_for("floor.show", seat=chosen, unarmed=1)
        return Response(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": place})
    with hub().read() as db:
        revision = floor_query.revision(db)
        etag = _etag(revision, now, chosen)
        if request.if_none_match.contains(etag):
            return Response(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": f'"{etag}"'})
        brief = desk.shortest(offers.pinned(db)) if shifts.open_one(db) is not None else None
    shown = room(now, chosen=chosen, shortest=brief)
    drawn = render_template("floor/room.html", room=shown)
    return Response(drawn, headers={"ETag": f'"{etag}"'})


@floor.get("/bar")
@staff_only
def bar() -> ResponseReturnValue:
    """What changes on the bar of every page: lines, shift, meter."""
    return render_template("looks/bar.html", bar=frame.bar())


@floor.post("/floor/start")
@may("start_session")
def start() -> ResponseReturnValue:
    """Open a session at a free seat: an offer sold to a walk-in or a visitor, or their own time."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    code = desk.voucher_typed(form)
    visitor = None if code else desk.who_typed(form)
    if not form.errors:
        with form.refusals_at(DESK):
            _check_answers(seat)
    if not (_start_voucher(form, seat, code) if code else _start(form, seat, visitor)):
        return desk.floor_page(form, seat=seat)
    return redirect(url_for("floor.show"), HTTPStatus.SEE_OTHER)


@floor.post("/floor/give")
@may("give_time")
def give() -> ResponseReturnValue:
    """Open a session that costs nothing, for a while and with a reason."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    free_min = form.whole("free_min", least=1, most=FREE_LIMIT_S // S_PER_MIN)
    reason = form.text("reason", _("Say why, in a few words."), limit=200)
    terms = Terms("free", limit_s=free_min * S_PER_MIN, reason=reason)
    if not form.errors:
        with form.refusals_at(DESK):
            _check_answers(seat)
    if not _start_metered(form, seat, None, terms):
        return desk.floor_page(form, seat=seat)
    return redirect(url_for("floor.show"), HTTPStatus.SEE_OTHER)


@floor.post("/floor/account")
@may("sell")
def from_account() -> ResponseReturnValue:
    """Open a session that is paid from its visitor's account as it is used, up to a sum."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    visitor = desk.who_typed(form, "account_who")
    if visitor is None and not form.errors:
        form.wrong("account_who", _("Say who it is: scan the card, or type the code."))
    minor = form.money("aside") if form.typed.get("aside", "").strip() else 0
    if minor == 0 and visitor is not None and not form.errors:
        minor = desk.hour_minor(seat, visitor)
    if not form.errors:
        with form.refusals_at(DESK):
            _check_answers(seat)
    if visitor is not None and not form.errors:
        agreed_by(form, visitor, pin="aside_pin", pictures="aside_pictures")
    if not _start_metered(form, seat, visitor, Terms("account", limit_minor=minor)):
        return desk.floor_page(form, seat=seat)
    return redirect(url_for("floor.show", seat=seat), HTTPStatus.SEE_OTHER)


@floor.post("/floor/extend")
@may("extend_session")
def extend() -> ResponseReturnValue:
    """Sell more time onto a running session; who may not sell may not do it this way either."""
    if not i_may("sell"):
        raise Refusal("not_allowed", right="sell")
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    counter = desk.counter_typed(form)
    sale = None
    if counter is not None and account_agreed(form, counter.pay, _sits_at(seat)):
        sale = form.write(front_desk.extend_session, at=DESK, seat=seat, counter=counter)
    if counter is None or sale is None:
        return desk.floor_page(form, seat=seat)
    words = _("Seat {seat}: {what} added.", seat=seat, what=desk.told(counter))
    say(words + _kept_back(seat), sale=sale)
    return _back_to(seat)


@floor.post("/floor/end")
@may("end_session")
def end() -> ResponseReturnValue:
    """End a session: its station locks and says how much was used."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    ended = None
    if not form.errors:
        ended = form.write(front_desk.end_session, at=DESK, seat=seat, by=current_staff())
    if ended is None:
        return desk.floor_page(form, seat=seat)
    with hub().read() as db:
        session = sessions.by_id(db, ended)
    ahead = session is not None and session.kind == "prepaid"
    say(_("Seat {seat} is ending.", seat=seat), ended=ended if ahead else "")
    return _back_to(seat)


@floor.post("/floor/reopen")
@may("end_session")
def reopen() -> ResponseReturnValue:
    """A session that was ended by a slip goes on with what was left."""
    form = Form.read()
    seat = form.write(
        reopening.reopen, at=DESK, session=form.typed.get("session", ""), by=current_staff()
    )
    if seat is None:
        return desk.floor_page(form, seat=None)
    say(_("Seat {seat} goes on.", seat=seat))
    return _back_to(seat)


@floor.post("/floor/settle")
@may("end_session")
def settle() -> ResponseReturnValue:
    """Close the session of a seat that does not answer, at what it said last."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    settled = None
    if not form.errors:
        settled = form.write(front_desk.settle_lost_session, at=DESK, seat=seat, by=current_staff())
    if settled is None:
        return desk.floor_page(form, seat=seat)
    say(_("Seat {seat} is settled. The time left is kept.", seat=seat))
    return _back_to(seat)


@floor.post("/floor/message")
@may("command_station")
def message() -> ResponseReturnValue:
    """Show a sentence on the screen of a seat."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    words = form.text("words", _("Type the message."), limit=front_desk.MESSAGE_LIMIT)
    if not form.errors:
        with form.refusals_at("words"):
            hub().write(
                front_desk.send_message,
                request_id=form.request_id,
                form=form.sent,
                seat=seat,
                words=words,
                by=current_staff(),
            )
    if form.errors:
        return desk.floor_page(form, seat=seat)
    say(_("Seat {seat} will show your message.", seat=seat))
    return _back_to(seat)


@floor.post("/floor/undo")
@may("undo_sale")
def undo() -> ResponseReturnValue:
    """Take back the sale that was just made."""
    form = Form.read()
    approved_by = approver_typed(form)
    with form.refusals_at(DESK):
        hub().write(
            refunds.undo_sale,
            request_id=form.request_id,
            form=form.sent,
            sale=form.typed.get("sale", ""),
            by=current_staff(),
            reason="undo",
            approved_by=approved_by,
        )
    if form.errors:
        return desk.floor_page(form, seat=None)
    with hub().read() as db:
        paid = payments.by_id(db, form.typed.get("sale", ""))
    say(undone_words(paid))
    return redirect(url_for("floor.show"), HTTPStatus.SEE_OTHER)


def _start(form: Form, seat: int, visitor: str | None) -> bool:
    offer = form.typed.get("offer")
    if offer == OWN_TIME or not i_may("sell"):
        return _start_own(form, seat, visitor)
    if offer == PAY_AFTER:
        return _start_metered(form, seat, visitor, Terms("postpaid"))
    return _start_sold(form, seat, visitor)


def _start_metered(form: Form, seat: int, visitor: str | None, terms: Terms) -> bool:
    if form.errors:
        return False
    started = form.write(
        front_desk.start_metered,
        at=DESK,
        seat=seat,
        visitor=visitor,
        terms=terms,
        by=current_staff(),
        claim=_claim(form),
    )
    if started is None:
        return False
    say(lapse_words.started(seat, visitor))
    return True


def _start_sold(form: Form, seat: int, visitor: str | None) -> bool:
    counter = desk.counter_typed(form)
    if counter is None or not account_agreed(form, counter.pay, visitor):
        return False
    started = form.write(
        front_desk.start_session,
        at=DESK,
        seat=seat,
        counter=counter,
        visitor=visitor,
        claim=_claim(form),
    )
    if started is None:
        return False
    words = _("Seat {seat}: {what} started.", seat=seat, what=desk.told(counter))
    say(words + _kept_back(seat), sale=started.sale)
    return True


def _kept_back(seat: int) -> str:
    """What a walk-in paid for and cannot use before closing or a booking, to be told at once."""
    with hub().read() as db:
        place = stations.seat(db, seat)
        session = None if place is None else sessions.open_at(db, place.origin)
        if session is None:
            return ""
        here_s, rest_s = after_cut.kept_back_s(db, hub().now(), session=session.id)
    if rest_s < rests.LEAST_S:
        return ""
    words = _(
        "Only {here} until closing or a booking; {rest} stay as a voucher.",
        here=minutes(here_s),
        rest=minutes(rest_s // S_PER_MIN * S_PER_MIN),
    )
    return f" {words}"


def _sits_at(seat: int) -> str | None:
    with hub().read() as db:
        place = stations.seat(db, seat)
        session = None if place is None else sessions.open_at(db, place.origin)
    return None if session is None else session.visitor


def _start_voucher(form: Form, seat: int, code: str) -> bool:
    """A voucher is paid already: whatever offer is chosen beside it, nothing is sold."""
    if form.errors:
        return False
    told = {"seat": seat, "code": code, "by": current_staff(), "claim": _claim(form)}
    started = form.write(seating.start_voucher, at="who", **told)
    if started is None:
        return False
    say(_("Seat {seat} is started with the voucher. Take no money.", seat=seat))
    return True


def _start_own(form: Form, seat: int, visitor: str | None) -> bool:
    if visitor is None and not form.errors:
        form.wrong("who", _("Say who it is: scan the card, or type the code."))
    if form.errors:
        return False
    started = form.write(
        front_desk.start_with_pass,
        at="who",
        seat=seat,
        visitor=visitor,
        by=current_staff(),
        claim=_claim(form),
    )
    if started is None:
        return False
    say(lapse_words.started(seat, visitor))
    return True


def _claim(form: Form) -> str:
    """The booking that the visitor came for."""
    return form.typed.get("claim", "")[:CLAIM_LIMIT]


def _check_answers(seat: int) -> None:
    """The act hears no beats, so an empty seat that does not answer is refused here.

    Whether it is free is for the act alone: a form sent twice must come to the same.
    """
    found = floor_now().seat(seat)
    if found is not None and found.sitter is None and found.state is StationState.LOST:
        raise Refusal("station_lost", seat=seat)


def _asked_seat() -> int | None:
    try:
        return read_whole(request.args.get("seat", ""), least=0, most=SEAT_MOST)
    except Refusal:
        return None


def _back_to(seat: int) -> ResponseReturnValue:
    return redirect(url_for("floor.show", seat=seat), HTTPStatus.SEE_OTHER)


def _etag(revision: int, now: Floor, chosen: int) -> str:
    hands = sorted(hands_up())
    seen = repr((THIS_RUN, current_staff(), spoken(), chosen, revision, now.live, hands))
    return hashlib.sha256(seen.encode()).hexdigest()[:24]
