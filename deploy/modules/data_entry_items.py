"""The items of `data-entry`. Each gold comes from the list of airports or from what was copied."""

from data_entry_pages import list_with_twins
from data_entry_tables import (
    AIRPORTS,
    COPIES,
    FIELDS,
    NO_MISTAKE,
    RULES,
    TABLES,
    TWINS,
    by_rule,
    lines,
    mistake,
)
from making import LETTERS, Asked, letters

CARD_ALT = "A card with typed lines"
BACK = "Not yet. Read each box back, sign by sign."
TRAPS = (
    ("0", "O", "That is the letter O. A zero has a dot."),
    ("O", "0", "That is a zero. A letter O has no dot."),
    ("1", "I", "That is the letter I. A one has a foot and a nose."),
    ("I", "1", "That is a one. The letter I has two even bars."),
    ("S", "5", "That is a five. The letter S is round."),
    ("8", "B", "That is the letter B. An eight is round."),
    ("5", "S", "That is the letter S. A five has a flat top."),
    ("B", "8", "That is an eight. A B has a straight back."),
)


def _slips(code: str) -> dict[str, str]:
    """The usual slips in a code: a sign that looks alike, two signs the wrong way round."""
    told = {code.replace(one, other): words for one, other, words in TRAPS if one in code}
    turned = (code[1] + code[0] + code[2], code[0] + code[2] + code[1])
    told |= {one: "Two signs changed places." for one in turned if one != code}
    return told


def _record(name: str, code: str, *, form: str, picture: str, gold: dict[str, str]) -> Asked:
    said = ", ".join(value or "empty" for value in gold.values())
    return Asked(
        name, form, "Type what the card says", gold, f"{picture}.png", CARD_ALT,
        right="Right. Each box is as on the card.", wrong=BACK,
        hints=(
            "Type one box. Look back. Type the next.",
            "Which signs look alike? Is a line empty?",
            f"Type: {said}.",
        ),
        why="Copy what stands there, not what you expect.",
        told=_slips(code),
    )  # fmt: skip


def named(name: str, code: str) -> Asked:
    """Code, airport and city of a card."""
    airport = AIRPORTS[code]
    gold = {"code": code, "airport": airport.name, "city": airport.city}
    return _record(name, code, form="named", picture=f"r-{code}", gold=gold)


def stated(name: str, code: str) -> Asked:
    """Code, city and state of a card."""
    airport = AIRPORTS[code]
    gold = {"code": code, "city": airport.city, "state": airport.state}
    return _record(name, code, form="stated", picture=f"r-{code}", gold=gold)


def placed(name: str, code: str) -> Asked:
    """Code, latitude and longitude of a card."""
    airport = AIRPORTS[code]
    gold = {"code": code, "latitude": airport.latitude, "longitude": airport.longitude}
    return _record(name, code, form="placed", picture=f"l-{code}", gold=gold)


def code_of(name: str, table: str, code: str) -> Asked:
    """Find a city in a list and type its code."""
    city = AIRPORTS[code].city
    codes = TABLES[table]
    at = codes.index(code)
    neighbours = [codes[n] for n in (at - 1, at + 1) if 0 <= n < len(codes)]
    told = {**_slips(code), **dict.fromkeys(neighbours, "You slipped into the line beside it.")}
    return Asked(
        name, "line", f"Type the code of {city}", code, f"{table}.png", "A list with two columns",
        right="Right. You stayed in the line.",
        wrong="Not yet. Find the line first.",
        hints=(
            "Lay a finger or a paper under the line.",
            f"It is line {at + 1} from the top.",
            f"Type {code}.",
        ),
        why="Most slips in lists are one line off.",
        told=told,
    )  # fmt: skip


def city_of(name: str, table: str, code: str) -> Asked:
    """Find a code in a list and type its city."""
    city = AIRPORTS[code].city
    codes = TABLES[table]
    at = codes.index(code)
    neighbours = [AIRPORTS[codes[n]].city for n in (at - 1, at + 1) if 0 <= n < len(codes)]
    return Asked(
        name, "line", f"Type the city of {code}", city, f"{table}.png", "A list with two columns",
        right="Right. You found the line.",
        wrong="Not yet. Find the code first.",
        hints=(
            "Read the codes from the top, sign by sign.",
            f"It is line {at + 1} from the top.",
            f"Type {city}.",
        ),
        why="Codes look alike. Read all three signs.",
        told=dict.fromkeys(neighbours, "You slipped into the line beside it."),
    )  # fmt: skip


def compare(name: str, copy: str) -> Asked:
    """Where a copy differs from its card."""
    shown = COPIES[copy]
    where = mistake(shown)
    four = (*FIELDS, NO_MISTAKE)
    gold = LETTERS[four.index(where)]
    told = {
        LETTERS[n]: f"{field} is the same twice."
        for n, field in enumerate(FIELDS)
        if field != where
    }
    if where == NO_MISTAKE:
        last = "All three are the same. Press 4."
    else:
        told["d"] = "One of them differs. Compare sign by sign."
        last = f"It says {shown.typed}. Press {four.index(where) + 1}."
    return Asked(
        name, "compare", "Where is the mistake in the copy?", gold, f"{copy}.png",
        "A card, and below it a copy of three lines", letters(*four),
        right="Right. You compared sign by sign.",
        wrong="Not yet. Compare line by line.",
        hints=(
            "Point at a sign above. Then at the same below.",
            "Count the letters. Look at double ones.",
            last,
        ),
        why="The eye reads what it expects. So go sign by sign.",
        told=told,
    )  # fmt: skip


