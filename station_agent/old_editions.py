"""Old editions leave this computer when nobody here goes on with them, and come again for who does.

Only their bytes go, a file at a time: their names stay, so that a kill in between changes nothing
and the hub is asked for them again as for any blob.
"""

import logging
from typing import TYPE_CHECKING

from kiosk.rules.editions import to_let_go
from kiosk.rules.instants import Instant
from station_agent.acts import feed
from station_agent.store import learning, shelf

if TYPE_CHECKING:
    from station_agent.agent import Agent

log = logging.getLogger("station")


def begun(agent: "Agent") -> frozenset[str]:
    """Editions in which whoever sits here did anything, at whatever seat."""
    kept, record = agent.sitting.kept, agent.sitting.record
    with agent.store.readers.read() as db:
        here = learning.begun(db, kept.visitor if kept else "")
    if record is None:
        return here
    practised = (one.edition for one in record.practised)
    answering = (one.edition for one in record.answering)
    return here.union(practised, answering, (one.edition for one in record.attempts))


def planned(agent: "Agent") -> frozenset[str]:
    """Editions that the classes of whoever sits here take, as the hub said last."""
    record = agent.sitting.record
    told = None if record is None else record.from_mentor
    return frozenset() if told is None else frozenset(one.edition for one in told.asked)


def let_go(agent: "Agent", hub_now: Instant) -> None:
    """Note what is used, and let go of what was not used for long.

    What is on the screen stays, as in a class that meets, whatever the hub's clock says.
    """
    needed = begun(agent) | planned(agent) | {agent.room.edition}
    shown = agent.library.take_shown()
    agent.store.writer.run(feed.editions_used, names=(*needed, *shown), hub_now=hub_now)
    with agent.store.readers.read() as db:
        used = shelf.used(db)
    here = agent.library.here()
    gone = to_let_go({name: used[name] for name in here}, needed=needed, now=hub_now)
    kept = {one.sha256 for name, one in here.items() if name not in gone}
    for name in gone:
        if here[name].sha256 not in kept:
            agent.blobs.drop(here[name].sha256)
            log.info("edition %s is old, its files are let go", name)


def bring_back(agent: "Agent") -> None:
    """Want what the visitor may go on with, or their class takes; what is passed is over."""
    record = agent.sitting.record
    passed = {one.edition for one in record.attempts if one.passed} if record else set()
    gone = (begun(agent) | planned(agent)) - passed - agent.library.here().keys()
    names = tuple(one.sha256 for one in agent.library.known() if one.edition in gone)
    if names:
        agent.store.writer.run(feed.want_again, names=names)
