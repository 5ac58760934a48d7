"""What is still to be paid for a seat, in words."""

from admin_panel.frame import isolated
from kiosk.looks.figures import minutes
from kiosk.store.dues import Due
from kiosk.texts import _


def due_words(due: Due) -> str:
    """The time, and the products on the bill."""
    time = minutes(due.used_s)
    if due.goods:
        return _("Pay after, {time}, {products}", time=time, products=isolated(due.goods))
    return _("Pay after, {time}", time=time)
