"""Subscriptions are renewed shortly before they end, and visitors who sit here are told in time."""

from kiosk import texts
from kiosk.acts import subscriptions as acts
from kiosk.hub import Hub
from kiosk.jobs.clock import by_date
from kiosk.queries import subscriptions as query
from kiosk.rules.instants import Instant
from kiosk.rules.subscriptions import Reminder
from kiosk.texts import N_, translated

WORDS = {
    Reminder.ENDS: N_("Your subscription ends soon. Ask at the desk to keep it."),
    Reminder.ASK: N_("Your subscription ends soon. Pay at the desk to go on."),
    Reminder.SHORT: N_("Your subscription ends soon. Pay at the desk to go on."),
    Reminder.OWED: N_("Your subscription is not paid. Pay at the desk to go on."),
}


@by_date
def renew_subscriptions(hub: Hub, now: Instant) -> None:
    """Renew, stop and remind; a look first, so that a quiet hub writes nothing."""
    with hub.read() as db:
        waiting = query.due(db, now)
    for subscription in waiting:
        hub.write(acts.renew_due, subscription=subscription)
    with hub.read() as db:
        told = query.to_remind(db, now, remind_days=hub.settings.remind_days)
    for one in told:
        words = translated(WORDS[one.reminder], one.language or texts.spoken())
        hub.write(acts.remind, subscription=one.subscription, said=one.said, words=words)
