"""Who stands at the lock: a voucher's code, or a visitor's code with PIN.

Checking a PIN is slow on purpose, so it is done here, before the act. Source: DESIGN.md §11.
"""

from dataclasses import replace

from kiosk import passwords
from kiosk.acts import seating
from kiosk.acts.arriving import Identity, recognise_code
from kiosk.acts.classes import class_of_code
from kiosk.hub import Hub
from kiosk.protocol.station_calls import Open
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_scan
from kiosk.rules.vouchers import check_code
from kiosk.store import cards, lock_outs, sessions, visitors

VISITOR_DIGITS = 6
KEYPAD_PATIENCE = 4
"""So many people may forget their PIN at one keypad before it is taken for guessing."""


def identify(hub: Hub, *, station: str, asked: Open) -> Identity:
    """The visitor or guest of what was typed.

    Raises:
        Refusal: `locked_out`, `card_blank`, `card_replaced`, `wrong_pin`, `voucher_mistyped`,
            `booking_needs_pin`,
            `voucher_unknown`, `voucher_…`.
    """
    typed = read_scan(asked.code)
    if typed.isascii() and typed.isdigit() and len(typed) == VISITOR_DIGITS:
        return _visitor(hub, station=station, code=typed, pin=asked.pin)
    return _code(hub, station=station, typed=typed, pin=asked.pin)


def identify_sitter(hub: Hub, *, station: str, session: str, pin: str) -> str:
    """The visitor who sits at this station and has typed the PIN once more to agree.

    Raises:
        Refusal: `no_session_here` (also a guest's: nobody has given them a PIN), `locked_out`,
            `wrong_pin`.
    """
    with hub.read() as db:
        running = sessions.open_at(db, station)
        if running is None or running.id != session:
            raise Refusal("no_session_here")
        who = visitors.by_id(db, running.visitor)
    if who is None or who.code is None:
        raise Refusal("no_session_here")
    return _visitor(hub, station=station, code=who.code, pin=pin).visitor


def identify_learner(hub: Hub, *, station: str, code: str, pin: str) -> str:
    """The visitor of a card, typed or scanned, with its PIN; a voucher is nobody's.

    Raises:
        Refusal: `seat_guest`, `locked_out`, `card_blank`, `card_replaced`, `wrong_pin`.
    """
    typed = read_scan(code)
    if not (typed.isascii() and typed.isdigit() and len(typed) == VISITOR_DIGITS):
        raise Refusal("seat_guest")
    return _visitor(hub, station=station, code=typed, pin=pin).visitor


def sitter(hub: Hub, *, station: str, session: str) -> str:
    """The visitor who sits at this station, for what needs no PIN.

    Raises:
        Refusal: `no_session_here`.
    """
    with hub.read() as db:
        running = sessions.open_at(db, station)
    if running is None or running.id != session:
        raise Refusal("no_session_here")
    return running.visitor


def check_class_code(hub: Hub, *, station: str, code: str) -> None:
    """Whether a class has this code; guessing locks it at this station, not the class.

    Raises:
        Refusal: `locked_out`, what `class_of_code` refuses.
    """
    subject = f"classes@{station}"
    _refuse_locked_out(hub, (subject,))
    try:
        with hub.read() as db:
            class_of_code(db, hub.now(), code)
    except Refusal as refusal:
        if refusal.code == "class_code_unknown":
            hub.write(seating.note_wrong_pin, subjects=(subject,))
        raise


def _visitor(hub: Hub, *, station: str, code: str, pin: str) -> Identity:
    """Failures lock out this code at this station only, so nobody can lock out another.

    Trying one likely PIN with many codes locks the station's keypad; a right PIN does not open it
    for more, or a guesser would type their own in between. The desk opens sessions all the same.
    """
    subjects, keypad = (f"visitor:{code}@{station}",), (f"visitors@{station}",)
    _refuse_locked_out(hub, subjects + keypad)
    with hub.read() as db:
        who, card = visitors.by_code(db, code), cards.by_code(db, code)
    if who is None and card is not None:
        raise Refusal("card_blank" if card.state == "blank" else "card_replaced")
    kept = hub.pepper.opened(None if who is None else who.pin_hash)
    if not passwords.matches(kept, pin) or who is None:
        hub.write(seating.note_wrong_pin, subjects=keypad, patience=KEYPAD_PATIENCE)
        locked = hub.write(seating.note_wrong_pin, subjects=subjects)
        raise Refusal("locked_out" if locked else "wrong_pin")
    hub.write(seating.note_right_pin, subjects=subjects)
    return Identity(who.id)


def _code(hub: Hub, *, station: str, typed: str, pin: str) -> Identity:
    """A booking, a class or a voucher: their codes look alike, and no two are the same.

    A slip is no card: the booking of a registered visitor opens with their PIN too.
    """
    _refuse_locked_out(hub, (_vouchers_at(station),))
    code = check_code(typed)
    with hub.read() as db:
        booked = recognise_code(db, code)
        who = None if booked is None else visitors.by_id(db, booked.visitor)
    if booked is None:
        return _guest(hub, station=station, code=code)
    if who is None or who.code is None:
        return booked
    if not pin:
        raise Refusal("booking_needs_pin")
    return replace(_visitor(hub, station=station, code=who.code, pin=pin), claim=booked.claim)


def _vouchers_at(station: str) -> str:
    return f"vouchers@{station}"


def _guest(hub: Hub, *, station: str, code: str) -> Identity:
    """Guessing codes locks the station's keypad for vouchers, not the vouchers."""
    subjects = (_vouchers_at(station),)
    try:
        with hub.read() as db:
            return seating.recognise_voucher(db, hub.now(), code, station=station)
    except Refusal as refusal:
        if refusal.code == "voucher_unknown" and hub.write(
            seating.note_wrong_pin, subjects=subjects
        ):
            raise Refusal("locked_out") from refusal
        raise


def _refuse_locked_out(hub: Hub, subjects: tuple[str, ...]) -> None:
    with hub.read() as db:
        for subject in subjects:
            if lock_outs.locked_until(db, subject, hub.now()) is not None:
                raise Refusal("locked_out")
