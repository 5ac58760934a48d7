"""A module's sentences beside their translation, while somebody writes it; and who read it.

What a table of a language is says `rules/module_translations.py`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.rules.draft_files import Changed, Files, whole
from kiosk.rules.forms import TEXT_LIMIT, is_clean
from kiosk.rules.module_files import as_far_as_it_goes
from kiosk.rules.module_translations import (
    FOLDER,
    READER_LIMIT,
    TABLE,
    TABLE_LIMIT_BYTES,
    TABLES_LIMIT,
    Table,
    sentences,
    tables,
)
from kiosk.rules.modules import Module
from kiosk.rules.refusals import Refusal

KEY_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and what it is in the other language, "" where nobody wrote that yet."""

    key: str
    said: str
    words: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A language beside the module's own. `stale`: words of sentences that it says no more."""

    lang: str
    read_by: str
    lines: tuple[Line, ...]
    stale: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many sentences nobody translated yet."""
        return sum(not line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for a sentence; `seen` is the mark of what stood there before."""

    words: str
    seen: str


def key_of(sentence: str) -> str:
    """A sentence's short name on a page, and the mark of what stands there."""
    return hashlib.sha256(sentence.encode(errors="surrogatepass")).hexdigest()[:KEY_LETTERS]


def beside(files: Files, lang: str) -> Beside:
    """All sentences of a draft with their translation.

    Raises:
        Refusal: `module_wrong` for a draft whose head cannot be read; `lang_wrong`.
    """
    module = _module(files)
    _check_lang(module, lang)
    table = tables(files).get(lang, Table(lang, "", {}))
    said = sentences(module)
    lines = tuple(Line(key_of(one), one, table.words.get(one, "").strip()) for one in said)
    stale = tuple(one for one in table.words if one not in set(said))
    return Beside(lang, table.read_by, lines, stale)


def languages(files: Files) -> tuple[Beside, ...]:
    """Every language that a draft has a table of, but for its own.

    Raises:
        Refusal: `module_wrong`.
    """
    own = _module(files).lang
    return tuple(beside(files, lang) for lang in sorted(tables(files)) if lang != own)


def with_words(files: Files, lang: str, typed: Mapping[str, Typed]) -> Changed:
    """The table with what was typed; nothing where all of it stands there already.

    Words that changed were read by nobody yet.

    Raises:
        Refusal: `module_wrong`, `lang_wrong`; `draft_changed` where somebody else wrote another
            translation of the same sentence meanwhile; `not_text`; `too_large`, `too_many`.
    """
    found = beside(files, lang)
    words = dict(tables(files)[lang].words) if lang in tables(files) else {}
    changed = False
    for line in found.lines:
        new = typed.get(line.key)
        if new is None or new.words == line.words or key_of(new.words) == new.seen:
            continue
        if new.seen != key_of(line.words):
            raise Refusal("draft_changed")
        if len(new.words) > TEXT_LIMIT or not is_clean(new.words):
            raise Refusal("not_text", text=line.said)
        words[line.said] = new.words
        changed = True
    return _file(files, lang, words, "") if changed else {}


def as_read(files: Files, lang: str, *, reader: str) -> Changed:
    """The table, read by a native speaker.

    Raises:
        Refusal: `module_wrong`, `lang_wrong`; `not_translated` while anything is missing.
    """
    if beside(files, lang).missing:
        raise Refusal("not_translated")
    return _file(files, lang, tables(files)[lang].words, reader[:READER_LIMIT])


def tidied(files: Files, lang: str) -> Changed:
    """The table without the sentences that the module says no more.

    Raises:
        Refusal: `module_wrong`, `lang_wrong`.
    """
    found = beside(files, lang)
    if not found.stale:
        return {}
    table = tables(files)[lang]
    left = {said: words for said, words in table.words.items() if said not in found.stale}
    return _file(files, lang, left, table.read_by)


def _module(files: Files) -> Module:
    module = as_far_as_it_goes(whole(files))
    if module is None:
        raise Refusal("module_wrong", file="module.json", problem="not_json")
    return module


def _check_lang(module: Module, lang: str) -> None:
    if not TABLE.fullmatch(f"{FOLDER}{lang}.json") or lang == module.lang:
        raise Refusal("lang_wrong", lang=lang[:20])


def _file(files: Files, lang: str, words: Mapping[str, str], read_by: str) -> Changed:
    name = f"{FOLDER}{lang}.json"
    kept = {said: one for said, one in words.items() if one.strip()}
    if not kept:
        return {name: None} if name in files else {}
    written = json.dumps({"read_by": read_by, "words": kept}, ensure_ascii=False, indent=1) + "\n"
    data = written.encode()
    if len(data) > TABLE_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=TABLE_LIMIT_BYTES)
    if name not in files and sum(one.startswith(FOLDER) for one in files) >= TABLES_LIMIT:
        raise Refusal("too_many", limit=TABLES_LIMIT)
    return {name: data}
