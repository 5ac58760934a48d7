"""Gold items, those dealt among real tasks, and how their answers were marked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db
from kiosk.protocol.bodies import HitTerms
from kiosk.protocol.facts import BlobRef
from kiosk.rules.gold_tasks import MARKS_LIMIT, WINDOW, Quality, quality_of
from kiosk.rules.instants import Instant

ITEMS_LIMIT = 200
"""So many gold items of one skill are drawn from."""
EVER_LIMIT = 2000
KINDS_LIMIT = 200
SKILLS_LIMIT = 50
CHECKS_LIMIT = 200


@dataclass(frozen=True, slots=True)
class GoldEdition:
    """A module's edition whose gold items were read; `skill` is what it grants, "" for nothing."""

    edition: str
    slug: str
    number: int
    title: str
    skill: str


@dataclass(frozen=True, slots=True)
class GoldItem:
    """One gold item; `form`, `gold` and `tolerance` as JSON has them."""

    edition: str
    item: str
    form: Mapping[str, object]
    cells: Mapping[str, str]
    gold: Mapping[str, str]
    tolerance: Mapping[str, str]
    blob: BlobRef | None


@dataclass(frozen=True, slots=True)
class GoldTask:
    """A gold item in a visitor's hand, or answered."""

    assignment: str
    visitor: str
    edition: str
    item: str
    skill: str
    is_right: bool | None
    reward_minor: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """Checks that were answered in a time: how many, how many right, what they paid."""

    answered: int
    right: int
    minor: int


@dataclass(frozen=True, slots=True)
class SkillQuality:
    """How good a visitor's work in a skill is, by its gold items; where it is practised again."""

    skill: str
    slug: str
    title: str
    right: int
    answered: int
    newest: tuple[bool, ...]
    quality: Quality

    @property
    def newest_wrong(self) -> int:
        """Wrong ones among the newest that are looked at."""
        return self.newest[-WINDOW:].count(False)


