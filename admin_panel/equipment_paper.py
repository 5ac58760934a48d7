"""Equipment on paper: labels for A4; the slip of a loan and a contract for A6 or a 58 mm roll."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from admin_panel.paper_letters import document
from admin_panel.voucher_paper import Line, Size, qr_picture, words_at

if TYPE_CHECKING:
    from fpdf import FPDF

LABELS = Size((210, 297), (63, 36), (3, 8), 26, upright=False)
LABEL_GAP = 3.0
SLIPS = {
    "a6": Size((105, 148), (93, 136), (1, 1), 34, upright=True),
    "roll": Size((58, 120), (50, 114), (1, 1), 30, upright=True),
}
PAPERS = {
    "a6": Size((105, 148), (93, 138), (1, 1), 17, upright=True),
    "roll": Size((58, 400), (50, 400), (1, 1), 24, upright=True),
}
"""A contract: as many pages as it needs, or a strip of the roll as long as it is."""
QR_GAP = 4.0
CELL_PAD = 1.0
"""What fpdf leaves free beside the words of a line."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stuck on a thing says. `qr` is what its code says."""

    site: str
    title: str
    code: str
    qr: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What a visitor takes along with a thing: lines from top to bottom, the strong ones named."""

    head: Sequence[str]
    lines: Sequence[str]
    rules: Sequence[str]
    qr: str


def labels_pdf(labels: Sequence[Label], *, rtl: bool) -> bytes:
    """All labels, as many to a page as it holds."""
    drawn = document(LABELS.page)
    columns, rows = LABELS.grid
    width, height = LABELS.cell
    left = (LABELS.page[0] - columns * width) / 2
    top = (LABELS.page[1] - rows * height) / 2
    for place, label in enumerate(labels):
        row, column = divmod(place % (columns * rows), columns)
        if row == column == 0:
            drawn.add_page()
        x = left + (columns - 1 - column if rtl else column) * width
        y = top + row * height
        qr_x = x + width - LABEL_GAP - LABELS.qr if rtl else x + LABEL_GAP
        words_x = x + LABEL_GAP if rtl else x + LABELS.qr + 2 * LABEL_GAP
        drawn.image(qr_picture(label.qr), qr_x, y + (height - LABELS.qr) / 2, LABELS.qr, LABELS.qr)
        at = y + 8
        for line in (
            Line(label.site, 7, 4.5),
            Line(label.title, 9, 5.5, bold=True),
            Line(label.code, 13, 7, bold=True),
        ):
            align = "R" if rtl else "L"
            words_width = width - LABELS.qr - 3 * LABEL_GAP
            words_at(drawn, line, x=words_x, y=at, width=words_width, align=align)
            at += line.height
    return bytes(drawn.output())


def slip_pdf(slip: Slip, *, size: Size) -> bytes:
    """One page: what, who, until when, what holds for it, and the thing's code."""
    drawn = document(size.page)
    drawn.add_page()
    x = (size.page[0] - size.cell[0]) / 2
    at = (size.page[1] - size.cell[1]) / 2
    big = size.page[0] > SLIPS["roll"].page[0]
    lines = (
        *(Line(words, 12 if big else 10, 6.5, bold=True) for words in slip.head),
        *(Line(words, 10 if big else 8.5, 6 if big else 5) for words in slip.lines),
    )
    for line in lines:
        words_at(drawn, line, x=x, y=at, width=size.cell[0], align="C")
        at += line.height
    drawn.image(qr_picture(slip.qr), (size.page[0] - size.qr) / 2, at + QR_GAP, size.qr, size.qr)
    at += size.qr + 2 * QR_GAP
    for words in slip.rules:
        line = Line(words, 8 if big else 7, 5)
        words_at(drawn, line, x=x, y=at, width=size.cell[0], align="C")
        at += line.height
    return bytes(drawn.output())


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of a table: words, and a sum at its end."""

    words: str
    value: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A contract: what, who, the table of parts, what holds, where the visitor signs."""

    head: Sequence[str]
    lines: Sequence[str]
    rows: Sequence[PaperLine]
    rules: Sequence[str]
    sign: str
    qr: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a page: its height in millimetres, and how it is drawn from a height on."""

    height: float
    draw: Callable[[float], None]


def paper_pdf(paper: Paper, *, size: Size, rtl: bool) -> bytes:
    """The contract; the roll is cut where its words end."""
    if size == PAPERS["roll"]:
        strip = document(size.page)
        strip.add_page()
        height = 2 * QR_GAP + sum(one.height for one in _pieces(strip, paper, size=size, rtl=rtl))
        strip.output()  # a document that is never written leaves its fonts open
        size = replace(size, page=(size.page[0], height), cell=(size.cell[0], height))
    drawn = document(size.page)
    drawn.add_page()
    at = QR_GAP
    for piece in _pieces(drawn, paper, size=size, rtl=rtl):
        if at + piece.height > size.page[1]:
            drawn.add_page()
            at = QR_GAP
        piece.draw(at)
        at += piece.height
    return bytes(drawn.output())


def _pieces(drawn: "FPDF", paper: Paper, *, size: Size, rtl: bool) -> Iterator[Piece]:
    width, x = size.cell[0], (size.page[0] - size.cell[0]) / 2
    big = size.page[0] > SLIPS["roll"].page[0]
    start, end = ("R", "L") if rtl else ("L", "R")

    def told(line: Line, align: str) -> Piece:
        return Piece(
            line.height, lambda y: words_at(drawn, line, x=x, y=y, width=width, align=align)
        )

    def row(line: PaperLine) -> Piece:
        def draw(y: float) -> None:
            points = 9 if big else 8
            value = width * 0.36
            words = Line(line.words, points, 4.6)
            words_at(drawn, words, x=x + value * rtl, y=y, width=width - value, align=start)
            sum_x = x if rtl else x + width - value
            words_at(drawn, Line(line.value, points, 4.6), x=sum_x, y=y, width=value, align=end)
            drawn.set_draw_color(200)
            drawn.line(x, y + 4.7, x + width, y + 4.7)

        return Piece(5, draw)

    def square(y: float) -> None:
        left = (size.page[0] - size.qr) / 2
        drawn.image(qr_picture(paper.qr), left, y + 2, size.qr, size.qr)

    for words in paper.head:
        yield told(Line(words, 11 if big else 10, 5.2, bold=True), "C")
    for words in paper.lines:
        yield told(Line(words, 8.5 if big else 8, 4.2), "C")
    yield Piece(size.qr + 4, square)
    yield from (row(line) for line in paper.rows)
    yield Piece(2, lambda _y: None)
    for words in paper.rules:
        points = 8
        for part in _wrapped(drawn, words, points=points, width=width):
            yield told(Line(part, points, 3.7), start)
        yield Piece(0.7, lambda _y: None)
    yield Piece(8, lambda y: drawn.line(x, y + 8, x + width, y + 8))
    yield told(Line(paper.sign, 7, 4), start)


def _wrapped(drawn: "FPDF", words: str, *, points: float, width: float) -> Iterator[str]:
    """A sentence as lines that fit."""
    drawn.set_font("latin", "", points)
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and drawn.get_string_width(longer) > width - 2 * CELL_PAD:
            yield line
            longer = word
        line = longer
    yield line
