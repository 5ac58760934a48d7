"""A class joined by phone: the code of the printed sheet, then one's own card's code and PIN.

Nobody is signed in by it: the phone learns whether it worked and no more. Wrong codes and PINs are
counted by phone, wrong PINs by card too, so that guessing here gets nobody further than at a seat.
"""

from typing import cast

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from kiosk import passwords, texts
from kiosk.acts import classes as acts
from kiosk.acts import seating
from kiosk.hub import Hub
from kiosk.lobby.doors import frame_of, language_asked
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import SCAN_LIMIT, read_scan
from kiosk.rules.vouchers import TYPED_LIMIT
from kiosk.signed_door import open_to
from kiosk.store import lock_outs, visitors

PIN_LIMIT = 20
PHONE_PATIENCE = 4
"""So many people may slip at one phone before it is taken for guessing."""
COUNTED = frozenset({"class_code_unknown", "voucher_mistyped"})

lobby_class = Blueprint("lobby_class", __name__, url_prefix="/lobby", template_folder="templates")


@lobby_class.get("/class")
@open_to("anyone")
def show() -> ResponseReturnValue:
    """The form to join; the QR of the sheet brings the code along."""
    return _form(request.args.get("code", "")[:TYPED_LIMIT])


@lobby_class.post("/class")
@open_to("anyone with a class's code, a card and its PIN")
def join() -> ResponseReturnValue:
    """Join, if the code is good and the card's PIN is right."""
    code = request.form.get("code", "")[:TYPED_LIMIT]
    card = ascii_digits(read_scan(request.form.get("card", "")[:SCAN_LIMIT]))
    pin = ascii_digits(request.form.get("pin", "")[:PIN_LIMIT].strip())
    hub = _hub()
    texts.speak(language_asked(hub))
    try:
        _check_code(hub, code)
        visitor = _recognised(hub, card=card, pin=pin)
        title = hub.write(acts.join_by_code, code=code, visitor=visitor, by=f"visitor:{visitor}")
    except Refusal as refusal:
        return _form(code, refusal), refusal.status
    return render_template("lobby/joined.html", frame=frame_of(hub), title=title)


def _check_code(hub: Hub, code: str) -> None:
    """Whether there is such a class; a code that is none is counted."""
    phone = _phone()
    _refuse_locked_out(hub, phone)
    try:
        with hub.read() as db:
            acts.class_of_code(db, hub.now(), code)
    except Refusal as refusal:
        if refusal.code in COUNTED:
            hub.write(seating.note_wrong_pin, subjects=(phone,), patience=PHONE_PATIENCE)
        raise


def _recognised(hub: Hub, *, card: str, pin: str) -> str:
    """The visitor of a card whose PIN this is.

    Raises:
        Refusal: `locked_out`, `wrong_pin`; an unknown card is told no other way.
    """
    phone, subject = _phone(), f"{lock_outs.tries_of(card)}phone"
    _refuse_locked_out(hub, subject)
    with hub.read() as db:
        who = visitors.by_code(db, card)
    kept = hub.pepper.opened(None if who is None else who.pin_hash)
    if not passwords.matches(kept, pin) or who is None:
        hub.write(seating.note_wrong_pin, subjects=(phone,), patience=PHONE_PATIENCE)
        hub.write(seating.note_wrong_pin, subjects=(subject,))  # or a lock-out tells who has a card
        raise Refusal("wrong_pin")
    hub.write(seating.note_right_pin, subjects=(subject,))
    return who.id


def _refuse_locked_out(hub: Hub, subject: str) -> None:
    with hub.read() as db:
        if lock_outs.locked_until(db, subject, hub.now()) is not None:
            raise Refusal("locked_out")


def _form(code: str, refusal: Refusal | None = None) -> str:
    hub = _hub()
    texts.speak(language_asked(hub))
    said = "" if refusal is None else texts.sentence(refusal, texts.spoken())
    return render_template(
        "lobby/join_class.html", frame=frame_of(hub), typed={"code": code}, said=said
    )


def _phone() -> str:
    return f"phones@{request.remote_addr or ''}"


def _hub() -> Hub:
    return cast("Hub", current_app.extensions["hub"])
