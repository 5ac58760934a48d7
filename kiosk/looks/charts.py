"""Charts as numbers of a drawing: the macros of `looks/charts.html` only print them.

Time runs along the line of reading: in Arabic the first bar stands on the right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.rules.reports import Kind, Picture

WIDE, NARROW, HEIGHT = 1000, 520, 232
"""A picture alone has the whole page; two of them share it."""
LEFT, RIGHT, TOP, BOTTOM = 66, 8, 10, 28
LABELS_MOST = 13
LETTER = 8
"""About how wide a letter of a label is; months of a language may be long words."""
STEPS = (1, 2, 5)
LINES_WANTED = 4
BAR_SHARE, BAR_MOST = 0.68, 64
HEAT_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Said:
    """How values are written in the language spoken: in full, and where there is little room."""

    plain: Callable[[object, Kind], str]
    brief: Callable[[object, Kind], str]
    rtl: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the scale or a word below the picture; `words` may be empty."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A box of one series (`series` counts from 0), and what is said when pointed at."""

    x: float
    y: float
    width: float
    height: float
    series: int
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """The points of one series, as SVG wants them."""

    points: str
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All that stands in the drawing; `axis_x` is where the words of the scale end."""

    marks: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    legend: tuple[str, ...] = ()
    zero: float = 0
    width: int = WIDE
    left: float = LEFT
    right: float = WIDE - RIGHT
    axis_x: float = LEFT - 8


@dataclass(frozen=True, slots=True)
class Spot:
    """One field of a heat map: `level` 0 (nothing) to 9, None where there is no value."""

    level: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A heat map: it is a table, so that it is read aloud like one."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Spot, ...]], ...]


def scale(lowest: int, highest: int, *, unit: int) -> tuple[int, ...]:
    """Round numbers from at most `lowest` to at least `highest`, 0 among them.

    Args:
        lowest: the least value, or 0.
        highest: the greatest.
        unit: what a round number is made of: 100 for sums with two decimals, 3600 for hours.
    """
    span = max(highest, 0) - min(lowest, 0)
    step, power = unit, 1
    while step * LINES_WANTED < span:
        step = next((unit * power * n for n in STEPS if unit * power * n > step), 0)
        if not step:
            power *= 10
            step = unit * power
    first = min(lowest, 0) // step
    last = max(-(-max(highest, 0) // step), first + 1)
    return tuple(step * n for n in range(first, last + 1))


def bars(picture: Picture, *, say: Said, unit: int, width: int = WIDE) -> Chart:
    """Bars, the series stacked on each other; sums below zero hang under the line."""
    stacks = list(zip(*(one.values for one in picture.series), strict=True))
    ups = [sum(max(value or 0, 0) for value in stack) for stack in stacks]
    downs = [sum(min(value or 0, 0) for value in stack) for stack in stacks]
    ticks = scale(min(downs, default=0), max(ups, default=0), unit=unit)
    board = _Board(ticks, len(picture.labels), width=width, rtl=say.rtl)
    made = []
    for place, stack in enumerate(stacks):
        up = down = 0
        for number, value in enumerate(stack):
            if not value:
                continue
            start = up if value > 0 else down
            up, down = (up + value, down) if value > 0 else (up, down + value)
            words = _words(picture, place, number, value, say=say)
            made.append(board.bar(place, start, start + value, number, words))
    return board.chart(picture, say=say, bars=tuple(made))


def lines(picture: Picture, *, say: Said, unit: int, width: int = WIDE) -> Chart:
    """A line for each series; a gap in a series is passed over."""
    told = [value for one in picture.series for value in one.values if value is not None]
    ticks = scale(min(told, default=0), max(told, default=0), unit=unit)
    board = _Board(ticks, len(picture.labels), width=width, rtl=say.rtl)
    made = tuple(
        Line(
            " ".join(
                f"{board.middle(place):.1f},{board.height(value):.1f}"
                for place, value in enumerate(one.values)
                if value is not None
            ),
            number,
        )
        for number, one in enumerate(picture.series)
    )
    return board.chart(picture, say=say, lines=made)


def heat(picture: Picture, *, say: Said) -> Heat:
    """A field for each value, darker for more; `picture.most` is as dark as can be."""
    told = [value for one in picture.series for value in one.values if value is not None]
    most = picture.most or max(told, default=0)
    return Heat(
        tuple(say.brief(label, picture.label_kind) for label in picture.labels),
        tuple(
            (
                say.plain(one.name, Kind.TEXT),
                tuple(
                    Spot(_level(value, most), _heat_words(value, picture, say))
                    for value in one.values
                ),
            )
            for one in picture.series
        ),
    )


class _Board:
    """Where things stand between the ticks of a scale."""

    def __init__(self, ticks: Sequence[int], places: int, *, width: int, rtl: bool) -> None:
        self.ticks = ticks
        self.places = max(places, 1)
        self.rtl = rtl
        self.width = width
        self.left = RIGHT if rtl else LEFT
        self.step = (width - LEFT - RIGHT) / self.places

    def height(self, value: int) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

    def middle(self, place: int) -> float:
        turned = self.places - 1 - place if self.rtl else place
        return self.left + self.step * (turned + 0.5)

    def bar(self, place: int, start: int, end: int, series: int, words: str) -> Bar:
        width = min(self.step * BAR_SHARE, BAR_MOST)
        top, bottom = self.height(max(start, end)), self.height(min(start, end))
        x = self.middle(place) - width / 2
        return Bar(
            round(x, 1), round(top, 1), round(width, 1), round(bottom - top, 1), series, words
        )

    def every(self, labels: Sequence[str]) -> int:
        """Each, each second, … label is written, so that none runs into the next."""
        longest = max(map(len, labels), default=0) + 1
        most = min(LABELS_MOST, int(self.step * self.places / (longest * LETTER)))
        return -(-len(labels) // max(most, 1))

    def chart(
        self,
        picture: Picture,
        *,
        say: Said,
        bars: tuple[Bar, ...] = (),
        lines: tuple[Line, ...] = (),
    ) -> Chart:
        labels = [say.brief(label, picture.label_kind) for label in picture.labels]
        every = self.every(labels)
        return Chart(
            marks=tuple(
                Mark(round(self.height(tick), 1), say.brief(tick, picture.kind))
                for tick in self.ticks
            ),
            labels=tuple(
                Mark(round(self.middle(place), 1), label)
                for place, label in enumerate(labels)
                if place % every == 0
            ),
            bars=bars,
            lines=lines,
            legend=tuple(say.plain(one.name, Kind.TEXT) for one in picture.series)
            if len(picture.series) > 1
            else (),
            zero=round(self.height(0), 1),
            left=self.left,
            right=self.left + self.step * self.places,
            width=self.width,
            axis_x=self.width - LEFT + 8 if self.rtl else LEFT - 8,
        )


def _words(picture: Picture, place: int, series: int, value: int, *, say: Said) -> str:
    named = say.plain(picture.labels[place], picture.label_kind)
    of = (
        f" · {say.plain(picture.series[series].name, Kind.TEXT)}" if len(picture.series) > 1 else ""
    )
    return f"{named}{of}: {say.plain(value, picture.kind)}"


def _level(value: int | None, most: int) -> int | None:
    if value is None:
        return None
    if value <= 0 or most <= 0:
        return 0
    return min(HEAT_LEVELS, 1 + value * HEAT_LEVELS // (most + 1))


def _heat_words(value: int | None, picture: Picture, say: Said) -> str:
    """A field has room for two figures: nothing is left empty, a share goes without its sign."""
    if not value:
        return ""
    return say.brief(value, picture.kind).removesuffix("%")
