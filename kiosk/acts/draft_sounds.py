"""Sounds of a draft: recorded or sent, and removed."""

from kiosk.acts import item_sheets
from kiosk.acts.module_drafts import open_draft
from kiosk.disk.db import Db
from kiosk.rules.draft_sounds import with_sound
from kiosk.rules.instants import Instant
from kiosk.store import audit, module_drafts


def keep_sound(
    db: Db, now: Instant, *, draft: str, kind: str, part: str, name: str, content: bytes, by: str
) -> None:
    """Put a sound at a step or question of a draft; an empty name takes away what it had.

    Raises:
        Refusal: `not_found`; as `module_drafts.keep_files`.
    """
    open_draft(db, draft)
    files = module_drafts.texts(db, draft)
    files |= dict.fromkeys(module_drafts.sizes(db, draft).keys() - files.keys(), b"")
    made = with_sound(files, kind=kind, part=part, sound=name)
    if name:
        made = {**made, name: content}
    item_sheets.change(db, now, draft=draft, revision=None, files=made, by=by)
    act = "keep_sound" if name else "drop_sound"
    audit.record(db, now, by=by, act=act, about=f"draft:{draft}", reason=part)
