"""Blank cards as PDF: an A4 sheet of ten, the size of a bank card, with cut marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from admin_panel.paper_letters import document
from admin_panel.voucher_paper import Line, Size, cut_marks, qr_picture, words_at
from kiosk.rules.scans import CARD_PREFIX

if TYPE_CHECKING:
    from fpdf import FPDF

SHEET = Size((210, 297), (85.6, 54), (2, 5), 32, upright=False)
GAP = 6.0


@dataclass(frozen=True, slots=True)
class PaperCard:
    """The words of one card, in the reader's language."""

    site: str
    code: str
    name_here: str
    how: str
    number: str


def pdf_of(cards: Sequence[PaperCard], *, rtl: bool) -> bytes:
    """All cards, ten to a page."""
    drawn = document(SHEET.page)
    columns, rows = SHEET.grid
    left = (SHEET.page[0] - columns * SHEET.cell[0]) / 2
    top = (SHEET.page[1] - rows * SHEET.cell[1]) / 2
    for place, card in enumerate(cards):
        row, column = divmod(place % (columns * rows), columns)
        if row == column == 0:
            drawn.add_page()
            cut_marks(drawn, SHEET, left=left, top=top)
        across = columns - 1 - column if rtl else column
        _draw(drawn, card, x=left + across * SHEET.cell[0], y=top + row * SHEET.cell[1], rtl=rtl)
    return bytes(drawn.output())


def _draw(drawn: "FPDF", card: PaperCard, *, x: float, y: float, rtl: bool) -> None:
    """The QR at the start, site and code beside it, a line for the name below."""
    width, height = SHEET.cell
    align = "R" if rtl else "L"
    qr_x = x + width - GAP - SHEET.qr if rtl else x + GAP
    words_x = x + GAP if rtl else x + SHEET.qr + 2 * GAP
    words_width = width - SHEET.qr - 3 * GAP
    drawn.image(qr_picture(CARD_PREFIX + card.code), qr_x, y + GAP, SHEET.qr, SHEET.qr)
    at = y + GAP
    for line in (
        Line(card.site, 9, 8, bold=True),
        Line(card.code, 19, 12, bold=True),
        Line(card.how, 7, 5),
        Line(card.number, 6, 4),
    ):
        words_at(drawn, line, x=words_x, y=at, width=words_width, align=align)
        at += line.height
    under = y + height - GAP
    drawn.set_draw_color(120)
    drawn.line(x + GAP, under, x + width - GAP, under)
    words_at(
        drawn,
        Line(card.name_here, 6, 3.4),
        x=x + GAP,
        y=under + 0.4,
        width=width - 2 * GAP,
        align=align,
    )
