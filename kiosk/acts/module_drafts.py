"""Drafts of modules: begun, written on by several mentors, deleted and taken back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiosk.acts.classroom import import_edition
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.tmod import ZIP_LIMIT_BYTES
from kiosk.rules.draft_files import check_name, head_file, head_of, items_of
from kiosk.rules.draft_parts import Change, changed, seen_of
from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, Instant, later, seconds_between
from kiosk.rules.module_items import ITEMS_FILE
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, module_drafts, training
from kiosk.store.module_drafts import DRAFTS_LIMIT, FILES_LIMIT, DraftRow
from kiosk.store.training import EditionRow

TITLE_LIMIT = 200
SLUG_LIMIT = 40
NUMBER_LIMIT = 10_000
DELETED_FOR_S = S_PER_DAY
"""So long a deleted draft can be taken back."""
OWN_MEDIA = re.compile(r"media/[0-9a-f]{16}\.[a-z0-9]{2,4}")
"""A picture or sound that was taken in on the panel: named after what it holds."""
NOTED_EVERY_S = S_PER_HOUR
"""Writing is saved every second; the audit log says it once an hour of each who writes."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A change that was kept: the draft's revision now, and what its part is seen as."""

    revision: int
    seen: str


def make_draft(
    db: Db, now: Instant, *, files: Mapping[str, bytes], based_on: str = "", by: str
) -> str:
    """Begin a draft with these files; returns its id.

    Raises:
        Refusal: `too_many` (drafts, files), `too_large`, `csv_wrong`.
    """
    module_drafts.forget(db, deleted_before=later(now, seconds=-DELETED_FOR_S))
    if len(module_drafts.being_written(db)) >= DRAFTS_LIMIT:
        raise Refusal("too_many", limit=DRAFTS_LIMIT)
    row = DraftRow(new_id(), "", 1, "", based_on, 1, now, by, now, by, now, "")
    _check_size({name: len(content) for name, content in files.items()})
    items_of(files)
    module_drafts.add(db, _named(row, files), files)
    _note(db, now, row.id, act="make_module_draft", by=by, reason=based_on)
    return row.id


def keep_files(
    db: Db,
    now: Instant,
    *,
    draft: str,
    revision: int | None,
    files: Mapping[str, bytes | None],
    by: str,
) -> int:
    """Change files of a draft, None for one that is no more; returns the new revision.

    `revision` is the one that was read, so that nobody writes over what they did not see; None
    where it does not matter.

    Raises:
        Refusal: `not_found`; `draft_changed` with who did, and when; `module_wrong` for a name,
            `csv_wrong`, `too_many`, `too_large`.
    """
    row = open_draft(db, draft)
    if revision is not None and revision != row.revision:
        raise changed_by(row)
    return _keep(db, now, row, files, by=by).revision


def change_part(db: Db, now: Instant, *, draft: str, change: Change, by: str) -> Saved:
    """Change one part of a draft; where all is so already nothing is written.

    Raises:
        Refusal: `not_found`; `draft_changed` where the part is not as it was seen, with who changed
            the draft last, and when; what `rules/draft_parts.py` and `keep_files` refuse.
    """
    row = open_draft(db, draft)
    files = module_drafts.texts(db, draft)
    try:
        made = changed(files, change)
    except Refusal as refusal:
        raise changed_by(row) if refusal.code == "draft_changed" else refusal from refusal
    if made:
        row = _keep(db, now, row, made, by=by)
        files = module_drafts.texts(db, draft)
    return Saved(row.revision, seen_of(files, change.part))


def delete_draft(db: Db, now: Instant, *, draft: str, by: str) -> None:
    """Delete a draft; it can be taken back for a day.

    Raises:
        Refusal: `not_found`.
    """
    row = open_draft(db, draft)
    module_drafts.change(db, replace(row, deleted_at=now))
    _note(db, now, draft, act="delete_module_draft", by=by, reason=row.title)


def restore_draft(db: Db, now: Instant, *, draft: str, by: str) -> None:
    """Take a deleted draft back.

    Raises:
        Refusal: `not_found`, `too_many`.
    """
    row = module_drafts.one(db, draft)
    if row is None or row.published or row.deleted_at is None:
        raise Refusal("not_found", what="draft")
    if len(module_drafts.being_written(db)) >= DRAFTS_LIMIT:
        raise Refusal("too_many", limit=DRAFTS_LIMIT)
    module_drafts.change(db, replace(row, deleted_at=None))
    _note(db, now, draft, act="restore_module_draft", by=by, reason=row.title)


