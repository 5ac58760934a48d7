"""First tries at practice that has a goal, as they were given here."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.mastery import First, Goal, read_goal


@dataclass(frozen=True, slots=True)
class Firsts:
    """First tries at a step here, in order; `goal` is the one that stood at the first of them."""

    goal: Goal
    firsts: tuple[First, ...]


def keep(db: Db, *, visitor: str, edition: str, step: str, first: First, goal: Goal) -> bool:
    """Note a first try; False where it is known, and for a step that has no goal."""
    if not goal.written():
        return False
    cursor = db.execute(
        """
        INSERT INTO practice_first (visitor, edition, step, item, round, is_right, goal)
        VALUES (:visitor, :edition, :step, :item, :round, :is_right, :goal)
        ON CONFLICT (visitor, edition, step, item, round) DO NOTHING
        """,
        {
            "visitor": visitor,
            "edition": edition,
            "step": step,
            "item": first.item,
            "round": first.round,
            "is_right": int(first.right),
            "goal": goal.written(),
        },
    )
    return cursor.rowcount > 0


def of_edition(db: Db, *, visitor: str, edition: str) -> dict[str, Firsts]:
    """What a visitor tried in an edition on this station, by step."""
    rows = db.execute(
        """
        SELECT step, item, round, is_right, goal
        FROM practice_first
        WHERE visitor = :visitor
          AND edition = :edition
        ORDER BY n
        """,
        {"visitor": visitor, "edition": edition},
    ).fetchall()
    found: dict[str, Firsts] = {}
    for row in rows:
        first = First(row["item"], row["round"], bool(row["is_right"]))
        before = found.get(row["step"])
        if before is None:
            found[row["step"]] = Firsts(read_goal(row["goal"]), (first,))
        else:
            found[row["step"]] = Firsts(before.goal, (*before.firsts, first))
    return found
