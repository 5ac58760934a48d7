"""The tour's story: the main job from an empty folder to the visitor's cash, chapter by chapter."""

from collections.abc import Callable, Iterator

from kiosk.tour.closing import Closing
from kiosk.tour.opening import Opening
from kiosk.tour.outages import Outages
from kiosk.tour.pay import Pay
from kiosk.tour.people import People

Step = tuple[str, Callable[[], str]]
"""A step's name, and what does it and says how it went."""


def steps(people: People) -> Iterator[Step]:
    """All steps in order."""
    for chapter in (Opening(people), Outages(people), Pay(people), Closing(people)):
        yield from chapter.steps()
