"""How far visitors are in their modules, and the first answers of an open exam."""

from dataclasses import dataclass

from kiosk.disk.db import Db


@dataclass(frozen=True, slots=True)
class Tried:
    """Tries at one practice item; a step that was read has an empty item."""

    step: str
    item: str
    wrong: int
    done: bool


@dataclass(frozen=True, slots=True)
class ExamTry:
    """One try at an exam on this station; `state` is open or sent."""

    edition: str
    try_number: int
    step: str
    state: str


def tried(db: Db, *, visitor: str, edition: str) -> tuple[Tried, ...]:
    """What a visitor did in an edition on this station."""
    rows = db.execute(
        """
        SELECT step, item, wrong, done
        FROM practice
        WHERE visitor = :visitor
          AND edition = :edition
        """,
        {"visitor": visitor, "edition": edition},
    )
    return tuple(Tried(row["step"], row["item"], row["wrong"], bool(row["done"])) for row in rows)


def begun(db: Db, visitor: str) -> frozenset[str]:
    """Editions in which a visitor did anything on this station."""
    rows = db.execute(
        """
        SELECT edition
        FROM practice
        WHERE visitor = :visitor
        UNION
        SELECT edition
        FROM exam
        WHERE visitor = :visitor
        """,
        {"visitor": visitor},
    )
    return frozenset(row["edition"] for row in rows)


def keep_tried(db: Db, *, visitor: str, edition: str, tried: Tried) -> None:
    """Note a try, or a step that was read."""
    db.execute(
        """
        INSERT OR REPLACE INTO practice (visitor, edition, step, item, wrong, done)
        VALUES (:visitor, :edition, :step, :item, :wrong, :done)
        """,
        {
            "visitor": visitor,
            "edition": edition,
            "step": tried.step,
            "item": tried.item,
            "wrong": tried.wrong,
            "done": int(tried.done),
        },
    )


def forget_others(db: Db, visitor: str) -> None:
    """Another visitor has come and the record of those before stands at the hub."""
    given = {"visitor": visitor}
    db.execute("DELETE FROM practice WHERE visitor <> :visitor", given)
    db.execute("DELETE FROM practice_first WHERE visitor <> :visitor", given)
    db.execute("DELETE FROM exam WHERE visitor <> :visitor", given)
    db.execute("DELETE FROM exam_sitting WHERE visitor <> :visitor", given)
    db.execute("DELETE FROM said WHERE visitor <> :visitor", given)


def forget_one(db: Db, visitor: str) -> None:
    """A learner who was beside the one who sits is gone: what they did stands at the hub."""
    given = {"visitor": visitor}
    db.execute("DELETE FROM practice WHERE visitor = :visitor", given)
    db.execute("DELETE FROM practice_first WHERE visitor = :visitor", given)
    db.execute("DELETE FROM exam_answer WHERE visitor = :visitor", given)
    db.execute("DELETE FROM exam WHERE visitor = :visitor", given)
    db.execute("DELETE FROM exam_sitting WHERE visitor = :visitor", given)


def exam_tries(db: Db, *, visitor: str, edition: str) -> tuple[ExamTry, ...]:
    """A visitor's tries at an edition's exam on this station, in order."""
    rows = db.execute(
        """
        SELECT edition, try_number, step, state
        FROM exam
        WHERE visitor = :visitor
          AND edition = :edition
        ORDER BY try_number
        """,
        {"visitor": visitor, "edition": edition},
    )
    return tuple(ExamTry(**dict(row)) for row in rows)


def open_exam(db: Db, *, visitor: str, tried: ExamTry) -> None:
    """Begin a try; beginning it again changes nothing."""
    db.execute(
        """
        INSERT INTO exam (visitor, edition, try_number, step, state)
        VALUES (:visitor, :edition, :try_number, :step, 'open')
        ON CONFLICT (visitor, edition, try_number) DO NOTHING
        """,
        {
            "visitor": visitor,
            "edition": tried.edition,
            "try_number": tried.try_number,
            "step": tried.step,
        },
    )


def keep_exam_answer(
    db: Db, *, visitor: str, edition: str, try_number: int, item: str, locked: bytes
) -> bool:
    """Keep a first answer that is told to the hub; False when there was one, which stays."""
    cursor = db.execute(
        """
        INSERT INTO exam_answer (visitor, edition, try_number, item, locked, told)
        VALUES (:visitor, :edition, :try_number, :item, :locked, 1)
        ON CONFLICT (visitor, edition, try_number, item) DO NOTHING
        """,
        {
            "visitor": visitor,
            "edition": edition,
            "try_number": try_number,
            "item": item,
            "locked": locked,
        },
    )
    return cursor.rowcount > 0


