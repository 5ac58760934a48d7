"""PINs: four to eight digits, or three of twelve pictures in order; what is too easy to guess.

A picture-PIN is written as its pictures' places on the pad, `P` and two digits each: it goes the
way of a PIN of digits from there, hash and lock-out included. There are 12 · 11 · 10 = 1,320 of
them; five tries and a lock-out are what keeps a guesser out, as with the 10,000 of four digits.
The pad is never shuffled: who cannot read finds a picture by its place.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from kiosk.rules.refusals import Refusal

PICTURES = (
    "sun",
    "moon",
    "star",
    "tree",
    "flower",
    "fish",
    "bird",
    "cat",
    "house",
    "boat",
    "cup",
    "key",
)
"""In the order of the pad; their drawings stand in kiosk/looks/static/pictures."""
PICTURES_ASKED = 3
PICTURE_MARK = "P"
PLACE_DIGITS = 2
BIRTH_YEARS = range(1920, 2030)
YEAR_DIGITS = 4
DATE_DIGITS = 8


def picture_pin(picked: Sequence[str]) -> str:
    """What stands for pictures picked in this order.

    Raises:
        Refusal: `field_wrong` unless they are three different ones of the twelve.
    """
    if len(picked) != PICTURES_ASKED or len(set(picked)) != PICTURES_ASKED:
        raise Refusal("field_wrong", field="pictures")
    if any(one not in PICTURES for one in picked):
        raise Refusal("field_wrong", field="pictures")
    return PICTURE_MARK + "".join(f"{PICTURES.index(one) + 1:0{PLACE_DIGITS}d}" for one in picked)


def check_pictures(picked: Sequence[str]) -> str:
    """The PIN of pictures that a visitor chose.

    Raises:
        Refusal: what `picture_pin` refuses; `pin_weak` for neighbours in a row, to or fro.
    """
    pin = picture_pin(picked)
    if _step([PICTURES.index(one) for one in picked], modulo=0) in (1, -1):
        raise Refusal("pin_weak", field="pictures")
    return pin


def check_pin(pin: str) -> None:
    """Refuse digits that are among the first that anybody would try.

    Raises:
        Refusal: `pin_weak`.
    """
    if _is_run(pin) or _repeats(pin) or _is_year(pin) or _is_date(pin):
        raise Refusal("pin_weak", field="pin")


def _is_run(pin: str) -> bool:
    """1111, 1234, 7890, 4321, 2468."""
    return _step([int(sign) for sign in pin], modulo=10) in (0, 1, 9, 2, 8)


def _step(places: Sequence[int], *, modulo: int) -> int | None:
    """By how much each is more than the one before, if by the same each time."""
    steps = {
        (after - before) % modulo if modulo else after - before
        for before, after in pairwise(places)
    }
    return steps.pop() if len(steps) == 1 else None


def _repeats(pin: str) -> bool:
    """1212, 123123, 47114711: one part again and again."""
    return any(
        len(pin) % size == 0 and pin == pin[:size] * (len(pin) // size)
        for size in range(1, len(pin) // 2 + 1)
    )


def _is_year(pin: str) -> bool:
    """1990: the year of a birth."""
    return len(pin) == YEAR_DIGITS and int(pin) in BIRTH_YEARS


def _is_date(pin: str) -> bool:
    """31121990, 12311990, 19901231: a day of birth in full."""
    if len(pin) != DATE_DIGITS:
        return False
    day_first = (pin[4:], pin[2:4], pin[:2])
    month_first = (pin[4:], pin[:2], pin[2:4])
    year_first = (pin[:4], pin[4:6], pin[6:])
    return any(_is_birthday(*parts) for parts in (day_first, month_first, year_first))


def _is_birthday(year: str, month: str, day: str) -> bool:
    if int(year) not in BIRTH_YEARS:
        return False
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
