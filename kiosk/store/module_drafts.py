"""Drafts of modules: who works on which, and their files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant

DRAFTS_LIMIT = 60
"""Drafts that are being written at one time."""
FILES_LIMIT = 500
"""Files of one draft."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A module that is being written. `based_on` is the edition it was begun from, or "".

    `revision` grows with each change. `noted_at` and `noted_by`: what the audit log said last.
    """

    id: str
    slug: str
    number: int
    title: str
    based_on: str
    revision: int
    made_at: Instant
    made_by: str
    changed_at: Instant
    changed_by: str
    noted_at: Instant
    noted_by: str
    deleted_at: Instant | None = None
    published: str = ""

    @property
    def open(self) -> bool:
        """May it be written on?"""
        return self.deleted_at is None and not self.published


def add(db: Db, row: DraftRow, files: Mapping[str, bytes]) -> None:
    """Keep a new draft with its files."""
    db.execute(
        """
        INSERT INTO module_draft (id, slug, number, title, based_on, revision, made_at, made_by,
                                  changed_at, changed_by, noted_at, noted_by)
        VALUES (:id, :slug, :number, :title, :based_on, :revision, :made_at, :made_by,
                :changed_at, :changed_by, :noted_at, :noted_by)
        """,
        {
            "id": row.id,
            "slug": row.slug,
            "number": row.number,
            "title": row.title,
            "based_on": row.based_on,
            "revision": row.revision,
            "made_at": row.made_at,
            "made_by": row.made_by,
            "changed_at": row.changed_at,
            "changed_by": row.changed_by,
            "noted_at": row.noted_at,
            "noted_by": row.noted_by,
        },
    )
    put_files(db, row.id, files)


def change(db: Db, row: DraftRow) -> None:
    """What a draft is called now, who changed it, and what became of it."""
    db.execute(
        """
        UPDATE module_draft
        SET slug = :slug, number = :number, title = :title, revision = :revision,
            changed_at = :changed_at, changed_by = :changed_by, noted_at = :noted_at,
            noted_by = :noted_by, deleted_at = :deleted_at, published = :published
        WHERE id = :id
        """,
        {
            "id": row.id,
            "slug": row.slug,
            "number": row.number,
            "title": row.title,
            "revision": row.revision,
            "changed_at": row.changed_at,
            "changed_by": row.changed_by,
            "noted_at": row.noted_at,
            "noted_by": row.noted_by,
            "deleted_at": row.deleted_at,
            "published": row.published,
        },
    )


def one(db: Db, draft: str) -> DraftRow | None:
    """A draft by its id."""
    rows = _rows(db, "id = :draft", {"draft": draft})
    return rows[0] if rows else None


def being_written(db: Db) -> tuple[DraftRow, ...]:
    """Those that are neither deleted nor published, the last changed first."""
    return _rows(db, "deleted_at IS NULL AND published = ''", {})


def _rows(db: Db, condition: str, given: Mapping[str, object]) -> tuple[DraftRow, ...]:
    rows = db.execute(
        f"""
        SELECT id, slug, number, title, based_on, revision, made_at, made_by, changed_at,
               changed_by, noted_at, noted_by, deleted_at, published
        FROM module_draft
        WHERE {condition}
        ORDER BY changed_at DESC, id DESC
        LIMIT :limit
        """,
        {**given, "limit": DRAFTS_LIMIT},
    )
    return tuple(_row(row) for row in rows)


def _row(row: Row) -> DraftRow:
    deleted_at = row["deleted_at"]
    return DraftRow(
        row["id"],
        row["slug"],
        row["number"],
        row["title"],
        row["based_on"],
        row["revision"],
        Instant(row["made_at"]),
        row["made_by"],
        Instant(row["changed_at"]),
        row["changed_by"],
        Instant(row["noted_at"]),
        row["noted_by"],
        deleted_at=None if deleted_at is None else Instant(deleted_at),
        published=row["published"],
    )


def files(db: Db, draft: str) -> dict[str, bytes]:
    """All files of a draft by name, pictures and sounds too."""
    return _files(db, draft, "1 = 1")


def texts(db: Db, draft: str) -> dict[str, bytes]:
    """The files that are written: without pictures and sounds, which are many times larger."""
    return _files(db, draft, "name NOT GLOB 'media/*'")


def _files(db: Db, draft: str, condition: str) -> dict[str, bytes]:
    rows = db.execute(
        f"""
        SELECT name, content
        FROM module_draft_file
        WHERE draft = :draft
          AND {condition}
        ORDER BY name
        LIMIT :limit
        """,
        {"draft": draft, "limit": FILES_LIMIT},
    )
    return {row["name"]: row["content"] for row in rows}


def file(db: Db, draft: str, name: str) -> bytes | None:
    """One file of a draft."""
    row = db.execute(
        """
        SELECT content
        FROM module_draft_file
        WHERE draft = :draft
          AND name = :name
        """,
        {"draft": draft, "name": name},
    ).fetchone()
    return None if row is None else bytes(row["content"])


def sizes(db: Db, draft: str) -> dict[str, int]:
    """How many bytes each file has."""
    rows = db.execute(
        """
        SELECT name, length(content) AS size_bytes
        FROM module_draft_file
        WHERE draft = :draft
        ORDER BY name
        LIMIT :limit
        """,
        {"draft": draft, "limit": FILES_LIMIT},
    )
    return {row["name"]: row["size_bytes"] for row in rows}


def put_files(db: Db, draft: str, files: Mapping[str, bytes]) -> None:
    """Keep files, in the place of those of the same name."""
    db.executemany(
        """
        INSERT INTO module_draft_file (draft, name, content)
        VALUES (:draft, :name, :content)
        ON CONFLICT (draft, name) DO UPDATE SET content = excluded.content
        """,
        [{"draft": draft, "name": name, "content": files[name]} for name in sorted(files)],
    )


def drop_files(db: Db, draft: str, names: Iterable[str]) -> None:
    """Files that are no more."""
    db.executemany(
        "DELETE FROM module_draft_file WHERE draft = :draft AND name = :name",
        [{"draft": draft, "name": name} for name in sorted(names)],
    )


def forget(db: Db, *, deleted_before: Instant) -> int:
    """Drop drafts that were deleted before an instant; returns how many."""
    return db.execute(
        """
        DELETE FROM module_draft
        WHERE deleted_at IS NOT NULL
          AND deleted_at < :before
        """,
        {"before": deleted_before},
    ).rowcount
