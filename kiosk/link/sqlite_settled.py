"""Facts of ours that their reader has: how long our copy stays, and which numbers we give up.

A copy stays after the acknowledgement until the reader has it in a verified copy too (`safe`), for
it may lose its disk: then it goes to it again. Source: DESIGN.md §8.

What the reader has only handed on one hop further is not safe for that. The exchange knows a
visitor by a pseudonym that it cannot turn back, and gets neither used time nor practice nor exams:
a hub restored from an older copy pulls the exchange's decision again and finds nobody to pay for
it. The station's own copy is what pays the visitor then, so it stays until a verified copy of the
hub's own database has the fact (`kiosk/backups/hub_backups.py`); sites that live by stick make
these too.
"""

from collections.abc import Sequence

from kiosk.disk.db import Db
from kiosk.link.sqlite_outbox import NEEDS_ANSWER, Writing, put
from kiosk.link.sqlite_renumbering import is_overtaken, leave_overtaken
from kiosk.protocol.abandoned import ABANDONED, Abandoned
from kiosk.protocol.facts import FACT_ID
from kiosk.protocol.sync import ACKNOWLEDGED, REFUSED, Kept, Outcome
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.refusals import Refusal

SAFE_KEPT_S = 2 * S_PER_DAY
"""A safe copy stays two days more: a reader may be restored from an older copy than its newest."""
LONGEST_KEPT_S = 30 * S_PER_DAY
"""No copy stays longer, also where the reader never makes a copy of its own: disks are small."""
LET_GO = "let_go"


def settle(db: Db, now: Instant, outcomes: Sequence[Outcome], kept: Sequence[Kept]) -> None:
    """Keep what the reader said: acknowledged, or refused and set aside for staff.

    A fact whose reader has kept it but not yet said its word waits on, behind all others. What a
    reader had kept and has no more, since it was restored from a backup, goes to it again. Where
    it has more of us than we know of, we count anew.

    Raises:
        Refusal: `malformed` when an outcome names no fact.
    """
    for outcome in outcomes:
        epoch, seq = _named(outcome.id)
        needs_answer = _type_at(db, epoch=epoch, seq=seq) in NEEDS_ANSWER
        if outcome.result in REFUSED:
            code = outcome.code or outcome.result
            _set_state(db, now, epoch=epoch, seq=seq, state="quarantined", code=code)
        elif outcome.result in ACKNOWLEDGED and (outcome.answer or not needs_answer):
            _set_state(db, now, epoch=epoch, seq=seq, state="acknowledged", code=outcome.answer)
        elif outcome.result in ACKNOWLEDGED:
            _move_behind(db, epoch=epoch, seq=seq)
    for one in kept:
        note_safe(db, one)
        _send_again(db, one)
        leave_overtaken(db, one)


def has_news(db: Db, kept: Kept) -> bool:
    """Whether a reader's word on how far it has an epoch changes anything here."""
    return (
        has_lost(db, kept)
        or has_let_go(db, kept)
        or is_overtaken(db, kept)
        or _is_safe_by_now(db, kept)
    )


def has_lost(db: Db, kept: Kept) -> bool:
    """Whether the reader lacks a fact that it once acknowledged: it was restored from a backup."""
    row = db.execute(
        """
        SELECT 1
        FROM outbox
        WHERE epoch = :epoch
          AND seq = :have + 1
          AND state IN ('acknowledged', 'safe')
        """,
        {"epoch": kept.epoch, "have": kept.have},
    ).fetchone()
    return row is not None


def has_let_go(db: Db, kept: Kept) -> bool:
    """Whether the reader lacks a fact that we have no more, and was not told so."""
    return _gone(db, kept) is not None


def _gone(db: Db, kept: Kept) -> tuple[int, int] | None:
    """The numbers after `have` that were given and of which no copy is left."""
    first = kept.have + 1
    row = db.execute(
        """
        SELECT (SELECT min(seq) FROM outbox WHERE epoch = :epoch AND seq >= :first) AS eldest,
               (SELECT last_seq FROM stream WHERE epoch = :epoch) AS last_seq,
               EXISTS (SELECT 1
                       FROM abandoned
                       WHERE origin = :origin AND epoch = :epoch
                         AND first_seq <= :first AND last_seq >= :first) AS told
        """,
        {"origin": kept.origin, "epoch": kept.epoch, "first": first},
    ).fetchone()
    if row["told"] or row["eldest"] == first:
        return None
    last = row["last_seq"] if row["eldest"] is None else row["eldest"] - 1
    return None if last is None or last < first else (first, last)


def abandon_gone(db: Db, writing: Writing, *, audience: str, kept: Kept) -> bool:
    """Name the numbers that the reader lacks and that we let go long ago; whether there were any.

    A copy was let go after thirty days only, or once it was safe: a reader that asks for it was
    restored from a copy older than that.
    """
    gone = _gone(db, kept)
    if gone is None:
        return False
    body = Abandoned(kept.epoch, *gone, LET_GO)
    abandon(db, writing, audience=audience, body=body, maker=kept.origin)
    return True


def abandon(db: Db, writing: Writing, *, audience: str, body: Abandoned, maker: str = "") -> None:
    """Give numbers up by a signed fact, so that their reader does not wait for them.

    `maker` is our name when we gave them, which a change of keys leaves to that epoch.
    """
    put(db, writing, audience=audience, body=body)
    db.execute(
        """
        INSERT INTO abandoned (origin, epoch, first_seq, last_seq, why, at)
        VALUES (:origin, :epoch, :first, :last, :why, :at)
        ON CONFLICT (origin, epoch, first_seq)
        DO UPDATE SET last_seq = max(last_seq, excluded.last_seq)
        """,
        {
            "origin": maker or writing.keys.origin,
            "epoch": body.epoch,
            "first": body.first,
            "last": body.last,
            "why": body.why,
            "at": writing.at.wall,
        },
    )


