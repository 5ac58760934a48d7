"""An exam that was failed since its gold answer was wrong, and the edition that mends it."""

from fakes.machines import GOLD, exam, import_pets
from msgspec.structs import replace
from rules.module_samples import ROWS

MENDED = ROWS.replace("secret note,,cat", "secret note,,dog")
"""The gold answer of the first question was wrong; it is a dog."""
NEW = "pets-e3"


def mend(world, **changes):
    """The third edition, with the right answer."""
    return import_pets(world.hub, **{"edition": 3, "rows": MENDED, "tries": None, **changes})


def sit_rightly(world, seat, visitor, *, first=1):
    """A try that is right by what the picture shows, and failed by the second edition."""
    for number in range(first, first + 30):
        body = exam(world.hub, visitor, try_number=number)
        if "x1" in body.answers:
            answers = {item: GOLD[item] for item in body.answers} | {"x1": {"pet": "dog"}}
            assert seat.tell(replace(body, answers=answers)) == [("stored", "")]
            return number
    raise AssertionError("x1 was never asked")
