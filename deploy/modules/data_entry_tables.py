"""What the pictures of `data-entry` show: rows of the airports' list, and copies made of them.

The rows stand in `data/airports.csv`, unchanged; what a copy has wrong is told here. No drawing.
"""

import csv
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

SOURCE = Path(__file__).parent / "data" / "airports.csv"
NOT_KNOWN = "NA"
"""The list says so where it knows no city or state; a card then leaves the line empty."""
FOUR_DIGITS = Decimal("0.0001")
NO_MISTAKE = "No mistake"
FIELDS = ("Code", "Airport", "City")


@dataclass(frozen=True)
class Airport:
    """One record, as a card shows it."""

    code: str
    name: str
    city: str
    state: str
    latitude: str
    longitude: str

    def of(self, field: str) -> str:
        """What stands beside this word of `FIELDS`."""
        return dict(zip(FIELDS, (self.code, self.name, self.city), strict=True))[field]


@dataclass(frozen=True)
class Copy:
    """A copy of a record in which one field was typed like this; none where it is right."""

    code: str
    field: str = ""
    typed: str = ""


@dataclass(frozen=True)
class Twins:
    """Lines of a list; the line of `code` stands once more, typed otherwise, at `place`."""

    codes: tuple[str, ...]
    code: str
    typed: tuple[str, str]
    place: int


@dataclass(frozen=True)
class Rule:
    """How an entry must look: its parts in order, and what stands between them."""

    words: str
    parts: tuple[str, str]
    between: str


def read_airports() -> dict[str, Airport]:
    """The records by code."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return {row["iata"]: _airport(row) for row in csv.DictReader(file)}


def _airport(row: dict[str, str]) -> Airport:
    known = {name: "" if value == NOT_KNOWN else value for name, value in row.items()}
    return Airport(
        code=row["iata"],
        name=row["name"],
        city=known["city"],
        state=known["state"],
        latitude=_short(row["latitude"]),
        longitude=_short(row["longitude"]),
    )


def _short(degrees: str) -> str:
    return str(Decimal(degrees).quantize(FOUR_DIGITS, ROUND_HALF_UP))


AIRPORTS = read_airports()
TABLES = {
    "t1": ("05U", "08D", "0D1", "0E8", "0L5", "0Q5", "0H1"),
    "t2": ("1B0", "1B1", "1B3", "1B9", "3B1", "4B1", "1I9"),
    "t3": ("AIV", "ANB", "AYS", "BNL", "BKV", "BMG", "ABR"),
    "t4": ("08A", "08K", "08M", "0A8", "0M8", "10D", "0B8"),
}
COPIES = {
    "k1": Copy("1B3", "City", "Fair Heaven"),
    "k2": Copy("BAM", "Code", "BMA"),
    "k3": Copy("0R5"),
    "k4": Copy("BDQ", "Airport", "Morilton Municipal"),
    "k5": Copy("2S1", "Code", "251"),
    "k6": Copy("BKX", "City", "Brooking"),
    "k7": Copy("0M5"),
    "k8": Copy("1S5", "Airport", "Sunyside Municipal"),
    "k9": Copy("ACB"),
    "k10": Copy("ASN", "City", "Talledega"),
    "k11": Copy("10G", "Code", "1OG"),
}
TWINS = {
    "d1": Twins(("1J0", "48V", "01G", "40J"), "01G", ("Perry Warsaw", "Perry"), 3),
    "d2": Twins(("BIV", "ADS", "ASD", "BCV"), "ASD", ("Slidell Airport", "Slidell"), 0),
    "d3": Twins(("2S8", "2I5", "3S8", "35S"), "2I5", ("Chanute", "Rantoul IL"), 4),
    "d4": Twins(("BFF", "BNG", "BFK", "AIA"), "BFK", ("Buffalo Muni", "Buffalo"), 1),
    "d5": Twins(("0B5", "4A4", "0B8", "AZO"), "0B5", ("Turner Falls", "Montague"), 4),
}
RULES = {
    "city": Rule("City, comma, state.", ("city", "state"), ", "),
    "state": Rule("State, dash, code.", ("state", "code"), "-"),
    "code": Rule("Code, dash, city.", ("code", "city"), "-"),
}


def by_rule(airport: Airport, rule: Rule) -> str:
    """The entry as the rule wants it."""
    return rule.between.join(str(getattr(airport, part)) for part in rule.parts)


def copied(copy: Copy) -> dict[str, str]:
    """The three fields of the copy."""
    record = AIRPORTS[copy.code]
    return {field: copy.typed if field == copy.field else record.of(field) for field in FIELDS}


def mistake(copy: Copy) -> str:
    """In which field a copy differs from its record."""
    record = AIRPORTS[copy.code]
    wrong = [field for field, typed in copied(copy).items() if typed != record.of(field)]
    return wrong[0] if wrong else NO_MISTAKE


def lines(twins: Twins) -> list[tuple[str, str, str]]:
    """The lines of a list with one airport twice."""
    made = [(one, AIRPORTS[one].name, AIRPORTS[one].city) for one in twins.codes]
    made.insert(twins.place, (twins.code, *twins.typed))
    return made