def exam_answers(db: Db, *, visitor: str, edition: str, try_number: int) -> dict[str, bytes]:
    """The first answers of a try by item, under the session's key."""
    rows = db.execute(
        """
        SELECT item, locked
        FROM exam_answer
        WHERE visitor = :visitor
          AND edition = :edition
          AND try_number = :try_number
        """,
        {"visitor": visitor, "edition": edition, "try_number": try_number},
    )
    return {row["item"]: bytes(row["locked"]) for row in rows}


def exam_sent(db: Db, *, visitor: str, edition: str, try_number: int) -> None:
    """The try is on its way to the hub, so its answers leave this table."""
    given = {"visitor": visitor, "edition": edition, "try_number": try_number}
    db.execute(
        """
        UPDATE exam
        SET state = 'sent'
        WHERE visitor = :visitor
          AND edition = :edition
          AND try_number = :try_number
        """,
        given,
    )
    db.execute(
        """
        DELETE FROM exam_answer
        WHERE visitor = :visitor
          AND edition = :edition
          AND try_number = :try_number
        """,
        given,
    )


def drop_untold_answers(db: Db) -> None:
    """Their key goes with the session: only an agent of before kept answers that the hub lacks."""
    db.execute("DELETE FROM exam_answer WHERE told = 0")


@dataclass(frozen=True, slots=True)
class ExamSitting:
    """An exam with a time limit as it is sat here.

    `used_s` of its time was used before second `from_s` of `session`, which is "" once that is
    over. `limit_s` (0: none) and `floor_s` are what was granted when it began.
    """

    edition: str
    try_number: int
    session: str
    from_s: int
    used_s: int
    limit_s: int
    floor_s: int


def exam_sitting(db: Db, *, visitor: str, edition: str, try_number: int) -> ExamSitting | None:
    """How a try is sat here; None where it was never begun here."""
    row = db.execute(
        """
        SELECT edition, try_number, session, from_s, used_s, limit_s, floor_s
        FROM exam_sitting
        WHERE visitor = :visitor
          AND edition = :edition
          AND try_number = :try_number
        """,
        {"visitor": visitor, "edition": edition, "try_number": try_number},
    ).fetchone()
    return None if row is None else ExamSitting(**dict(row))


def sit_exam(db: Db, *, visitor: str, sitting: ExamSitting) -> None:
    """The exam's time runs in this session from here on."""
    db.execute(
        """
        INSERT OR REPLACE INTO exam_sitting (visitor, edition, try_number, session, from_s, used_s,
                                             limit_s, floor_s)
        VALUES (:visitor, :edition, :try_number, :session, :from_s, :used_s, :limit_s, :floor_s)
        """,
        {
            "visitor": visitor,
            "edition": sitting.edition,
            "try_number": sitting.try_number,
            "session": sitting.session,
            "from_s": sitting.from_s,
            "used_s": sitting.used_s,
            "limit_s": sitting.limit_s,
            "floor_s": sitting.floor_s,
        },
    )


def leave_exams(db: Db, *, session: str, used_s: int) -> None:
    """The session is over, so the time of its exams stands still."""
    db.execute(
        """
        UPDATE exam_sitting
        SET used_s = used_s + max(0, :used_s - from_s),
            session = ''
        WHERE session = :session
        """,
        {"session": session, "used_s": used_s},
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What a visitor said to an outcome; `about` is the state that the outcome had."""

    assignment: str
    kind: str
    about: str


def keep_said(db: Db, *, visitor: str, said: Said) -> bool:
    """Note what a visitor said to an outcome; False when it was said before."""
    cursor = db.execute(
        """
        INSERT INTO said (visitor, assignment, kind, about)
        VALUES (:visitor, :assignment, :kind, :about)
        ON CONFLICT (visitor, assignment, kind, about) DO NOTHING
        """,
        {
            "visitor": visitor,
            "assignment": said.assignment,
            "kind": said.kind,
            "about": said.about,
        },
    )
    return cursor.rowcount > 0


def said(db: Db, visitor: str) -> frozenset[Said]:
    """What a visitor said on this station."""
    rows = db.execute(
        "SELECT assignment, kind, about FROM said WHERE visitor = :visitor", {"visitor": visitor}
    )
    return frozenset(Said(**dict(row)) for row in rows)
