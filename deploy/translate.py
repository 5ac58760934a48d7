"""Collect every sentence, merge it into the catalogues and compile them.

Run `.venv/bin/python deploy/translate.py` after a sentence was added or translated. It reads
`_("…")`, `N_("…")` and `n_("…", "…", n)` in Python and Jinja files and what each setting does;
catalogues stand in `kiosk/translations/<language>/LC_MESSAGES/kiosk.po`.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "kiosk" / "translations"
PACKAGES = ("kiosk", "admin_panel", "station_agent")
METHODS = [("**.py", "python"), ("**/templates/**.*", "jinja2")]
OPTIONS = {"**/templates/**.*": {"silent": "false", "encoding": "utf-8"}}
KEYWORDS = {
    "_": None,
    "N_": None,
    "n_": (1, 2),
    "_line": (2,),
    "_port": (2,),
    "_web_address": (1,),
}
"""The last three make settings: what a setting does is read on a page, too."""
LANGUAGES = ("ar",)
FIXED_DATE = datetime(2026, 1, 1, tzinfo=UTC)
CHANGING_HEADERS = (
    b'"POT-Creation-Date:',
    b'"PO-Revision-Date:',
    b'"Generated-By:',
    b'"Last-Translator:',
    b'"Language-Team:',
    b'"Report-Msgid-Bugs-To:',
)
"""Header lines that would change with the day, the tool or the person; git knows them better."""


def collected() -> Catalog:
    """Every sentence in the sources, without places: a moved line changes no catalogue."""
    catalogue = Catalog(project="steppingstone", version="1", charset="utf-8")
    for package in PACKAGES:
        found = extract_from_dir(
            ROOT / package, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",)
        )
        for _file, _line, message, comments, context in found:
            catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def catalogue_file(language: str) -> Path:
    """Where a language's translations stand."""
    return FOLDER / language / "LC_MESSAGES" / "kiosk.po"


def merged(language: str, sources: Catalog) -> Catalog:
    """The language's catalogue with what is new added, untranslated, and what is gone left out."""
    file = catalogue_file(language)
    if file.exists():
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=language)
    else:
        catalogue = Catalog(locale=language, charset="utf-8")
    catalogue.project, catalogue.version, catalogue.fuzzy = "steppingstone", "1", False
    catalogue.header_comment = "# Made by deploy/translate.py; translate the msgstr lines."
    catalogue.update(sources, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def as_po(catalogue: Catalog) -> bytes:
    """The text that a translator edits, sorted, without header dates."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=96, sort_output=True, no_location=True, omit_header=False)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(CHANGING_HEADERS))


def as_mo(catalogue: Catalog) -> bytes:
    """What gettext reads; the same bytes for the same sentences and version of Babel."""
    catalogue.creation_date = catalogue.revision_date = FIXED_DATE
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences that a reader of this language would see in English."""
    return sorted(str(message.id) for message in catalogue if message.id and not _whole(message))


def _whole(message: object) -> bool:
    text = getattr(message, "string", "")
    return all(text) if isinstance(text, tuple) else bool(text)


def main() -> int:
    """Write what is new; say what is missing."""
    sources = collected()
    for language in LANGUAGES:
        catalogue = merged(language, sources)
        file = catalogue_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        text = as_po(catalogue)
        file.write_bytes(text)
        file.with_suffix(".mo").write_bytes(as_mo(read_po(io.BytesIO(text), locale=language)))
        missing = untranslated(catalogue)
        print(f"{language}: {len(catalogue)} sentences, {len(missing)} not translated")
        for sentence in missing:
            print(f"  {sentence}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
