"""A module while it is written: the files of a module, read although they are not finished.

Each function takes the files and gives back what changes: names with their new bytes, None for a
file that is no more. What is wrong with them `rules/module_files.py` says, as of any module.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.rules.module_files import MODULE_LIMIT_BYTES, SIGNATURE_FILE, SUMS_FILE, sums
from kiosk.rules.module_folders import is_stray
from kiosk.rules.module_head import MODULE_FILE
from kiosk.rules.module_items import ITEMS_FILE
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import decode_table, read_table

Files = Mapping[str, bytes]
Changed = dict[str, bytes | None]

NAME = re.compile(r"media/[a-z0-9][a-z0-9_-]{0,79}\.[a-z0-9]{2,4}|translations/[a-z]{2,3}\.json")
"""What may come to a draft beside `module.json` and `items.csv`."""
SLUG_LETTERS = 30
FIRST_COLUMNS = ("id", "pool", "type", "form")
LICENCE = "CC BY 4.0"
NEW_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Items:
    """The table of items: its columns, and each row's cells by column."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]

    def at(self, item_id: str) -> int:
        """Where a row stands.

        Raises:
            Refusal: `item_unknown`.
        """
        for place, row in enumerate(self.rows):
            if row.get("id") == item_id:
                return place
        raise Refusal("item_unknown", item=item_id)


def head_of(files: Files) -> dict[str, object]:
    """What `module.json` says; nothing where it cannot be read."""
    try:
        raw = json.loads(files.get(MODULE_FILE, b"{}"), parse_float=str)
    except (ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def items_of(files: Files) -> Items:
    """The rows of `items.csv`; none where there is no table yet.

    Raises:
        Refusal: `csv_wrong`, `too_large`.
    """
    if ITEMS_FILE not in files:
        return Items((), ())
    table = read_table(decode_table(files[ITEMS_FILE]))
    rows = ({name: cell.strip() for name, cell in row.cells.items()} for row in table.rows)
    return Items(table.columns, tuple(rows))


def head_file(raw: Mapping[str, object]) -> Changed:
    """`module.json` as it is written.

    Raises:
        Refusal: `too_large`.
    """
    written = (json.dumps(raw, ensure_ascii=False, indent=1) + "\n").encode()
    if len(written) > MODULE_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=MODULE_LIMIT_BYTES)
    return {MODULE_FILE: written}


def items_file(
    rows: Sequence[Mapping[str, str]],
    columns: Iterable[str] = (),
    *,
    needed: Container[str] = (),
) -> Changed:
    """`items.csv` with the columns that any row uses, in the order in which they came.

    `needed` are columns that stay though they are empty: a form has a place for them.

    Raises:
        Refusal: `csv_wrong`, `too_large`.
    """
    if not rows:
        return {ITEMS_FILE: None}
    used = {name for row in rows for name, cell in row.items() if cell}
    order = dict.fromkeys([*FIRST_COLUMNS, *columns, *(name for row in rows for name in row)])
    shown = [one for one in order if one in used or one in FIRST_COLUMNS or one in needed]
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(shown)
    lines.writerows([row.get(name, "") for name in shown] for row in rows)
    read_table(out.getvalue())  # what no table holds is refused before it is kept
    return {ITEMS_FILE: out.getvalue().encode()}


def whole(files: Files) -> dict[str, bytes]:
    """The files as they would be published: with checksums, without a signature of before.

    What an edition of before brought along and is no part of a module is left out.
    """
    beside = (SUMS_FILE, SIGNATURE_FILE)
    own = {name: files[name] for name in files if name not in beside and not is_stray(name)}
    return {**own, SUMS_FILE: sums(own)}


def check_name(name: str, *, known: Container[str]) -> None:
    """Refuse a file that has no place in a draft.

    Raises:
        Refusal: `module_wrong`.
    """
    if name in (MODULE_FILE, ITEMS_FILE) or name in known or NAME.fullmatch(name):
        return
    raise Refusal("module_wrong", file=name[:200], problem="name_wrong")


def new_files(*, title: str, lang: str, slug: str) -> dict[str, bytes]:
    """A module of which only the title is written."""
    raw: dict[str, object] = {
        "schema": 2,
        "slug": slug,
        "edition": 1,
        "title": title,
        "summary": "",
        "lang": lang,
        "minutes": NEW_MINUTES,
        "licence": LICENCE,
        "forms": {},
        "steps": [],
    }
    return _there(head_file(raw))


def copied(files: Files, *, slug: str, title: str, credit: str) -> dict[str, bytes]:
    """Another module from a published one: its own name, what it grants left out, credit given."""
    raw = head_of(files)
    left_out = ("minor_of", "qualification", "valid_days")
    raw = {name: raw[name] for name in raw if name not in left_out}
    raw |= {"slug": slug, "edition": 1, "title": title, "licence": credit}
    return {**_own(files), **_there(head_file(raw))}


def next_edition(files: Files, *, number: int, minor_of: int | None) -> dict[str, bytes]:
    """The next edition of a module; `minor_of` is the one whose words alone it changes."""
    raw = {name: value for name, value in head_of(files).items() if name != "minor_of"}
    raw["edition"] = number
    if minor_of is not None:
        raw["minor_of"] = minor_of
    return {**_own(files), **_there(head_file(raw))}


def slug_for(title: str, *, taken: Container[str]) -> str:
    """A short name for a module, made of its title, that no other has."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    letters = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LETTERS].strip("-")
    stem = letters if letters[:1].isalpha() else f"module-{letters}".rstrip("-")
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, 10_000))
    return next(name for name in names if name not in taken)


def name_for(stem: str, *, taken: Container[str]) -> str:
    """The first of `stem1`, `stem2` … that is not taken."""
    return next(f"{stem}{n}" for n in range(1, 100_000) if f"{stem}{n}" not in taken)


def _own(files: Files) -> dict[str, bytes]:
    return {name: files[name] for name in files if name not in (SUMS_FILE, SIGNATURE_FILE)}


def _there(changed: Changed) -> dict[str, bytes]:
    return {name: content for name, content in changed.items() if content is not None}
