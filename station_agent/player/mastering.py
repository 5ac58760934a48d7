"""How far a visitor is towards the goals of a module: what the hub knows, and this station."""

from collections.abc import Iterable, Mapping

from kiosk.disk.db import Db
from kiosk.protocol.station_calls import GoalKept, Practised
from kiosk.rules.mastery import First, Goal, joined, read_goal
from kiosk.rules.modules import Item, Step
from kiosk.rules.progress import AttemptState, Place
from station_agent.store import mastery

Firsts = Mapping[str, tuple[First, ...]]
Goals = Mapping[str, Goal]


def practising(
    db: Db, *, visitor: str, line: Iterable[str], done: Iterable[Practised]
) -> tuple[Firsts, Goals]:
    """First tries by step, and the goals that stood at the first of each.

    `line` is an edition and those that it changes in words only, the newest first: the goal of the
    edition in which the learner began holds in all of them.
    """
    firsts: dict[str, tuple[First, ...]] = {}
    goals: dict[str, Goal] = {}
    told = [(one.step, _firsts(one), one.goal) for each in done for one in each.goals]
    for step, tries, goal in reversed(told):
        firsts[step] = joined(firsts.get(step, ()), tries)
        goals.setdefault(step, read_goal(goal))
    for edition in reversed(tuple(line)):
        for step, here in mastery.of_edition(db, visitor=visitor, edition=edition).items():
            firsts[step] = joined(firsts.get(step, ()), here.firsts)
            goals.setdefault(step, here.goal)
    return firsts, goals


def round_of(state: AttemptState, here: Place | None, step: Step, item: Item, *, again: int) -> int:
    """The round of an item that is on the screen: the new one only where it was asked for."""
    firsts = state.firsts.get(step.id, ())
    if here is not None and here.item == item and again == here.round:
        return here.round
    return max((one.round for one in firsts if one.item == item.id), default=1)


def is_fresh(state: AttemptState, step: Step, item: Item, *, number: int) -> bool:
    """Whether an item is asked again and was not tried in that round yet."""
    firsts = state.firsts.get(step.id, ())
    return number > 1 and not any((one.item, one.round) == (item.id, number) for one in firsts)


def _firsts(kept: GoalKept) -> tuple[First, ...]:
    return tuple(
        First(item, number, right)
        for item, number, right in zip(kept.items, kept.rounds, kept.rights, strict=False)
    )
