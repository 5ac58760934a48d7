"""A receipt on paper: its words once, drawn as PDF or, dot by dot, for an ESC/POS roll printer.

A roll printer knows few letters, so it is given a picture: Arabic stands on it as on the screen.
The libraries for fonts and printers take long to load, so they are loaded with the first receipt.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from admin_panel.paper_letters import ARABIC, document, font_file, runs
from admin_panel.voucher_paper import Line, Size, qr_picture, words_at
from kiosk.rules.refusals import Refusal

if TYPE_CHECKING:
    from fpdf import FPDF
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH_MM = 80.0
MARGIN_MM = 5.0
QR_MM = 34.0
LINE_MM = 6.0
PORT = 9100
ANSWERS_WITHIN_S = 5
DEVICE = "/dev/"
SIZE_LEAST = 12
"""Dots; smaller letters nobody reads on thermal paper."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the receipt: what, and how much. `strong` is the sum that counts."""

    label: str
    value: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PaperReceipt:
    """The words of a receipt in the reader's language. `copy` is "" on the first print."""

    site: str
    copy: str
    number: tuple[str, str]
    when: str
    rows: Sequence[Row]
    thanks: str
    qr: str
    rtl: bool
    address: str = ""


def pdf_of(receipt: PaperReceipt) -> bytes:
    """One page as wide as a roll and as long as it must be."""
    lines = [*_head(receipt), *receipt.rows]
    height = 2 * MARGIN_MM + LINE_MM * len(lines) + QR_MM + 14
    width = WIDTH_MM - 2 * MARGIN_MM
    size = Size((WIDTH_MM, height), (width, height), (1, 1), QR_MM, upright=True)
    drawn = document(size.page)
    drawn.add_page()
    at = MARGIN_MM
    for row in lines:
        points = 11 if row.strong else 9
        if row.value:
            _pair(drawn, row, points=points, y=at, rtl=receipt.rtl)
        else:
            line = Line(row.label, points, LINE_MM, bold=row.strong)
            words_at(drawn, line, x=MARGIN_MM, y=at, width=width, align="C")
        at += LINE_MM
    drawn.image(qr_picture(receipt.qr), (WIDTH_MM - QR_MM) / 2, at + 3, QR_MM, QR_MM)
    thanks = Line(receipt.thanks, 8, 5)
    words_at(drawn, thanks, x=MARGIN_MM, y=at + QR_MM + 5, width=width, align="C")
    return bytes(drawn.output())


def _pair(drawn: "FPDF", row: Row, *, points: float, y: float, rtl: bool) -> None:
    """What at the start of the line, how much at its end."""
    width = (WIDTH_MM - 2 * MARGIN_MM) / 2
    left, right = (row.value, row.label) if rtl else (row.label, row.value)
    for words, x, align in ((left, MARGIN_MM, "L"), (right, MARGIN_MM + width, "R")):
        line = Line(words, points, LINE_MM, bold=row.strong)
        words_at(drawn, line, x=x, y=y, width=width, align=align)


def picture_of(receipt: PaperReceipt, *, dots: int) -> "Image":
    """The receipt in black dots, `dots` wide."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  heavy

    lines = [*_head(receipt), *receipt.rows, Row(receipt.thanks)]
    line_dots, qr_dots = dots // 11, dots // 2
    height = line_dots * (len(lines) + 1) + qr_dots
    picture = Image.new("1", (dots, height), 1)
    draw = ImageDraw.Draw(picture)
    letters = _Letters(draw, size=dots // 15)
    at = 0
    for row in lines[:-1]:
        _draw_row(letters, row, at=at, dots=dots, rtl=receipt.rtl)
        at += line_dots
    code = qr_picture(receipt.qr).convert("1").resize((qr_dots, qr_dots))
    picture.paste(code, ((dots - qr_dots) // 2, at + line_dots // 2))
    _draw_row(letters, lines[-1], at=height - line_dots, dots=dots, rtl=receipt.rtl)
    return picture


def roll_bytes(receipt: PaperReceipt, *, dots: int) -> bytes:
    """What an ESC/POS printer is sent: the picture, and the cut."""
    from escpos.printer import Dummy  # noqa: PLC0415  heavy

    printer = Dummy()
    printer.image(picture_of(receipt, dots=dots), impl="bitImageRaster", center=False)
    printer.cut()
    return bytes(printer.output)


def send_to_printer(content: bytes, *, printer: str) -> None:
    """Hand the bytes to a printer at `host[:port]` or `/dev/…`.

    Raises:
        Refusal: `printer_away`.
    """
    host, _colon, port = printer.partition(":")
    try:
        if printer.startswith(DEVICE):
            Path(printer).write_bytes(content)
            return
        address = (host, int(port or PORT))
        with socket.create_connection(address, timeout=ANSWERS_WITHIN_S) as line:
            line.sendall(content)
    except OSError as error:
        raise Refusal("printer_away", printer=printer) from error


def _head(receipt: PaperReceipt) -> list[Row]:
    copy = [Row(receipt.copy, strong=True)] if receipt.copy else []
    address = [Row(receipt.address)] if receipt.address else []
    head = [Row(receipt.site, strong=True), *address, *copy]
    return [*head, Row(*receipt.number), Row(receipt.when)]


def _draw_row(letters: "_Letters", row: Row, *, at: int, dots: int, rtl: bool) -> None:
    if not row.value:
        letters.write(row, row.label, Place(dots // 2, at, "middle", dots), rtl=rtl)
        return
    ends = ("end", "start") if rtl else ("start", "end")
    for words, anchor in zip((row.label, row.value), ends, strict=True):
        place = Place(0 if anchor == "start" else dots, at, anchor, dots // 2)
        letters.write(row, words, place, rtl=rtl)


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: which part of them (start, middle, end) at `x`, and how wide at most."""

    x: int
    y: int
    anchor: str
    width: int


class _Letters:
    """Writes on a picture in any script: each run of letters in the font that has them."""

    def __init__(self, draw: "ImageDraw", *, size: int) -> None:
        self.draw = draw
        self.size = size
        self.font = cache(_font)

    def write(self, row: Row, words: str, place: Place, *, rtl: bool) -> None:
        """Write words on one line, smaller where they would not fit."""
        parts = list(runs(words))
        size, widths = self.size, self._widths(parts, self.size, bold=row.strong)
        while sum(widths) > place.width and size > SIZE_LEAST:
            size -= 1
            widths = self._widths(parts, size, bold=row.strong)
        share = {"start": 0, "middle": 1, "end": 2}[place.anchor]
        left = place.x - sum(widths) * share // 2
        ordered = list(zip(parts, widths, strict=True))
        for (run, script), width in reversed(ordered) if rtl else ordered:
            self.draw.text(
                (left, place.y + self.size),
                run,
                font=self.font(size, script, bold=row.strong),
                fill=0,
                anchor="ls",
                direction="rtl" if script == ARABIC else "ltr",
            )
            left += width

    def _widths(self, parts: Sequence[tuple[str, str]], size: int, *, bold: bool) -> list[int]:
        return [
            round(
                self.draw.textlength(
                    run,
                    font=self.font(size, script, bold=bold),
                    direction="rtl" if script == ARABIC else "ltr",
                )
            )
            for run, script in parts
        ]


def _font(size: int, script: str, *, bold: bool) -> Any:
    from PIL import ImageFont  # noqa: PLC0415  heavy

    return ImageFont.truetype(str(font_file(script, style="B" if bold else "")), size)
