"""Spreadsheets that wait beside drafts of modules, and what the last large change replaced."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store.module_drafts import FILES_LIMIT


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A sheet that waits; `holds` is a `kiosk.rules.item_sheets.Whole`."""

    content: bytes
    holds: str
    sent_at: Instant
    sent_by: str


def put(db: Db, draft: str, row: SheetRow) -> None:
    """Keep a sheet, in the place of one that waited."""
    db.execute(
        """
        INSERT INTO module_draft_sheet (draft, content, holds, sent_at, sent_by)
        VALUES (:draft, :content, :holds, :sent_at, :sent_by)
        ON CONFLICT (draft) DO UPDATE SET content = excluded.content, holds = excluded.holds,
                                          sent_at = excluded.sent_at, sent_by = excluded.sent_by
        """,
        {
            "draft": draft,
            "content": row.content,
            "holds": row.holds,
            "sent_at": row.sent_at,
            "sent_by": row.sent_by,
        },
    )


def waiting(db: Db, draft: str) -> SheetRow | None:
    """The sheet that waits beside a draft."""
    row = db.execute(
        "SELECT content, holds, sent_at, sent_by FROM module_draft_sheet WHERE draft = :draft",
        {"draft": draft},
    ).fetchone()
    return None if row is None else SheetRow(*tuple(row))


def drop(db: Db, draft: str) -> None:
    """A sheet that was taken over, or that nobody wants."""
    db.execute("DELETE FROM module_draft_sheet WHERE draft = :draft", {"draft": draft})


def keep_before(db: Db, draft: str, files: Mapping[str, bytes | None], *, revision: int) -> None:
    """Keep what a change replaced, in the place of what an earlier one did.

    `revision` is what the draft has since that change.
    """
    forget_before(db, draft)
    db.executemany(
        """
        INSERT INTO module_draft_before (draft, name, revision, content)
        VALUES (:draft, :name, :revision, :content)
        """,
        [
            {"draft": draft, "name": name, "revision": revision, "content": files[name]}
            for name in sorted(files)
        ],
    )


def before(db: Db, draft: str, *, revision: int) -> dict[str, bytes | None]:
    """What stood there before the change that gave a draft this revision; nothing of another."""
    rows = db.execute(
        """
        SELECT name, content
        FROM module_draft_before
        WHERE draft = :draft
          AND revision = :revision
        ORDER BY name
        LIMIT :limit
        """,
        {"draft": draft, "revision": revision, "limit": FILES_LIMIT},
    )
    return {row["name"]: row["content"] for row in rows}


def has_before(db: Db, draft: str, *, revision: int) -> bool:
    """Whether the change that gave a draft this revision can be undone."""
    found = db.execute(
        """
        SELECT 1
        FROM module_draft_before
        WHERE draft = :draft
          AND revision = :revision
        LIMIT 1
        """,
        {"draft": draft, "revision": revision},
    )
    return found.fetchone() is not None


def forget_before(db: Db, draft: str) -> None:
    """What was undone."""
    db.execute("DELETE FROM module_draft_before WHERE draft = :draft", {"draft": draft})
