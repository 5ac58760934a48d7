"""Draws the cards, copies and lists of `data-entry`. Codes are in letters that tell 0 from O."""

from cards import (
    AMBER,
    BAR,
    FONTS,
    GREEN,
    INK,
    LINE,
    OVERSAMPLE,
    PAPER,
    QUIET,
    ROW,
    SKY,
    Colour,
    Sheet,
)
from data_entry_tables import AIRPORTS, FIELDS, Airport, Copy, Twins, copied, lines
from PIL import ImageFont

TALL = (900, 1000)
MONO = "DejaVuSansMono.ttf"
CARD = (252, 248, 236)


def typed(
    sheet: Sheet, place: tuple[float, float], words: str, *, size: int = 50, fill: Colour = INK
) -> None:
    """Letters of a typewriter: each as wide as the other, a zero with a dot."""
    font = ImageFont.truetype(FONTS / MONO, size * OVERSAMPLE)
    where = (place[0] * OVERSAMPLE, place[1] * OVERSAMPLE)
    if place[0] * OVERSAMPLE + font.getlength(words) > (sheet.size[0] - 20) * OVERSAMPLE:
        raise ValueError(words)
    sheet.pen.text(where, words, fill=fill, font=font, anchor="lm")


def record(airport: Airport) -> Sheet:
    """A card with code, airport, city and state."""
    facts = (airport.code, airport.name, airport.city, airport.state)
    return _card(tuple(zip(("Code", "Airport", "City", "State"), facts, strict=True)))


def places(airport: Airport) -> Sheet:
    """A card with code, latitude and longitude."""
    facts = (airport.code, airport.latitude, airport.longitude)
    return _card(tuple(zip(("Code", "Latitude", "Longitude"), facts, strict=True)))


def beside(copy: Copy) -> Sheet:
    """A record, and below it what somebody typed."""
    sheet = Sheet(SKY, size=TALL)
    halves = (("The card", {one: AIRPORTS[copy.code].of(one) for one in FIELDS}, CARD),)
    for n, (title, facts, ground) in enumerate((*halves, ("The copy", copied(copy), PAPER))):
        top = 20 + n * 495
        sheet.box(20, top, 880, top + 465, ground, corner=20, edge=LINE)
        sheet.text(50, top + 48, title, size=44, bold=True, fill=BAR if n else AMBER)
        for k, (name, value) in enumerate(facts.items()):
            sheet.text(50, top + 112 + k * 128, name, size=36, fill=QUIET)
            typed(sheet, (50, top + 166 + k * 128), value)
    return sheet


def table(codes: tuple[str, ...]) -> Sheet:
    """A list with code and city."""
    sheet = Sheet(size=TALL)
    sheet.box(0, 0, 900, 120, BAR)
    sheet.text(50, 60, "Code", size=50, bold=True, fill=PAPER)
    sheet.text(300, 60, "City", size=50, bold=True, fill=PAPER)
    height = 880 / len(codes)
    for n, code in enumerate(codes):
        top = 120 + n * height
        sheet.box(0, top, 900, top + height, ROW if n % 2 else PAPER)
        typed(sheet, (50, top + height / 2), code, size=56)
        typed(sheet, (300, top + height / 2), AIRPORTS[code].city, size=54)
    return sheet


def list_with_twins(twins: Twins) -> tuple[Sheet, list[str]]:
    """Lines of a list lying down, and the area of each, in thousandths."""
    sheet = Sheet()
    areas = []
    shown = lines(twins)
    for n, (code, name, city) in enumerate(shown):
        top = n * 120
        sheet.box(0, top, 1000, top + 120, ROW if n % 2 else PAPER)
        typed(sheet, (30, top + 60), code, size=44)
        typed(sheet, (145, top + 60), name, size=38)
        typed(sheet, (620, top + 60), city, size=38)
        areas.append(f"8 {n * 200 + 12} 984 176")
    return sheet, areas


def alike() -> Sheet:
    """Signs that look alike, in pairs."""
    sheet = Sheet(SKY)
    for n, pair in enumerate(("0 O", "1 I", "5 S", "8 B", "2 Z", "6 G")):
        x, y = 170 + n % 3 * 330, 150 + n // 3 * 300
        sheet.box(x - 145, y - 125, x + 145, y + 125, PAPER, corner=20, edge=LINE)
        typed(sheet, (x - 98, y), pair, size=110)
    return sheet


def entry() -> Sheet:
    """A card on the left, its fields typed on the right."""
    sheet = Sheet(SKY)
    airport = AIRPORTS["0E8"]
    sheet.box(30, 60, 470, 540, CARD, corner=20, edge=LINE)
    for n, value in enumerate((airport.code, airport.city, airport.state)):
        typed(sheet, (60, 150 + n * 150), value, size=52)
        sheet.arrow(485, 150 + n * 150, 60)
        sheet.box(560, 95 + n * 150, 970, 205 + n * 150, PAPER, corner=14, edge=QUIET)
        typed(sheet, (585, 150 + n * 150), value, size=50)
    return sheet


def shapes() -> Sheet:
    """Three entries, one of which has the right shape."""
    sheet = Sheet(SKY)
    for n, (words, good) in enumerate((("Eureka, NV", True), ("eureka, nv", False))):
        y = 170 + n * 260
        sheet.box(60, y - 80, 760, y + 80, PAPER, corner=20, edge=LINE)
        typed(sheet, (110, y), words, size=76)
        (sheet.tick if good else sheet.cross)(870, y, 60)
    return sheet


def gap() -> Sheet:
    """A card without a city: nothing is typed for it."""
    sheet = Sheet(SKY)
    airport = AIRPORTS["ROP"]
    sheet.box(30, 90, 470, 510, CARD, corner=20, edge=LINE)
    for n, (name, value) in enumerate((("Code", airport.code), ("City", airport.city))):
        sheet.text(60, 150 + n * 190, name, size=38, fill=QUIET)
        typed(sheet, (60, 215 + n * 190), value, size=60)
        sheet.arrow(490, 215 + n * 190, 60)
        box = (570, 160 + n * 190, 960, 270 + n * 190)
        sheet.box(*box, PAPER, corner=14, edge=QUIET if value else GREEN, width=4 if value else 8)
        typed(sheet, (600, 215 + n * 190), value, size=56)
    return sheet


def _card(facts: tuple[tuple[str, str], ...]) -> Sheet:
    sheet = Sheet(SKY, size=TALL)
    sheet.box(20, 20, 880, 980, CARD, corner=24, edge=LINE)
    height = 920 / len(facts)
    for n, (name, value) in enumerate(facts):
        top = 40 + n * height
        sheet.text(55, top + 62, name, size=40, fill=QUIET)
        typed(sheet, (55, top + 138), value, size=52)
        sheet.line((55, top + 190), (845, top + 190), fill=LINE, width=3)
    return sheet
