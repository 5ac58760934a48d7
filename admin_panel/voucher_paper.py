"""Vouchers as PDF: an A4 sheet with cut marks, or a slip a page for a 58 or 80 mm roll.

The PDF and QR libraries take half a second to load; `drawing.py` keeps them out of the hub.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from admin_panel.paper_letters import document

if TYPE_CHECKING:
    from fpdf import FPDF

PIXELS_A_MODULE = 8
MASK = 2
"""One of the eight that the standard allows: the search for the prettiest is what takes long."""


@dataclass(frozen=True, slots=True)
class Size:
    """A page with its grid of vouchers, in millimetres."""

    page: tuple[float, float]
    cell: tuple[float, float]
    grid: tuple[int, int]
    qr: float
    upright: bool
    """The QR above the words, as on a roll."""


SIZES = {
    "a4": Size((210, 297), (63, 38), (3, 7), 28, upright=False),
    "roll80": Size((80, 96), (72, 90), (1, 1), 46, upright=True),
    "roll58": Size((58, 92), (48, 86), (1, 1), 42, upright=True),
}
MARK = 3.0
GAP = 3.0
"""Four modules of white around the code, as its standard asks."""


@dataclass(frozen=True, slots=True)
class PaperVoucher:
    """The words of one voucher, in the reader's language. `qr` is what its code says."""

    site: str
    offer: str
    price: str
    code: str
    until: str
    good_at: str
    number: str
    how: str
    qr: str


def pdf_of(vouchers: Sequence[PaperVoucher], *, size: Size, rtl: bool) -> bytes:
    """All vouchers, as many to a page as its grid holds."""
    drawn = document(size.page)
    columns, rows = size.grid
    left = (size.page[0] - columns * size.cell[0]) / 2
    top = (size.page[1] - rows * size.cell[1]) / 2
    for place, voucher in enumerate(vouchers):
        row, column = divmod(place % (columns * rows), columns)
        if row == column == 0:
            drawn.add_page()
            if columns > 1:
                cut_marks(drawn, size, left=left, top=top)
        across = columns - 1 - column if rtl else column
        x, y = left + across * size.cell[0], top + row * size.cell[1]
        draw = _upright if size.upright else _beside
        draw(drawn, voucher, size, x=x, y=y, rtl=rtl)
    return bytes(drawn.output())


def qr_picture(text: str) -> Any:
    """A QR code as a picture without its white border."""
    import qrcode  # noqa: PLC0415  heavy
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415  heavy

    made = qrcode.QRCode(
        error_correction=ERROR_CORRECT_M, box_size=PIXELS_A_MODULE, border=0, mask_pattern=MASK
    )
    made.add_data(text)
    return made.make_image().get_image()


def cut_marks(drawn: "FPDF", size: Size, *, left: float, top: float) -> None:
    """A small cross wherever four vouchers meet, so that scissors or a guillotine find the way."""
    drawn.set_draw_color(140)
    for column in range(size.grid[0] + 1):
        for row in range(size.grid[1] + 1):
            x, y = left + column * size.cell[0], top + row * size.cell[1]
            drawn.line(x - MARK / 2, y, x + MARK / 2, y)
            drawn.line(x, y - MARK / 2, x, y + MARK / 2)


@dataclass(frozen=True, slots=True)
class Line:
    """Words at a size in points; `bold` and their height in millimetres."""

    words: str
    points: float
    height: float
    bold: bool = False


def _lines(voucher: PaperVoucher) -> tuple[Line, ...]:
    return (
        Line(voucher.site, 7.5, 4.2),
        Line(voucher.offer, 12, 6.2, bold=True),
        Line(voucher.price, 8.5, 4.6),
        Line(voucher.code, 12, 6.6, bold=True),
        Line(voucher.until, 7, 3.9),
    )


def _small(voucher: PaperVoucher) -> tuple[Line, ...]:
    """Where and when it is good, and its number; no line for what it has not."""
    words = (voucher.good_at, voucher.number)
    return tuple(Line(each, 6, 3) for each in words if each)


def _beside(
    drawn: "FPDF", voucher: PaperVoucher, size: Size, *, x: float, y: float, rtl: bool
) -> None:
    """The QR at the start of the line, the words beside it."""
    width, height = size.cell
    qr_x = x + width - GAP - size.qr if rtl else x + GAP
    words_x = x + GAP if rtl else x + size.qr + 2 * GAP
    words_width = width - size.qr - 3 * GAP
    drawn.image(qr_picture(voucher.qr), qr_x, y + (height - size.qr) / 2, size.qr, size.qr)
    at = y + 4
    for line in _lines(voucher):
        words_at(drawn, line, x=words_x, y=at, width=words_width, align="R" if rtl else "L")
        at += line.height
    for line in _small(voucher):
        words_at(drawn, line, x=words_x, y=at, width=words_width, align="R" if rtl else "L")
        at += line.height


def _upright(
    drawn: "FPDF", voucher: PaperVoucher, size: Size, *, x: float, y: float, rtl: bool
) -> None:
    """Site and offer, the QR, then code, day and what to do."""
    del rtl  # all is in the middle
    width = size.cell[0]
    site, offer, price, code, until = _lines(voucher)
    at = y
    for line in (site, offer, price):
        words_at(drawn, line, x=x, y=at, width=width, align="C")
        at += line.height
    at += GAP
    drawn.image(qr_picture(voucher.qr), x + (width - size.qr) / 2, at, size.qr, size.qr)
    at += size.qr + GAP
    for line in (Line(code.words, 15, 8, bold=True), Line(voucher.how, 7, 3.8), until):
        words_at(drawn, line, x=x, y=at, width=width, align="C")
        at += line.height
    for line in _small(voucher):
        words_at(drawn, line, x=x, y=at, width=width, align="C")
        at += line.height


def words_at(drawn: "FPDF", line: Line, *, x: float, y: float, width: float, align: str) -> None:
    """One line, smaller where it would not fit."""
    points = line.points
    drawn.set_font("latin", "B" if line.bold else "", points)
    while points > 5 and drawn.get_string_width(line.words) > width:
        points -= 0.5
        drawn.set_font_size(points)
    drawn.set_xy(x, y)
    drawn.cell(width, line.height, line.words, align=align)
