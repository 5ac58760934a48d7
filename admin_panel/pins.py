"""A visitor's new PIN as it is typed at the desk: digits twice, or three pictures in order."""

from admin_panel.forms import Form
from admin_panel.guards import hub
from kiosk import passwords
from kiosk.acts.care import NewPin
from kiosk.rules.pins import check_pictures, check_pin
from kiosk.rules.refusals import Refusal
from kiosk.texts import _, sentence, spoken

DIGITS, PICTURES = "digits", "pictures"
PICTURES_LIMIT = 100


def pin_typed(form: Form) -> NewPin | None:
    """The PIN, hashed; None and an error where it is none, or too easy."""
    if form.typed.get("how") == PICTURES:
        return _pictures(form)
    return _digits(form)


def _digits(form: Form) -> NewPin | None:
    pin, again = form.digits("pin"), form.digits("pin_again")
    if not passwords.is_pin(pin):
        said = _(
            "Type a PIN of {least} to {most} digits.",
            least=passwords.PIN_LEAST,
            most=passwords.PIN_MOST,
        )
        form.wrong("pin", said)
        return None
    if pin != again:
        form.wrong("pin_again", _("The two PINs differ. Type the same one twice."))
        return None
    try:
        check_pin(pin)
    except Refusal as refusal:
        form.wrong("pin", sentence(refusal, spoken()))
        return None
    return NewPin(hub().pepper.sealed(passwords.hash_of(pin)), DIGITS)


def _pictures(form: Form) -> NewPin | None:
    picked = form.typed.get("pictures", "")[:PICTURES_LIMIT].split()
    try:
        pin = check_pictures(picked)
    except Refusal as refusal:
        three = _("Pick three different pictures.")
        wrong = three if refusal.code == "field_wrong" else sentence(refusal, spoken())
        form.wrong("pictures", wrong)
        return None
    return NewPin(hub().pepper.sealed(passwords.hash_of(pin)), PICTURES)