def quarantine_parcel(db: Db, writing: Writing, *, parcel_id: str, code: str) -> None:
    """Set a fact of our own aside after it failed alone too often; it is never deleted.

    Its reader is told that the number does not come.
    """
    epoch, seq = parcel_id.split("/")[-2:]
    row = db.execute(
        """
        UPDATE outbox
        SET state = 'quarantined', code = :code, settled_at = :now
        WHERE epoch = :epoch
          AND seq = :seq
          AND state = 'waiting'
        RETURNING audience, type
        """,
        {"epoch": epoch, "seq": int(seq), "code": code, "now": writing.at.wall},
    ).fetchone()
    if row is not None and row["type"] != ABANDONED:  # else one would follow the other for ever
        body = Abandoned(epoch, int(seq), int(seq), code)
        abandon(db, writing, audience=row["audience"], body=body)


def send_once_more(db: Db, *, epoch: str, seq: int) -> bool:
    """Staff let a fact that was set aside go again, as it is; whether there was one."""
    return bool(
        db.execute(
            """
            UPDATE outbox
            SET state = 'waiting', code = '', n = (SELECT 1 + max(n) FROM outbox)
            WHERE epoch = :epoch
              AND seq = :seq
              AND state = 'quarantined'
            """,
            {"epoch": epoch, "seq": seq},
        ).rowcount
    )


def any_to_forget(db: Db, now: Instant) -> bool:
    """A look first, so that a quiet machine writes nothing."""
    return any(
        db.execute(
            """
            SELECT 1
            FROM outbox
            WHERE state = :state
              AND state IN ('acknowledged', 'safe')
              AND settled_at < :before
            LIMIT 1
            """,
            {"state": state, "before": before},
        ).fetchone()
        for state, before in _limits(now)
    )


def forget(db: Db, now: Instant, *, limit: int) -> int:
    """Let copies go that were kept long enough, at most `limit` of each kind; returns how many."""
    return sum(
        db.execute(
            """
            DELETE FROM outbox
            WHERE n IN (
                SELECT n
                FROM outbox
                WHERE state = :state
                  AND state IN ('acknowledged', 'safe')
                  AND settled_at < :before
                ORDER BY settled_at
                LIMIT :limit
            )
            """,
            {"state": state, "before": before, "limit": limit},
        ).rowcount
        for state, before in _limits(now)
    )


def _limits(now: Instant) -> tuple[tuple[str, Instant], ...]:
    return (
        ("safe", later(now, seconds=-SAFE_KEPT_S)),
        ("acknowledged", later(now, seconds=-LONGEST_KEPT_S)),
    )


def _is_safe_by_now(db: Db, kept: Kept) -> bool:
    row = db.execute(
        """
        SELECT 1
        FROM outbox
        WHERE epoch = :epoch
          AND seq <= :seq
          AND state = 'acknowledged'
        LIMIT 1
        """,
        {"epoch": kept.epoch, "seq": kept.safe_upto},
    ).fetchone()
    return row is not None


def note_safe(db: Db, kept: Kept) -> None:
    """What the reader has acknowledged and has in a verified copy too need not stay here for long.

    Also from a word of long ago that came by stick: what was safe then is safe.
    """
    db.execute(
        """
        UPDATE outbox
        SET state = 'safe'
        WHERE epoch = :epoch
          AND seq <= :seq
          AND state = 'acknowledged'
        """,
        {"epoch": kept.epoch, "seq": kept.safe_upto},
    )


def _send_again(db: Db, kept: Kept) -> None:
    """What the reader lost, and all that came after it, waits again."""
    if not has_lost(db, kept):
        return
    db.execute(
        """
        UPDATE outbox
        SET state = 'waiting', code = ''
        WHERE epoch = :epoch
          AND seq > :have
          AND state IN ('acknowledged', 'safe')
        """,
        {"epoch": kept.epoch, "have": kept.have},
    )


def _named(fact_id: str) -> tuple[str, int]:
    if FACT_ID.fullmatch(fact_id) is None:
        raise Refusal("malformed", field="id")
    _, epoch, seq = fact_id.split("/")
    return epoch, int(seq)


def _move_behind(db: Db, *, epoch: str, seq: int) -> None:
    db.execute(
        """
        UPDATE outbox
        SET n = (SELECT 1 + max(n) FROM outbox)
        WHERE epoch = :epoch
          AND seq = :seq
          AND state = 'waiting'
        """,
        {"epoch": epoch, "seq": seq},
    )


def _type_at(db: Db, *, epoch: str, seq: int) -> str | None:
    row = db.execute(
        "SELECT type FROM outbox WHERE epoch = :epoch AND seq = :seq",
        {"epoch": epoch, "seq": seq},
    ).fetchone()
    return None if row is None else str(row["type"])


def _set_state(db: Db, now: Instant, *, epoch: str, seq: int, state: str, code: str) -> None:
    db.execute(
        """
        UPDATE outbox
        SET state = :state, code = :code, settled_at = :now
        WHERE epoch = :epoch
          AND seq = :seq
          AND state = 'waiting'
        """,
        {"epoch": epoch, "seq": seq, "state": state, "code": code, "now": now},
    )
