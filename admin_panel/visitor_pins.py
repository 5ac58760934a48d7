"""A visitor's own PIN, typed at the desk as a yes: digits, or three pictures in order.

Wrong ones are counted: whoever stands behind the desk guesses no more often than at a seat.
"""

from admin_panel.forms import Form
from admin_panel.guards import hub
from admin_panel.pins import PICTURES, PICTURES_LIMIT
from kiosk import passwords
from kiosk.acts import seating
from kiosk.rules.pins import picture_pin
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import lock_outs, visitors
from kiosk.store.visitors import Visitor
from kiosk.texts import _


def agreed_by(form: Form, visitor: str, *, pin: str = "pin", pictures: str = "pictures") -> bool:
    """Whether the form holds this visitor's PIN; an error at `pin` or `pictures` if it does not."""
    with hub().read() as db:
        who = visitors.by_id(db, visitor)
    if who is None or who.code is None:
        form.wrong(pin, _("Only somebody with a card and a PIN can agree."))
        return False
    is_pictures = who.pin_kind == PICTURES
    with form.refusals_at(pictures if is_pictures else pin):
        _check(who, _pictures(form, pictures) if is_pictures else form.digits(pin))
    return not form.errors


def account_agreed(form: Form, pay: Pay, visitor: str | None) -> bool:
    """Whether the account may pay: what lies there may be earned, so its visitor says yes by PIN.

    Asked last, and only of a form that is right else: a wrong PIN is counted.
    """
    if pay.tender is not Tender.ACCOUNT or visitor is None or form.errors:
        return not form.errors
    return agreed_by(form, visitor, pin="account_pin", pictures="account_pictures")


def _pictures(form: Form, name: str) -> str:
    """What stands for three pictures; "", which is nobody's, for what is none."""
    try:
        return picture_pin(form.typed.get(name, "")[:PICTURES_LIMIT].split())
    except Refusal:
        return ""


def _check(who: Visitor, pin: str) -> None:
    subject = lock_outs.desk_tries_of(who.code)
    with hub().read() as db:
        locked = lock_outs.locked_until(db, subject, hub().now()) is not None
    if locked:
        raise Refusal("locked_out")
    if not passwords.matches(hub().pepper.opened(who.pin_hash), pin):
        locked = hub().write(seating.note_wrong_pin, subjects=(subject,))
        raise Refusal("locked_out" if locked else "wrong_pin")
    hub().write(seating.note_right_pin, subjects=(subject,))
