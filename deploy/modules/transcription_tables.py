"""What the papers of `transcription` say, and how worn each is. All is made up. No drawing."""

from dataclasses import dataclass

UNCLEAR = "?"
"""What is typed for a sign that nobody can read."""


@dataclass(frozen=True)
class Wear:
    """What happened to a paper. `blot` covers one sign of the field it names."""

    angle: float = 0.0
    blur: float = 0.7
    grain: int = 20
    fold: int = 0
    fade: float = 0.0
    copied: bool = False
    blot: tuple[str, int] | None = None


@dataclass(frozen=True)
class Receipt:
    """A shop's receipt; sums are worked out."""

    shop: str
    place: str
    number: str
    date: str
    lines: tuple[tuple[str, int], ...]
    paid: int
    wear: Wear

    @property
    def total(self) -> int:
        """What the lines add up to, in cents."""
        return sum(cents for _, cents in self.lines)

    def fields(self) -> dict[str, str]:
        """What may be asked, as it stands on the paper."""
        items = {f"item{n}": name for n, (name, _) in enumerate(self.lines, start=1)}
        prices = {f"price{n}": money(cents) for n, (_, cents) in enumerate(self.lines, start=1)}
        return {
            "shop": self.shop,
            "place": self.place,
            "number": self.number,
            "date": self.date,
            "total": money(self.total),
            "paid": money(self.paid),
            "change": money(self.paid - self.total),
            **items,
            **prices,
        }


@dataclass(frozen=True)
class Paper:
    """A form that somebody filled in."""

    title: str
    rows: tuple[tuple[str, str], ...]
    wear: Wear

    def fields(self) -> dict[str, str]:
        """The rows by their printed words."""
        return dict(self.rows)


@dataclass(frozen=True)
class Label:
    """The label of a parcel."""

    sender: str
    name: str
    street: str
    town: str
    parcel: str
    wear: Wear

    def fields(self) -> dict[str, str]:
        """What may be asked, as it stands on the label."""
        return {
            "sender": self.sender,
            "name": self.name,
            "street": self.street,
            "town": self.town,
            "parcel": self.parcel,
        }


Sheet = Receipt | Paper | Label


def money(cents: int) -> str:
    """As a receipt prints it."""
    return f"{cents // 100}.{cents % 100:02}"


def readable(sheet: Sheet, field: str) -> str:
    """What can be read of a field: a sign under a blot is unclear."""
    text = sheet.fields()[field]
    blot = sheet.wear.blot
    if blot is None or blot[0] != field:
        return text
    return text[: blot[1]] + UNCLEAR + text[blot[1] + 1 :]


