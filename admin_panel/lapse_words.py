"""A subscription that is about to lapse, said as its visitor comes to the desk."""

from admin_panel.frame import day_words
from admin_panel.guards import hub, i_may
from kiosk.queries import subscriptions as query
from kiosk.rules.subscriptions import Reminder
from kiosk.texts import _


def lapse_of(visitor: str) -> str:
    """What a visitor must be told of their subscription; "" for nothing, and to who sees nobody."""
    if not i_may("see_people"):
        return ""
    with hub().read() as db:
        days = hub().settings.remind_days
        one = query.of_visitor(db, hub().now(), visitor, remind_days=days)
    if one is None or one.reminder is Reminder.NONE:
        return ""
    day = day_words(one.until)
    if one.reminder is Reminder.OWED:
        return _("Their subscription is not paid and stops on {day}.", day=day)
    return _("Their subscription ends on {day}.", day=day)


def started(seat: int, visitor: str | None) -> str:
    """A session was started; and what its visitor must be told."""
    told = "" if visitor is None else lapse_of(visitor)
    said = _("Seat {seat} is started.", seat=seat)
    return f"{said} {told}" if told else said
