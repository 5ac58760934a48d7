"""A certificate as PDF: one A4 page across, its QR signed by the hub."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from admin_panel.paper_letters import document
from admin_panel.voucher_paper import Line, Size, qr_picture, words_at

if TYPE_CHECKING:
    from fpdf import FPDF

PAGE = Size((297, 210), (245, 178), (1, 1), 58, upright=False)
BRAND, BRAND_SOFT, INK, INK_SOFT = (11, 93, 81), (126, 224, 192), (22, 32, 44), (75, 90, 107)
EDGE = 9.0
INNER = 3.0
FOOT = 190.0
"""How far down the QR and the words beside it end."""
SIGN_WIDTH = 76.0


@dataclass(frozen=True, slots=True)
class PaperAward:
    """The words of a certificate, in the reader's language. `qr` is what its code says."""

    site: str
    title: str
    certifies: str
    name: str
    passed: str
    module: str
    facts: Sequence[str]
    small: Sequence[str]
    sign: str
    qr: str


def pdf_of(award: PaperAward, *, rtl: bool) -> bytes:
    """The page; its file names the text of the code too, so that a file is checked as paper is."""
    drawn = document(PAGE.page)
    drawn.set_title(award.title)
    drawn.set_keywords(award.qr)
    drawn.add_page()
    _frame(drawn)
    _middle(drawn, award)
    _foot(drawn, award, rtl=rtl)
    return bytes(drawn.output())


def _frame(drawn: "FPDF") -> None:
    width, height = PAGE.page
    drawn.set_draw_color(*BRAND)
    drawn.set_line_width(1.4)
    drawn.rect(EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE)
    drawn.set_draw_color(*BRAND_SOFT)
    drawn.set_line_width(0.5)
    inner = EDGE + INNER
    drawn.rect(inner, inner, width - 2 * inner, height - 2 * inner)


def _middle(drawn: "FPDF", award: PaperAward) -> None:
    """From the centre's name down to the mark, each line in the middle of the page."""
    width, x = PAGE.cell[0], (PAGE.page[0] - PAGE.cell[0]) / 2
    lines = (
        (22.0, Line(award.site, 13, 7), INK_SOFT),
        (32.0, Line(award.title, 34, 16, bold=True), BRAND),
        (54.0, Line(award.certifies, 13, 7), INK_SOFT),
        (63.0, Line(award.name, 30, 15, bold=True), INK),
        (84.0, Line(award.passed, 13, 7), INK_SOFT),
        (93.0, Line(award.module, 21, 11, bold=True), INK),
    )
    for y, line, colour in lines:
        drawn.set_text_color(*colour)
        words_at(drawn, line, x=x, y=y, width=width, align="C")
    drawn.set_text_color(*INK)
    for n, words in enumerate(award.facts):
        words_at(drawn, Line(words, 13, 7), x=x, y=109 + 8 * n, width=width, align="C")


def _foot(drawn: "FPDF", award: PaperAward, *, rtl: bool) -> None:
    """The code at the end of the lines; a place to sign and what checks it at their start."""
    left, right = (PAGE.page[0] - PAGE.cell[0]) / 2, (PAGE.page[0] + PAGE.cell[0]) / 2
    qr_x = left if rtl else right - PAGE.qr
    drawn.image(qr_picture(award.qr), qr_x, FOOT - PAGE.qr, PAGE.qr, PAGE.qr)
    align = "R" if rtl else "L"
    words_width = PAGE.cell[0] - PAGE.qr - 8
    words_x = right - words_width if rtl else left
    drawn.set_draw_color(*INK_SOFT)
    drawn.set_line_width(0.3)
    sign_y = 157.0
    sign_x = right - SIGN_WIDTH if rtl else left
    drawn.line(sign_x, sign_y, sign_x + SIGN_WIDTH, sign_y)
    drawn.set_text_color(*INK_SOFT)
    sign = Line(award.sign, 10, 5)
    words_at(drawn, sign, x=sign_x, y=sign_y + 1, width=SIGN_WIDTH, align=align)
    at = FOOT - 5.2 * len(award.small)
    for words in award.small:
        words_at(drawn, Line(words, 9.5, 5.2), x=words_x, y=at, width=words_width, align=align)
        at += 5.2