def unread(db: Db, *, limit: int) -> tuple[str, ...]:
    """Editions whose gold items were not read yet."""
    rows = db.execute(
        """
        SELECT edition
        FROM module_edition
        WHERE edition NOT IN (SELECT edition FROM gold_edition)
        ORDER BY edition
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(row["edition"] for row in rows)


def keep_edition(db: Db, edition: GoldEdition, items: tuple[GoldItem, ...]) -> None:
    """Keep the gold items of an edition; it never changes, so twice is once."""
    known = db.execute(
        """
        INSERT INTO gold_edition (edition, slug, number, title, skill)
        VALUES (:edition, :slug, :number, :title, :skill)
        ON CONFLICT (edition) DO NOTHING
        """,
        {
            "edition": edition.edition,
            "slug": edition.slug,
            "number": edition.number,
            "title": edition.title,
            "skill": edition.skill,
        },
    )
    if known.rowcount:
        db.executemany(
            """
            INSERT INTO gold_item (edition, item, form, cells, gold, tolerance, blob)
            VALUES (:edition, :item, :form, :cells, :gold, :tolerance, :blob)
            """,
            [
                {
                    "edition": one.edition,
                    "item": one.item,
                    "form": json.dumps(one.form),
                    "cells": json.dumps(dict(one.cells)),
                    "gold": json.dumps(dict(one.gold)),
                    "tolerance": json.dumps(dict(one.tolerance)),
                    "blob": msgspec.json.encode(one.blob).decode() if one.blob else "",
                }
                for one in items
            ],
        )


def names_of_skill(db: Db, skill: str) -> tuple[tuple[str, str], ...]:
    """(edition, item) of the newest edition of each module that grants a skill."""
    rows = db.execute(
        """
        SELECT edition, item
        FROM gold_item
        WHERE edition IN (SELECT edition
                          FROM gold_edition
                          WHERE skill = :skill
                            AND skill <> ''
                            AND number = (SELECT max(newer.number)
                                          FROM gold_edition AS newer
                                          WHERE newer.slug = gold_edition.slug))
        ORDER BY edition, item
        LIMIT :limit
        """,
        {"skill": skill, "limit": ITEMS_LIMIT},
    )
    return tuple((row["edition"], row["item"]) for row in rows)


def item(db: Db, *, edition: str, name: str) -> GoldItem | None:
    """One gold item."""
    row = db.execute(
        """
        SELECT edition, item, form, cells, gold, tolerance, blob
        FROM gold_item
        WHERE edition = :edition
          AND item = :item
        """,
        {"edition": edition, "item": name},
    ).fetchone()
    if row is None:
        return None
    return GoldItem(
        row["edition"],
        row["item"],
        json.loads(row["form"]),
        json.loads(row["cells"]),
        json.loads(row["gold"]),
        json.loads(row["tolerance"]),
        msgspec.json.decode(row["blob"], type=BlobRef) if row["blob"] else None,
    )


def deal(db: Db, now: Instant, task: GoldTask) -> None:
    """A gold item is in a hand."""
    db.execute(
        """
        INSERT INTO gold_task (assignment, visitor, edition, item, skill, dealt_at, reward_minor)
        VALUES (:assignment, :visitor, :edition, :item, :skill, :now, :reward_minor)
        """,
        {
            "assignment": task.assignment,
            "visitor": task.visitor,
            "edition": task.edition,
            "item": task.item,
            "skill": task.skill,
            "now": now,
            "reward_minor": task.reward_minor,
        },
    )


def by_assignment(db: Db, assignment: str) -> GoldTask | None:
    """The gold item behind a slot; None for a real task."""
    row = db.execute(
        """
        SELECT assignment, visitor, edition, item, skill, is_right, reward_minor
        FROM gold_task
        WHERE assignment = :assignment
        """,
        {"assignment": assignment},
    ).fetchone()
    if row is None:
        return None
    return GoldTask(
        row["assignment"],
        row["visitor"],
        row["edition"],
        row["item"],
        row["skill"],
        None if row["is_right"] is None else row["is_right"] == 1,
        row["reward_minor"],
    )


def cost(db: Db, *, since: Instant, until: Instant) -> Cost:
    """What the checks that were answered in a time have cost."""
    row = db.execute(
        """
        SELECT count(*) AS answered, coalesce(sum(is_right), 0) AS answers_right,
               coalesce(sum(reward_minor), 0) AS minor
        FROM gold_task
        WHERE answered_at >= :since
          AND answered_at < :until
        """,
        {"since": since, "until": until},
    ).fetchone()
    return Cost(row["answered"], row["answers_right"], row["minor"])


def held_minor(db: Db) -> int:
    """What the checks that lie unanswered in hands will pay."""
    row = db.execute(
        """
        SELECT coalesce(sum(reward_minor), 0) AS minor
        FROM gold_task
        JOIN slot ON slot.assignment = gold_task.assignment
        WHERE answered_at IS NULL
          AND slot.state IN ('free', 'dealt')
        """
    ).fetchone()
    return int(row["minor"])


def kinds(db: Db) -> tuple[HitTerms, ...]:
    """Kinds of tasks that ask for a skill with gold items: as one of them a gold item was dealt."""
    rows = db.execute(
        """
        SELECT terms
        FROM hit_type
        WHERE qualification IN (SELECT skill FROM gold_edition WHERE skill <> '')
        ORDER BY heard_at DESC, id
        LIMIT :limit
        """,
        {"limit": KINDS_LIMIT},
    )
    return tuple(msgspec.json.decode(row["terms"], type=HitTerms) for row in rows)


def names_ever(db: Db, skill: str) -> tuple[tuple[str, str], ...]:
    """(edition, item) of every edition of a skill, the newest first."""
    rows = db.execute(
        """
        SELECT gold_item.edition AS edition, item
        FROM gold_edition
        JOIN gold_item ON gold_item.edition = gold_edition.edition
        WHERE skill = :skill
        ORDER BY number DESC, gold_item.edition, item
        LIMIT :limit
        """,
        {"skill": skill, "limit": EVER_LIMIT},
    )
    return tuple((row["edition"], row["item"]) for row in rows)


def mark(db: Db, now: Instant, *, assignment: str, right: bool) -> None:
    """Its answer came and was marked; the first one counts."""
    db.execute(
        """
        UPDATE gold_task
        SET is_right = :right, answered_at = :now
        WHERE assignment = :assignment
          AND answered_at IS NULL
        """,
        {"assignment": assignment, "right": int(right), "now": now},
    )


def met(db: Db, *, visitor: str, skill: str) -> dict[tuple[str, str], Instant]:
    """When a visitor last answered each gold item of a skill."""
    rows = db.execute(
        """
        SELECT edition, item, max(answered_at) AS at
        FROM gold_task
        WHERE visitor = :visitor
          AND skill = :skill
          AND answered_at IS NOT NULL
        GROUP BY edition, item
        """,
        {"visitor": visitor, "skill": skill},
    )
    return {(row["edition"], row["item"]): Instant(row["at"]) for row in rows}


def in_hand(db: Db, *, visitor: str, skill: str) -> frozenset[tuple[str, str]]:
    """Gold items of a skill that a visitor holds or is just dealt, and has not answered."""
    rows = db.execute(
        """
        SELECT edition, item
        FROM gold_task
        JOIN slot ON slot.assignment = gold_task.assignment
        WHERE gold_task.visitor = :visitor
          AND skill = :skill
          AND answered_at IS NULL
          AND slot.state IN ('free', 'dealt')
        """,
        {"visitor": visitor, "skill": skill},
    )
    return frozenset((row["edition"], row["item"]) for row in rows)


def marks(db: Db, *, visitor: str, skill: str) -> tuple[bool, ...]:
    """The newest marks of a visitor in a skill, the eldest of them first."""
    rows = db.execute(
        """
        SELECT is_right
        FROM gold_task
        WHERE visitor = :visitor
          AND skill = :skill
          AND answered_at IS NOT NULL
        ORDER BY answered_at DESC, rowid DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "skill": skill, "limit": MARKS_LIMIT},
    ).fetchall()
    return tuple(row["is_right"] == 1 for row in reversed(rows))