def twice(name: str, twins: str) -> Asked:
    """Which two lines are one airport."""
    shown = TWINS[twins]
    made = lines(shown)
    _, areas = list_with_twins(shown)
    labels = letters(*(", ".join(line) for line in made))
    gold = "|".join(LETTERS[n] for n, line in enumerate(made) if line[0] == shown.code)
    others = {
        LETTERS[n]: f"{line[0]} stands there once."
        for n, line in enumerate(made)
        if line[0] != shown.code
    }
    return Asked(
        name, "lines", "Tap both lines of the same airport", gold, f"{twins}.png",
        "A list of five airports with code, name and city",
        {**labels, **{f"area_{LETTERS[n]}": area for n, area in enumerate(areas)}},
        right="Right. The code tells.",
        wrong="Not yet. Compare the codes.",
        hints=(
            "Names may differ a little. Codes may not.",
            "Read the first three signs of each line.",
            f"Tap both lines with {shown.code}.",
        ),
        why="Two airports never share a code. They may share a name.",
        told={**others, "missing": "There are two lines. Tap both."},
    )  # fmt: skip


def shaped(name: str, code: str, rule: str, place: int) -> Asked:
    """Which entry follows the rule; the right one stands at `place`."""
    airport, wanted = AIRPORTS[code], RULES[rule]
    right = by_rule(airport, wanted)
    swapped = wanted.between.join(reversed(right.split(wanted.between)))
    options = [right.lower(), swapped]
    options.insert(place, right)
    told = {
        LETTERS[n]: "The order is not that of the rule."
        if one == swapped
        else "Small letters where large ones belong."
        for n, one in enumerate(options)
        if one != right
    }
    return Asked(
        name, "shaped", f"The rule: {wanted.words} Which is right?", LETTERS[place],
        f"r-{code}.png", CARD_ALT, letters(*options),
        right="Right. Order, signs and capitals fit.",
        wrong="Not yet. Say the rule aloud.",
        hints=(
            "What comes first in the rule?",
            "Codes, states and names begin with large letters.",
            f"{right} is right. Press {place + 1}.",
        ),
        why="A wrong shape is sent back, even with right facts.",
        told=told,
    )  # fmt: skip


def sort(name: str, *codes: str) -> Asked:
    """Cities in the order of the alphabet."""
    cities = [AIRPORTS[code].city for code in codes]
    gold = sorted(cities)
    same = _same_start(gold)
    return Asked(
        name, "sort", "Put the cities in order, A first",
        "|".join(LETTERS[cities.index(city)] for city in gold),
        values={"story": "As in a list by the alphabet", **letters(*cities)},
        right="Right. You looked far enough into the word.",
        wrong="Not yet. The first letters are the same.",
        hints=(
            "Is the first letter the same? Take the next one.",
            f"All begin with {same}. Compare what follows.",
            f"{', '.join(gold)}.",
        ),
        why="A sorted list shows gaps and twins.",
    )  # fmt: skip


def _same_start(words: list[str]) -> str:
    first, last = words[0], words[-1]
    count = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 1)
    return first[:count]


CHECK = (stated("c01", "05U"), compare("c02", "k1"), code_of("c03", "t1", "0L5"))
PRACTICE = (
    named("p01", "0D8"),
    named("p02", "BJJ"),
    compare("p03", "k2"),
    named("p04", "AOO"),
    stated("p05", "18I"),
    compare("p06", "k3"),
    named("p07", "ROP"),
    placed("p08", "ABR"),
    shaped("p09", "0E8", "city", 2),
    city_of("p10", "t2", "1B9"),
    compare("p11", "k4"),
    shaped("p12", "BMG", "state", 0),
    twice("p13", "d1"),
    sort("p14", "BKV", "BFK", "BKX", "BMG"),
    twice("p15", "d2"),
    shaped("p16", "BNL", "code", 1),
)
EXAM = (
    named("x01", "0O4"),
    named("x02", "1S6"),
    named("x03", "AAS"),
    stated("x04", "4B1"),
    stated("x05", "1B9"),
    stated("x06", "BBP"),
    placed("x07", "BLI"),
    placed("x08", "0H1"),
    named("x09", "SCE"),
    named("x10", "HHH"),
    code_of("x11", "t3", "BKV"),
    code_of("x12", "t4", "0B8"),
    city_of("x13", "t1", "0D1"),
    city_of("x14", "t2", "1B1"),
    compare("x15", "k5"),
    compare("x16", "k6"),
    compare("x17", "k7"),
    compare("x18", "k8"),
    compare("x19", "k9"),
    compare("x20", "k10"),
    compare("x21", "k11"),
    twice("x22", "d3"),
    twice("x23", "d4"),
    twice("x24", "d5"),
    sort("x25", "ARB", "ANB", "AIA", "AOO"),
    shaped("x26", "AYS", "city", 1),
    shaped("x27", "1S6", "code", 2),
    shaped("x28", "BIV", "state", 0),
)
