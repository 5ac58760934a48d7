"""First tries at practice that has a goal, and the goal as it stood for each learner."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.mastery import First, Goal, Progress, ToldFirst, in_order, progress, read_goal

FIRSTS_LIMIT = 5000


@dataclass(frozen=True, slots=True)
class Practising:
    """A learner in a step: first tries as they were given, and the goal that stood at the first."""

    edition: str
    step: str
    goal: Goal
    firsts: tuple[First, ...]

    @property
    def progress(self) -> Progress:
        """How far the learner is."""
        return progress(self.goal, [one.right for one in self.firsts])


def keep_first(db: Db, *, visitor: str, edition: str, step: str, told: ToldFirst) -> bool:
    """Keep a first try; one that is known changes nothing. Returns whether it was new."""
    changed = db.execute(
        """
        INSERT INTO practice_first (visitor, edition, step, item, round, is_right, goal, fact_id,
                                    at)
        VALUES (:visitor, :edition, :step, :item, :round, :is_right, :goal, :fact_id, :at)
        ON CONFLICT (visitor, edition, step, item, round) DO NOTHING
        """,
        {
            "visitor": visitor,
            "edition": edition,
            "step": step,
            "item": told.first.item,
            "round": told.first.round,
            "is_right": int(told.first.right),
            "goal": told.goal,
            "fact_id": told.fact_id,
            "at": told.at,
        },
    ).rowcount
    return changed == 1


def of_visitor(db: Db, visitor: str) -> tuple[Practising, ...]:
    """All steps with a goal that a visitor has practised, by edition."""
    rows = db.execute(
        """
        SELECT edition, step, item, round, is_right, goal, fact_id, at
        FROM practice_first
        WHERE visitor = :visitor
        ORDER BY edition, step
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": FIRSTS_LIMIT},
    )
    steps: dict[tuple[str, str], list[ToldFirst]] = {}
    for row in rows:
        first = First(row["item"], row["round"], row["is_right"] == 1)
        told = ToldFirst(first, Instant(row["at"]), row["fact_id"], row["goal"])
        steps.setdefault((row["edition"], row["step"]), []).append(told)
    return tuple(_practising(*name, told) for name, told in steps.items())


def _practising(edition: str, step: str, told: list[ToldFirst]) -> Practising:
    given = in_order(told)
    firsts = tuple(one.first for one in given)
    return Practising(edition, step, read_goal(given[0].goal), firsts)
