"""A learner's own record as PDF: A4, figures first, then qualifications and certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from admin_panel.award_paper import BRAND, INK, INK_SOFT
from admin_panel.paper_letters import document
from admin_panel.voucher_paper import Line, Size, words_at

if TYPE_CHECKING:
    from fpdf import FPDF

PAGE = Size((210, 297), (170, 257), (1, 1), 0, upright=True)
LEFT, TOP, FOOT = 20.0, 22.0, 275.0
LABEL_WIDTH = 70.0
ROW = 8.0


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """The words of a record, in the reader's language."""

    site: str
    title: str
    name: str
    day: str
    rows: Sequence[tuple[str, str]]
    skills_title: str
    skills: Sequence[str]
    papers_title: str
    papers: Sequence[str]
    small: str


def pdf_of(record: PaperRecord, *, rtl: bool) -> bytes:
    """As many pages as it needs."""
    drawn = document(PAGE.page)
    drawn.set_title(record.title)
    drawn.add_page()
    align = "R" if rtl else "L"
    at = _head(drawn, record, align=align)
    for label, value in record.rows:
        at = _row(drawn, label, value, at, rtl=rtl)
    for title, lines in (
        (record.skills_title, record.skills),
        (record.papers_title, record.papers),
    ):
        if lines:
            at = _words(drawn, Line(title, 14, 9, bold=True), BRAND, at + 5, align=align)
        for words in lines:
            at = _words(drawn, Line(words, 11, 7), INK, at, align=align)
    small = Line(record.small, 9, 5)
    drawn.set_text_color(*INK_SOFT)
    words_at(drawn, small, x=LEFT, y=FOOT + 6, width=PAGE.cell[0], align=align)
    return bytes(drawn.output())


def _head(drawn: "FPDF", record: PaperRecord, *, align: str) -> float:
    at = _words(drawn, Line(record.site, 12, 7), INK_SOFT, TOP, align=align)
    at = _words(drawn, Line(record.title, 24, 13, bold=True), BRAND, at, align=align)
    at = _words(drawn, Line(record.name, 18, 11, bold=True), INK, at, align=align)
    return _words(drawn, Line(record.day, 11, 7), INK_SOFT, at, align=align) + 5


def _row(drawn: "FPDF", label: str, value: str, at: float, *, rtl: bool) -> float:
    """A figure's name at the start, the figure beside it, a line below."""
    width = PAGE.cell[0]
    align = "R" if rtl else "L"
    drawn.set_text_color(*INK_SOFT)
    label_x = LEFT + width - LABEL_WIDTH if rtl else LEFT
    words_at(drawn, Line(label, 11, ROW), x=label_x, y=at, width=LABEL_WIDTH, align=align)
    drawn.set_text_color(*INK)
    value_x = LEFT if rtl else LEFT + LABEL_WIDTH
    told = Line(value, 11, ROW, bold=True)
    words_at(drawn, told, x=value_x, y=at, width=width - LABEL_WIDTH, align=align)
    drawn.set_draw_color(200)
    drawn.line(LEFT, at + ROW, LEFT + width, at + ROW)
    return at + ROW + 1


def _words(
    drawn: "FPDF", line: Line, colour: tuple[int, int, int], at: float, *, align: str
) -> float:
    """A line of words, on the next page where this one is full; how far down it ends."""
    if at + line.height > FOOT:
        drawn.add_page()
        at = TOP
    drawn.set_text_color(*colour)
    words_at(drawn, line, x=LEFT, y=at, width=PAGE.cell[0], align=align)
    return at + line.height