def change_media(
    db: Db, now: Instant, *, draft: str, change: Change, media: Mapping[str, bytes], by: str
) -> int:
    """Another picture or sound of a part, or none; what no part shows any more is dropped.

    Raises:
        Refusal: what `change_part` and `keep_files` refuse.
    """
    row = open_draft(db, draft)
    before = module_drafts.texts(db, draft)
    made = {**changed(before, change), **media}
    texts = {**before, **{name: new for name, new in made.items() if name not in media}}
    said = b"".join(content for content in texts.values() if content is not None)
    known = [name for name in module_drafts.sizes(db, draft) if OWN_MEDIA.fullmatch(name)]
    left = {name: None for name in known if name.encode() not in said and name not in media}
    return _keep(db, now, row, {**made, **left}, by=by).revision


def publish_draft(
    db: Db, now: Instant, *, draft: str, revision: int, row: EditionRow, by: str, site: Site
) -> str:
    """A draft becomes an edition, which never changes, and every station hears of it.

    `revision` is the one that was checked and made into `row`.

    Raises:
        Refusal: `not_found`, `draft_changed`, `edition_exists`.
    """
    known = open_draft(db, draft)
    if known.revision != revision:
        raise changed_by(known)
    if training.edition(db, row.edition) is not None:
        raise Refusal("edition_exists", edition=row.edition)
    import_edition(db, now, row=row, by=by, site=site)
    module_drafts.change(db, replace(known, published=row.edition))
    _note(db, now, draft, act="publish_module_draft", by=by, reason=row.edition)
    return row.edition


def take_next_number(db: Db, now: Instant, *, draft: str, by: str) -> str:
    """Another draft was published as this one's edition: it becomes the one after the last.

    Returns the name of that edition.

    Raises:
        Refusal: what `open_draft` and `keep_files` refuse.
    """
    row = open_draft(db, draft)
    raw = head_of(module_drafts.texts(db, draft))
    number = 1 + max(one.number for one in training.editions(db) if one.slug == row.slug)
    _keep(db, now, row, head_file({**raw, "edition": number}), by=by)
    return f"{row.slug}-e{number}"


def open_draft(db: Db, draft: str) -> DraftRow:
    """A draft that may be written on.

    Raises:
        Refusal: `not_found`, `draft_published` (edition), `draft_deleted`.
    """
    row = module_drafts.one(db, draft)
    if row is None:
        raise Refusal("not_found", what="draft")
    if row.published:
        raise Refusal("draft_published", edition=row.published)
    if not row.open:
        raise Refusal("draft_deleted")
    return row


def changed_by(row: DraftRow) -> Refusal:
    """Somebody else changed it meanwhile."""
    return Refusal("draft_changed", by=row.changed_by, at=row.changed_at)


def _keep(
    db: Db, now: Instant, row: DraftRow, files: Mapping[str, bytes | None], *, by: str
) -> DraftRow:
    sizes = module_drafts.sizes(db, row.id)
    for name in files:
        check_name(name, known=sizes)
    put = {name: content for name, content in files.items() if content is not None}
    gone = files.keys() - put.keys()
    left = {name: size for name, size in sizes.items() if name not in gone}
    _check_size({**left, **{name: len(content) for name, content in put.items()}})
    if ITEMS_FILE in put:
        items_of(put)
    module_drafts.put_files(db, row.id, put)
    module_drafts.drop_files(db, row.id, gone)
    written = replace(
        _named(row, module_drafts.texts(db, row.id)),
        revision=row.revision + 1,
        changed_at=now,
        changed_by=by,
    )
    if row.noted_by != by or seconds_between(row.noted_at, now) >= NOTED_EVERY_S:
        written = replace(written, noted_at=now, noted_by=by)
        _note(db, now, row.id, act="change_module_draft", by=by, reason=written.title)
    module_drafts.change(db, written)
    return written


def _named(row: DraftRow, files: Mapping[str, bytes]) -> DraftRow:
    """What the list of drafts says of it, as its own files say it now."""
    raw = head_of(files)
    number = raw.get("edition")
    is_number = isinstance(number, int) and 1 <= number <= NUMBER_LIMIT
    return replace(
        row,
        slug=str(raw.get("slug", ""))[:SLUG_LIMIT],
        number=number if isinstance(number, int) and is_number else 1,
        title=str(raw.get("title", ""))[:TITLE_LIMIT],
    )


def _check_size(sizes: Mapping[str, int]) -> None:
    if len(sizes) > FILES_LIMIT:
        raise Refusal("too_many", limit=FILES_LIMIT)
    if sum(sizes.values()) > ZIP_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=ZIP_LIMIT_BYTES)


def _note(db: Db, now: Instant, draft: str, *, act: str, by: str, reason: str) -> None:
    audit.record(db, now, by=by, act=act, about=f"draft:{draft}", reason=reason)
