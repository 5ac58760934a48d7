"""What home says of qualifications that lapse soon, and what renews them."""

from kiosk.protocol.exam_calls import LapsingSkill
from kiosk.rules.instants import Instant
from kiosk.texts import n_
from station_agent.agent import Agent
from station_agent.player import editions
from station_agent.screens.subscription import day_words

TOLD_LIMIT = 2
"""More would hide what else there is to do; those that lapse first are told first."""


def lapsing_words(station: Agent) -> tuple[str, ...]:
    """A sentence for each; () where nothing lapses soon."""
    record = station.sitting.record
    told = () if record is None else record.lapsing_skills
    soon = [one for one in told if one.until > station.hub_now]
    return tuple(_words(station, one) for one in soon[:TOLD_LIMIT])


def _words(station: Agent, one: LapsingSkill) -> str:
    return n_(
        "{name} ends {day}. {n} more approved task renews it.",
        "{name} ends {day}. {n} more approved tasks renew it.",
        one.missing,
        name=title_of(station, one.name),
        day=day_words(station, Instant(one.until)),
    )


def title_of(station: Agent, name: str) -> str:
    """Of the module that grants a qualification, as the visitor knows it."""
    granting = (one for one in editions.modules(station) if one.qualification == name)
    return next((one.title for one in granting), name)