RECEIPTS = {
    "r1": Receipt(
        "Quillfish Stores", "Pond Corner", "004719", "14/03/2027",
        (("Rice 1 kg", 240), ("Soap", 95), ("Matches", 30)), 400,
        Wear(angle=-1.5, grain=20),
    ),
    "r2": Receipt(
        "Teapot Corner Shop", "Puddleford", "118302", "02/11/2026",
        (("Tea leaves", 310), ("Sugar 500 g", 125), ("Milk", 180), ("Lemons", 90)), 1000,
        Wear(angle=2.0, fade=0.38, grain=24),
    ),
    "r3": Receipt(
        "Moth Lantern Shop", "Mossy End", "560148", "27/05/2026",
        (("Lamp oil", 465), ("Wick", 60), ("Candles", 215)), 800,
        Wear(angle=-2.5, fold=400, grain=24),
    ),
    "r4": Receipt(
        "Bramble Bakery", "Nowhere Town", "73065", "09/08/2026",
        (("Brown bread", 175), ("Buns", 120), ("Jam tart", 205)), 500,
        Wear(angle=1.2, blur=1.5, grain=20),
    ),
    "r5": Receipt(
        "Pebble Hardware", "Thimble Hill", "209411", "18/01/2027",
        (("Nails 40 mm", 85), ("Hinge", 140), ("Wood glue", 355), ("Sandpaper", 70)), 700,
        Wear(angle=0.8, copied=True),
    ),
    "r6": Receipt(
        "Nutmeg Market", "Pond Corner", "881253", "30/06/2026",
        (("Onions", 65), ("Tomatoes", 145), ("Beans", 230)), 500,
        Wear(angle=-1.0, blot=("number", 3), grain=20),
    ),
    "r7": Receipt(
        "Copper Kettle Cafe", "Puddleford", "40617", "21/09/2026",
        (("Soup", 250), ("Flat bread", 80), ("Mint tea", 110)), 500,
        Wear(angle=2.8, grain=28, fold=250),
    ),
    "r8": Receipt(
        "Velvet Umbrella Shop", "Mossy End", "315890", "05/12/2026",
        (("Umbrella", 1290), ("Patch", 75), ("Thread", 45)), 1500,
        Wear(angle=-2.0, fade=0.45, grain=20),
    ),
    "r9": Receipt(
        "Dandelion Books", "Nowhere Town", "622904", "16/04/2027",
        (("Notebook", 185), ("Pencils", 60), ("Old map", 420)), 700,
        Wear(angle=1.5, copied=True, fold=330),
    ),
    "r10": Receipt(
        "Harbour Button Shop", "Thimble Hill", "95837", "11/07/2026",
        (("Buttons", 135), ("Zip 20 cm", 110), ("Needles", 95)), 400,
        Wear(angle=-0.8, blur=1.2, blot=("number", 1), grain=20),
    ),
}  # fmt: skip
PAPERS = {
    "f1": Paper(
        "Library card",
        (("Name", "Pim Applecart"), ("Town", "Puddleford"), ("Born", "12 May 1994"),
         ("Card", "PA-2208")),
        Wear(angle=1.0, grain=20),
    ),
    "f2": Paper(
        "Bicycle hire",
        (("Name", "Odda Thimble"), ("Bicycle", "Green 17"), ("From", "8:15"), ("To", "11:40")),
        Wear(angle=-1.8, grain=24, fold=330),
    ),
    "f3": Paper(
        "Choir list",
        (("Name", "Tavi Moonbrook"), ("Voice", "Second alto"), ("Day", "Thursday"),
         ("Room", "B 208")),
        Wear(angle=0.9, copied=True),
    ),
    "f4": Paper(
        "Garden plot",
        (("Name", "Lulu Teapot"), ("Plot", "36"), ("Plants", "Pumpkins and beans"),
         ("Since", "3 April 2025")),
        Wear(angle=2.4, blur=1.4, grain=20),
    ),
    "f5": Paper(
        "Lost and found",
        (("Found", "Blue umbrella"), ("Where", "Bus stop Kettle Row"), ("Day", "19 June 2026"),
         ("Number", "LF 5061")),
        Wear(angle=-2.2, fade=0.35, grain=24),
    ),
    "f6": Paper(
        "Water meter",
        (("House", "Button Street 23"), ("Meter", "W-700418"), ("Reads", "05637"),
         ("Day", "1 October 2026")),
        Wear(angle=-1.0, copied=True, fold=420),
    ),
}  # fmt: skip
LABELS = {
    "l1": Label(
        "Nutmeg Market", "Bo Lantern", "14 Turnip Lane", "Nowhere Town", "KX 40 718",
        Wear(angle=1.5, grain=20),
    ),
    "l2": Label(
        "Dandelion Books", "Mira Saucepan", "7 Kettle Row", "Puddleford", "KX 93 052",
        Wear(angle=-2.4, fold=300, grain=24),
    ),
    "l3": Label(
        "Pebble Hardware", "Jono Marble", "23 Button Street", "Mossy End", "RT 61 847",
        Wear(angle=1.0, copied=True),
    ),
    "l4": Label(
        "Teapot Corner Shop", "Ansel Pocket", "5 Windmill Steps", "Thimble Hill", "RT 28 316",
        Wear(angle=2.2, blur=1.5, grain=20),
    ),
    "l5": Label(
        "Moth Lantern Shop", "Wren Halfpenny", "118 Cobble Road", "Pond Corner", "HD 57 290",
        Wear(angle=-1.2, blot=("parcel", 7), grain=20),
    ),
    "l6": Label(
        "Bramble Bakery", "Suki Featherbed", "31 Ladder Lane", "Puddleford", "HD 84 163",
        Wear(angle=-2.0, fade=0.4, grain=24),
    ),
    "l7": Label(
        "Copper Kettle Cafe", "Otis Marmalade", "62 Willow Bend", "Mossy End", "BN 35 904",
        Wear(angle=1.4, copied=True, fold=360),
    ),
    "l8": Label(
        "Harbour Button Shop", "Ida Clothespeg", "9 Spindle Yard", "Nowhere Town", "BN 76 425",
        Wear(angle=-0.6, blot=("parcel", 7), grain=20),
    ),
    "l9": Label(
        "Nutmeg Market", "Bibi Snowglobe", "40 Feather Street", "Puddleford", "QM 18 653",
        Wear(angle=1.0, blot=("parcel", 7)),
    ),
}  # fmt: skip
SHOWN = "l9"
"""The sheet of the pages that explain; it is never asked about."""
SHEETS: dict[str, Sheet] = {**RECEIPTS, **PAPERS, **LABELS}
