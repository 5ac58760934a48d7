"""Openings and courses that a centre keeps: what may be written, who fits, what asks for money."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from kiosk.rules.forms import is_clean
from kiosk.rules.interests import Field, code_of, fields_of
from kiosk.rules.names import is_plain
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, day_named
from kiosk.rules.tables import Row, read_table

Kind = Literal["job", "course"]
KINDS: tuple[Kind, ...] = ("job", "course")
ROWS_MOST = 100
LETTERS_MOST = 40_000
WANTED_MOST = 6
LIMITS: Mapping[str, int] = MappingProxyType(
    {
        "title": 80,
        "who": 80,
        "place": 80,
        "pay": 80,
        "contact": 160,
        "note": 400,
        "language": 40,
    }
)
"""Letters of each field."""
COLUMNS = (
    "kind",
    "title",
    "who",
    "place",
    "pay",
    "contact",
    "wanted",
    "interests",
    "closes",
    "language",
    "note",
)
NEEDED = ("title", "who", "contact")
BETWEEN = re.compile(r"[;|\s]+")
QUALIFICATION = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")

MONEY_ASKED = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        (
            r"\b(?:registration|application|training|processing|interview|joining|agency|visa"
            r"|uniform|medical|admin(?:istration)?|security)[- ](?:fee|deposit|charge|payment)s?\b"
        ),
        (
            r"\b(?:pay|send|transfer|deposit)\b[^.!?]{0,40}\b(?:first|before|upfront|up front"
            r"|in advance|to (?:start|apply|register|join))\b"
        ),
        r"\b(?:refundable|advance|upfront) (?:deposit|fee|payment)\b",
        r"\bbuy (?:a|the|your) (?:starter )?(?:kit|form|uniform)\b",
        r"\bfrais (?:de dossier|d['’]inscription|de formation|d['’]agence)\b",
        r"\b(?:cuota|tarifa|pago) de (?:inscripci[oó]n|registro)\b",
        r"\bada ya (?:usajili|maombi|mafunzo)\b",
        r"رسوم (?:التسجيل|التقديم|التدريب|الطلب)",
    )
)
"""How an opening asks for money. It warns a mentor and a visitor, and forbids nothing: a course may
have an honest price. The signs are those of the module "Safe or scam?"."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A job or a course. `closes` is its last day, None for open until closed by hand."""

    kind: Kind
    title: str
    who: str
    place: str
    pay: str
    contact: str
    wanted: tuple[str, ...]
    interests: tuple[Field, ...]
    closes: LocalDay | None
    language: str = ""
    note: str = ""

    @property
    def asks_for_money(self) -> bool:
        """Whether its words ask whoever applies to pay."""
        said = (self.title, self.pay, self.contact, self.note)
        return any(sign.search(words) for sign in MONEY_ASKED for words in said)

    def is_over(self, today: LocalDay) -> bool:
        """Whether its last day is past: it closes by itself."""
        return self.closes is not None and self.closes < today


