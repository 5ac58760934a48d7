"""Equipment on paper: a sheet of labels for A4, and the slip of a loan for A6 or a 58 mm roll."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_panel.voucher_paper import Line, Size, document, qr_picture, words_at

LABELS = Size((210, 297), (63, 36), (3, 8), 26, upright=False)
LABEL_GAP = 3.0
SLIPS = {
    "a6": Size((105, 148), (93, 136), (1, 1), 34, upright=True),
    "roll": Size((58, 120), (50, 114), (1, 1), 30, upright=True),
}
QR_GAP = 4.0


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
    drawn = document(LABELS)
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
    drawn = document(size)
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
