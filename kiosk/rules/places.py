"""Places on a picture: boxes and points in thousandths of its width and height, whole numbers.

So hub and station mark alike, and a picture that is shown larger changes nothing.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

WHOLE = 1000
"""The picture's far edge."""
AREA = re.compile(r"([0-9]{1,4}) ([0-9]{1,4}) ([0-9]{1,4}) ([0-9]{1,4})")
SPOT = re.compile(r"([0-9]{1,4}) ([0-9]{1,4})")


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A box. It has a size and lies wholly on the picture."""

    left: int
    top: int
    width: int
    height: int

    @property
    def text(self) -> str:
        """As it stands in a cell: `120 340 200 150`."""
        return f"{self.left} {self.top} {self.width} {self.height}"

    @property
    def size(self) -> int:
        """Its surface."""
        return self.width * self.height

    @property
    def percents(self) -> tuple[str, str, str, str]:
        """Left, top, width and height as a page places them: `12.3%`."""
        left, top, width, height = (
            f"{one // 10}.{one % 10}%" for one in (self.left, self.top, self.width, self.height)
        )
        return left, top, width, height

    def shared(self, other: "Area") -> int:
        """The surface that two boxes have in common."""
        width = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        height = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        return max(width, 0) * max(height, 0)

    def overlap(self, other: "Area") -> Fraction:
        """Intersection over union, from 0 to 1."""
        shared = self.shared(other)
        return Fraction(shared, self.size + other.size - shared)


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A place."""

    left: int
    top: int

    @property
    def text(self) -> str:
        """As it stands in a cell: `512 340`."""
        return f"{self.left} {self.top}"

    def distance_squared(self, other: "Point") -> int:
        """In thousandths by thousandths."""
        return (self.left - other.left) ** 2 + (self.top - other.top) ** 2


def read_area(text: str) -> Area | None:
    """A box from its text; None for what is none, has no size or leaves the picture."""
    found = AREA.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    area = Area(*(int(number) for number in found.groups()))
    inside = area.left + area.width <= WHOLE and area.top + area.height <= WHOLE
    return area if inside and area.size else None


def read_point(text: str) -> Point | None:
    """A point from its text; None for what is none or leaves the picture."""
    found = SPOT.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    point = Point(*(int(number) for number in found.groups()))
    return point if max(point.left, point.top) <= WHOLE else None


@dataclass(frozen=True, slots=True)
class Marked:
    """A place that was drawn, and the label given to it, or empty."""

    place: Area | Point
    label: str

    @property
    def text(self) -> str:
        """As it stands in an answer and in a cell: `120 340 200 150 car`."""
        return f"{self.place.text} {self.label}".strip()


def read_marked_area(text: str) -> Marked | None:
    """A box with or without a label."""
    parts = text.split(maxsplit=4)
    area = read_area(" ".join(parts[:4]))
    return None if area is None else Marked(area, "".join(parts[4:]).strip())


def read_marked_point(text: str) -> Marked | None:
    """A point with or without a label."""
    parts = text.split(maxsplit=2)
    point = read_point(" ".join(parts[:2]))
    return None if point is None else Marked(point, "".join(parts[2:]).strip())
