"""Translations of a draft: written sentence by sentence, read by a named native speaker."""

from collections.abc import Mapping

from kiosk.acts import item_sheets
from kiosk.acts.module_drafts import open_draft
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.translating import Typed, as_read, tidied, with_words
from kiosk.store import audit, module_drafts


def save_words(
    db: Db, now: Instant, *, draft: str, lang: str, typed: Mapping[str, tuple[str, str]], by: str
) -> bool:
    """Keep what was typed, by sentence: its words and the mark of what stood there before.

    Returns whether anything changed.

    Raises:
        Refusal: `not_found`; what `rules/translating.py` and `module_drafts.keep_files` refuse.
    """
    open_draft(db, draft)
    files = module_drafts.texts(db, draft)
    made = with_words(files, lang, {key: Typed(*one) for key, one in typed.items()})
    if made:
        item_sheets.change(db, now, draft=draft, revision=None, files=made, by=by)
        _note(db, now, draft, act="translate_module_draft", by=by, reason=lang)
    return bool(made)


def confirm(
    db: Db, now: Instant, *, draft: str, lang: str, reader: str, revision: int, by: str
) -> None:
    """Somebody who speaks the language from home read all of it as it is at this revision.

    Raises:
        Refusal: `not_found`; `draft_changed`; `not_translated`, `lang_wrong`.
    """
    open_draft(db, draft)
    made = as_read(module_drafts.texts(db, draft), lang, reader=reader)
    item_sheets.change(db, now, draft=draft, revision=revision, files=made, by=by)
    _note(db, now, draft, act="confirm_translation", by=by, reason=f"{lang}: {reader}")


def tidy(db: Db, now: Instant, *, draft: str, lang: str, by: str) -> None:
    """Drop the translations of sentences that the draft says no more.

    Raises:
        Refusal: `not_found`, `lang_wrong`.
    """
    open_draft(db, draft)
    made = tidied(module_drafts.texts(db, draft), lang)
    if made:
        item_sheets.change(db, now, draft=draft, revision=None, files=made, by=by)
        _note(db, now, draft, act="tidy_translation", by=by, reason=lang)


def _note(db: Db, now: Instant, draft: str, *, act: str, by: str, reason: str) -> None:
    audit.record(db, now, by=by, act=act, about=f"draft:{draft}", reason=reason)