def checked(db: Db, visitor: str) -> dict[str, bool]:
    """A visitor's newest answers that were gold items: whether each was right."""
    rows = db.execute(
        """
        SELECT assignment, is_right
        FROM gold_task
        WHERE visitor = :visitor
          AND answered_at IS NOT NULL
        ORDER BY answered_at DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": CHECKS_LIMIT},
    )
    return {row["assignment"]: row["is_right"] == 1 for row in rows}


def qualities(db: Db, visitor: str) -> tuple[SkillQuality, ...]:
    """How good a visitor's work is, by skill."""
    rows = db.execute(
        """
        SELECT gold_task.skill, sum(is_right) AS answers_right, count(*) AS answered,
               (SELECT slug || char(10) || title
                FROM gold_edition
                WHERE gold_edition.skill = gold_task.skill
                ORDER BY number DESC
                LIMIT 1) AS module
        FROM gold_task
        WHERE visitor = :visitor
          AND answered_at IS NOT NULL
        GROUP BY gold_task.skill
        ORDER BY gold_task.skill
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": SKILLS_LIMIT},
    ).fetchall()
    found = []
    for row in rows:
        slug, _, title = (row["module"] or "").partition("\n")
        newest = marks(db, visitor=visitor, skill=row["skill"])
        found.append(
            SkillQuality(
                row["skill"],
                slug,
                title,
                row["answers_right"],
                row["answered"],
                newest,
                quality_of(newest),
            )
        )
    return tuple(found)
