"""What a visitor's subscription includes this day, week or month, and when there is more."""

from datetime import UTC, datetime

from kiosk.looks.figures import minutes, weekday_and_day
from kiosk.protocol.time_calls import Included
from kiosk.rules.instants import MS_PER_S
from kiosk.texts import N_, _
from station_agent.agent import Agent
from station_agent.screens import frames

LEFT = {
    "day": N_("Subscription: when you sat down, {left} of {each} were left for the day."),
    "week": N_("Subscription: when you sat down, {left} of {each} were left for the week."),
    "month": N_("Subscription: when you sat down, {left} of {each} were left for the month."),
}
"""The hub counts what is settled; what this sitting uses runs in the bar above."""


def included_words(station: Agent) -> str:
    """The sentences on the home page; "" for a visitor without such a subscription."""
    record = station.sitting.record
    included = None if record is None else record.included
    if included is None or included.every not in LEFT:
        return ""
    said = _(LEFT[included.every], left=minutes(included.left_s), each=minutes(included.each_s))
    return f"{said} {_next(station, included)}".strip()


def _next(station: Agent, included: Included) -> str:
    if included.next_at <= station.clock.now():
        return ""
    then = datetime.fromtimestamp(included.next_at // MS_PER_S, UTC).astimezone(
        frames.zone(station.window.timezone)
    )
    return _("More comes on {day}.", day=weekday_and_day(then))
