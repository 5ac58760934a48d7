"""Draws the pages and messages of the module "Safe or scam?", and where each of their parts lies.

Letters are Noto Sans, the project's own (kiosk/looks/static/fonts/paper). Nothing is by chance.
"""

import io
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).resolve().parents[2] / "kiosk" / "looks" / "static" / "fonts" / "paper"
WIDE = (1000, 640)
"""A page with parts to tap fills the whole place of the player."""
NARROW = {"site": (700, 760), "chat": (700, 720), "cards": (700, 450), "step": (700, 450)}
"""All others stand beside answers, or beside the text of a step."""
INK, GREY, LINE, PAPER, SOFT = "#16202c", "#4d5966", "#c4ccd4", "#ffffff", "#eef2f5"
SIDE = 44
COLOURS = 64
GREEN, AMBER, RED = "#0b6e4f", "#9a5b00", "#a8121f"
SIGNS = {"safe": (GREEN, "✓"), "ask": (AMBER, "?"), "scam": (RED, "×")}


def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The project's letters in one size."""
    return ImageFont.truetype(str(FONTS / f"noto-sans-latin-{700 if bold else 400}.ttf"), size)


@dataclass
class Page:
    """A picture as it grows from the top down; `spots` are parts to tap, in order."""

    colour: str
    image: Image.Image
    top: int = 0
    spots: list[tuple[str, str]] = field(default_factory=list)
    """What a part says, and its place in thousandths."""

    @property
    def width(self) -> int:
        """Of the picture, in its dots."""
        return self.image.width

    @property
    def height(self) -> int:
        """Of the picture, in its dots."""
        return self.image.height

    @property
    def wide(self) -> bool:
        """Has it the place of a page with parts to tap?"""
        return self.image.size == WIDE

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        """What draws on it."""
        return ImageDraw.Draw(self.image)

    def write(
        self, place: tuple[int, int], text: str, size: int, *, bold: bool = False, fill: str = INK
    ) -> None:
        """Write a line whose middle of the left side is `place`."""
        letters = font(size, bold=bold)
        if place[0] + self.pen.textlength(text, letters) > self.width - 16:
            raise SystemExit(f"too long for its page: {text}")
        self.pen.text(place, text, font=letters, fill=fill, anchor="lm")

    def wrap(self, text: str, size: int, *, bold: bool = False, room: int) -> list[str]:
        """The text in lines that fit into so much room."""
        letters, lines = font(size, bold=bold), [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.pen.textlength(longer, letters) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def lines(self, place: tuple[int, int], text: str, size: int, *, bold: bool = False) -> None:
        """Write a text in as many lines as it needs, around the middle that `place` names."""
        lines = self.wrap(text, size, bold=bold, room=self.width - SIDE - place[0])
        high = size + 8
        for n, line in enumerate(lines):
            middle = place[1] + n * high - (len(lines) - 1) * high // 2
            self.write((place[0], middle), line, size, bold=bold)

    def end(self) -> bytes:
        """The picture as a file."""
        if self.top > self.height:
            raise SystemExit(f"too much for one page: {self.spots or self.top}")
        out = io.BytesIO()
        few = self.image.quantize(
            COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
        few.save(out, "PNG", optimize=True)
        return out.getvalue()


def draw(item: dict) -> tuple[bytes, list[tuple[str, str]]]:
    """The picture of an item or a step, and its spots."""
    tapped = any(block.startswith("@") for block in item["page"])
    size = WIDE if tapped else NARROW["step" if "kind" in item and "text" in item else item["look"]]
    page = Page(item.get("colour", "#0b5a4a"), Image.new("RGB", size, PAPER))
    heads = {"site": _site_head, "chat": _chat_head, "cards": _no_head}
    heads[item["look"]](page, item)
    blocks = item["page"]
    tallest = 190 if item["look"] == "cards" else 124
    step = min((page.height - 24 - page.top) // len(blocks), tallest)
    for block in blocks:
        spot = block.startswith("@")
        kind, _, text = block.removeprefix("@").partition(" ")
        text, _, right = (part.strip() for part in text.partition("|"))
        area = BLOCKS[kind](page, text, right, step)
        page.top += step
        if spot:
            said = f"{text}: {right}" if right else text
            page.spots.append((said, _thousandths(page, area)))
    return page.end(), page.spots


def said(item: dict) -> str:
    """The picture in words, for whoever does not see it."""
    what = {"site": "A page of", "chat": "A message from", "cards": ""}[item["look"]]
    lines = []
    for block in item["page"]:
        kind, _, text = block.removeprefix("@").partition(" ")
        if kind == "label":  # reading it is the task
            text = "A paper label with a street and a number"
        lines.append(text.replace(" | ", ": ").rstrip(".!?:") + ".")
    return " ".join([*([f"{what} {item['name']}."] if what else []), *lines])


def _site_head(page: Page, item: dict) -> None:
    pen = page.pen
    pen.rectangle((0, 0, page.width, 62), fill="#dde3e8")
    for n, colour in enumerate(("#d9605a", "#e2b04a", "#6fb36b")):
        pen.ellipse((24 + 34 * n, 21, 44 + 34 * n, 41), fill=colour)
    pen.rounded_rectangle((140, 10, page.width - 24, 52), 21, fill=PAPER)
    page.write((164, 31), item["url"], 28, fill=GREY)
    pen.rectangle((0, 62, page.width, 142), fill=page.colour)
    pen.rounded_rectangle((SIDE, 76, SIDE + 52, 128), 12, fill=PAPER)
    page.pen.text(
        (SIDE + 26, 101), item["name"][0], font=font(34, bold=True), fill=page.colour, anchor="mm"
    )
    page.write((SIDE + 72, 101), item["name"], 36, bold=True, fill=PAPER)
    page.top = 156


def _chat_head(page: Page, item: dict) -> None:
    pen = page.pen
    pen.rectangle((0, 0, page.width, page.height), fill="#e4ebe6")
    pen.rectangle((0, 0, page.width, 104), fill="#2d4a43")
    pen.ellipse((SIDE, 20, SIDE + 64, 84), fill="#cfe3da")
    pen.text(
        (SIDE + 32, 51), item["name"][0], font=font(36, bold=True), fill="#2d4a43", anchor="mm"
    )
    page.write((SIDE + 88, 52), item["name"], 36, bold=True, fill=PAPER)
    page.top = 128


def _no_head(page: Page, _item: dict) -> None:
    page.pen.rectangle((0, 0, page.width, page.height), fill=SOFT)
    page.top = 20


def _middle(page: Page, step: int) -> int:
    return page.top + step // 2


def _title(page: Page, text: str, _right: str, step: int) -> tuple[int, int, int, int]:
    page.lines((SIDE, _middle(page, step)), text, 42, bold=True)
    return _all(page, step)


def _plain(page: Page, text: str, _right: str, step: int) -> tuple[int, int, int, int]:
    page.lines((SIDE, _middle(page, step)), text, 36)
    return _all(page, step)


def _notice(page: Page, text: str, _right: str, step: int) -> tuple[int, int, int, int]:
    box = _all(page, step)
    page.pen.rounded_rectangle(box, 12, fill="#fff4d6", outline="#d9b65a", width=2)
    page.lines((SIDE, _middle(page, step)), text, 36, bold=True)
    return box


def _task(page: Page, text: str, right: str, step: int) -> tuple[int, int, int, int]:
    box = _all(page, step)
    page.pen.rounded_rectangle(box, 12, fill=SOFT, outline=LINE, width=2)
    page.write((SIDE, _middle(page, step)), text, 34, bold=True)
    wide = int(page.pen.textlength(right, font(34)))
    page.write((page.width - SIDE - wide, _middle(page, step)), right, 34, fill=GREEN)
    return box


def _field(page: Page, text: str, right: str, step: int) -> tuple[int, int, int, int]:
    box = _all(page, step)
    middle = _middle(page, step)
    if not page.wide:
        page.write((SIDE, page.top + 22), text, 32)
        shown = (SIDE, page.top + 46, page.width - SIDE, page.top + 104)
        page.pen.rounded_rectangle(shown, 8, fill=PAPER, outline="#7c8894", width=3)
        page.write((SIDE + 20, page.top + 74), right, 32, fill=GREY)
        return box
    page.write((SIDE, middle), text, 34)
    wide = max(int(page.pen.textlength(text, font(34))) + SIDE + 28, 330)
    shown = (wide, middle - 30, page.width - SIDE, middle + 30)
    page.pen.rounded_rectangle(shown, 8, fill=PAPER, outline="#7c8894", width=3)
    if right:
        page.write((wide + 20, middle), right, 34, fill=GREY)
    return box


def _button(page: Page, text: str, _right: str, step: int) -> tuple[int, int, int, int]:
    middle = _middle(page, step)
    wide = int(page.pen.textlength(text, font(34, bold=True)))
    box = (SIDE, middle - 34, SIDE + wide + 72, middle + 34)
    page.pen.rounded_rectangle(box, 14, fill=page.colour)
    page.write((SIDE + 36, middle - 1), text, 34, bold=True, fill=PAPER)
    return box


def _bubble(page: Page, text: str, _right: str, step: int) -> tuple[int, int, int, int]:
    middle = _middle(page, step)
    lines = page.wrap(text, 36, room=page.width - 2 * SIDE - 64)
    wide = max(int(page.pen.textlength(line, font(36))) for line in lines)
    high = 34 + 22 * (len(lines) - 1)
    box = (SIDE, middle - high, SIDE + wide + 64, middle + high)
    page.pen.rounded_rectangle(box, 24, fill=PAPER, outline="#c3d0c8", width=2)
    for n, line in enumerate(lines):
        page.write((SIDE + 32, middle + 44 * n - 22 * (len(lines) - 1)), line, 36)
    return box


def _label(page: Page, text: str, _right: str, _step: int) -> tuple[int, int, int, int]:
    """A paper label as one finds it on a box."""
    box = (60, page.top + 20, page.width - 60, page.top + 260)
    page.pen.rounded_rectangle(box, 10, fill="#e9dcc3", outline="#b79f73", width=4)
    wide = int(page.pen.textlength(text, font(64, bold=True)))
    page.write(((page.width - wide) // 2, page.top + 138), text, 64, bold=True)
    return box


def _card(page: Page, text: str, _right: str, step: int) -> tuple[int, int, int, int]:
    """A sign of a verdict and what belongs to it: `card safe: words`."""
    verdict, _, words = text.partition(": ")
    colour, sign = SIGNS[verdict]
    box = (20, page.top + 8, page.width - 20, page.top + step - 8)
    page.pen.rounded_rectangle(box, 18, fill=PAPER, outline=colour, width=4)
    middle = _middle(page, step)
    half = min(36, step // 2 - 18)
    page.pen.ellipse((84 - half, middle - half, 84 + half, middle + half), fill=colour)
    _draw_sign(page, sign, middle)
    page.lines((150, middle), words, 38, bold=True)
    return box


def _draw_sign(page: Page, sign: str, middle: int) -> None:
    pen, left = page.pen, 84
    if sign == "✓":
        pen.line(
            [(left - 18, middle), (left - 5, middle + 15), (left + 19, middle - 15)],
            PAPER,
            8,
            "curve",
        )
    elif sign == "×":
        pen.line((left - 15, middle - 15, left + 15, middle + 15), fill=PAPER, width=8)
        pen.line((left - 15, middle + 15, left + 15, middle - 15), fill=PAPER, width=8)
    else:
        pen.text((left, middle), sign, font=font(50, bold=True), fill=PAPER, anchor="mm")


def _all(page: Page, step: int) -> tuple[int, int, int, int]:
    return (SIDE - 20, page.top + 5, page.width - SIDE + 20, page.top + step - 5)


def _thousandths(page: Page, box: tuple[int, int, int, int]) -> str:
    left, top, right, bottom = box
    across = (left * 1000 // page.width, (right - left) * 1000 // page.width)
    down = (top * 1000 // page.height, (bottom - top) * 1000 // page.height)
    return f"{across[0]} {down[0]} {across[1]} {down[1]}"


BLOCKS = {
    "h": _title,
    "p": _plain,
    "n": _notice,
    "t": _task,
    "f": _field,
    "b": _button,
    "them": _bubble,
    "label": _label,
    "card": _card,
}