@dataclass(frozen=True, slots=True)
class Fit:
    """How an opening and a visitor go together, whichever of the two is looked at."""

    has: tuple[str, ...]
    missing: tuple[str, ...]
    shared: tuple[Field, ...]
    likes_known: bool

    @property
    def qualified(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def fits(self) -> bool:
        """Worth a look: at most one is missing, and some of it is held or liked.

        What wants nothing and names no field is open to everybody.
        """
        if len(self.missing) > 1:
            return False
        return bool(self.has or self.shared) or (not self.missing and not self.likes_known)

    @property
    def rank(self) -> tuple[int, int, int]:
        """The better it goes together the smaller."""
        return (len(self.missing), -len(self.shared), -len(self.has))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a pasted table: an opening, or what is wrong and in which column."""

    row: int
    title: str
    opening: Opening | None
    field: str = ""


def fit(opening: Opening, *, held: Collection[str], likes: Iterable[Field]) -> Fit:
    """Match an opening with what somebody holds and likes; the same both ways."""
    code = code_of(opening.interests)
    return fit_of(wanted=opening.wanted, interests=code, held=held, likes=likes)


def fit_of(
    *, wanted: Iterable[str], interests: str, held: Collection[str], likes: Iterable[Field]
) -> Fit:
    """The same of an opening as it stands on the wire, its fields of work as letters."""
    liked, names, fields = set(likes), tuple(wanted), fields_of(interests)
    return Fit(
        has=tuple(name for name in names if name in held),
        missing=tuple(name for name in names if name not in held),
        shared=tuple(one for one in fields if one in liked),
        likes_known=bool(fields and liked),
    )


def read_opening(typed: Mapping[str, str]) -> Opening:
    """An opening as it was typed.

    Raises:
        Refusal: `field_missing`, `field_wrong` or `too_large`, with the field.
    """
    words = {name: _words(typed, name) for name in LIMITS}
    kind = typed.get("kind", "").strip().lower() or "job"
    if kind not in KINDS:
        raise Refusal("field_wrong", field="kind")
    closes = typed.get("closes", "").strip()
    return Opening(
        kind="course" if kind == "course" else "job",
        wanted=_wanted(typed.get("wanted", "")),
        interests=_interests(typed.get("interests", "")),
        closes=_day(closes) if closes else None,
        **words,
    )


def read_openings(text: str) -> tuple[Line, ...]:
    """The rows of a pasted table, each by itself: a wrong one is named and stops no other.

    Raises:
        Refusal: `too_large`, `too_many`, what `read_table` refuses, `csv_wrong` where a column is
            missing that every opening has.
    """
    if len(text) > LETTERS_MOST:
        raise Refusal("too_large", field="table")
    table = read_table(text)
    missing = next((name for name in NEEDED if name not in map(str.lower, table.columns)), None)
    if missing is not None:
        raise Refusal("csv_wrong", row=1, field=missing, problem="column_missing")
    if len(table.rows) > ROWS_MOST:
        raise Refusal("too_many", field="table", limit=ROWS_MOST)
    return tuple(_lines(table.rows))


def as_typed(one: Opening) -> dict[str, str]:
    """The fields of a form that would make this opening."""
    return {
        "kind": one.kind,
        **{name: getattr(one, name) for name in LIMITS},
        "wanted": " ".join(one.wanted),
        "interests": code_of(one.interests),
        "closes": one.closes or "",
    }


def _lines(rows: Iterable[Row]) -> Iterator[Line]:
    for row in rows:
        cells = {name.lower(): cell for name, cell in row.cells.items()}
        title = cells.get("title", "").strip()[: LIMITS["title"]]
        try:
            yield Line(row.number, title, read_opening(cells))
        except Refusal as refusal:
            yield Line(row.number, title, None, str(refusal.details.get("field", "")))


def _words(typed: Mapping[str, str], name: str) -> str:
    raw = typed.get(name, "").strip()
    value = " ".join(raw.split())
    if name in NEEDED and not value:
        raise Refusal("field_missing", field=name)
    if len(value) > LIMITS[name]:
        raise Refusal("too_large", field=name)
    if not (is_clean(raw) if name == "note" else is_plain(raw)):
        raise Refusal("field_wrong", field=name)
    return value


def _wanted(typed: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(one for one in BETWEEN.split(typed.strip().lower()) if one))
    if len(names) > WANTED_MOST or not all(map(QUALIFICATION.fullmatch, names)):
        raise Refusal("field_wrong", field="wanted")
    return names


def _interests(typed: str) -> tuple[Field, ...]:
    letters = "".join(BETWEEN.split(typed.strip().upper()))
    if not set(letters) <= set(Field):
        raise Refusal("field_wrong", field="interests")
    return fields_of(letters)


def _day(typed: str) -> LocalDay:
    try:
        return day_named(typed)
    except ValueError:
        raise Refusal("field_wrong", field="closes") from None
