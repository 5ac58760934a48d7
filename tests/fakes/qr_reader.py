"""Reads a QR code back from its picture, as a scanner does, so that paper is tested by its text.

It shares the tables of the standard with the library that draws, and none of its drawing.
"""

import io
import re
import struct

from PIL import Image
from qrcode.base import rs_blocks
from qrcode.util import length_in_bits, mask_func, pattern_position

FORMAT_MASK = 0x5412
FINDER = 8
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
NUMERIC, ALPHANUMERIC, BYTES = 1, 2, 4


def pictures_in(pdf):
    """The black and white pictures of a PDF, in order; it keeps them as a fax does (group 4)."""
    found = []
    for place in re.finditer(rb"/Filter /CCITTFaxDecode\n", pdf):
        end = pdf.index(b"endstream", place.end())
        head, _, raw = pdf[place.end() : end].partition(b"stream\n")
        height, width = (
            int(re.search(rb"/%s (\d+)" % name, head)[1]) for name in (b"Height", b"Width")
        )
        found.append(Image.open(io.BytesIO(_tiff(raw, width=width, height=height))))
    return found


def _tiff(raw, *, width, height):
    """A fax in the smallest file that Pillow opens."""
    tags = ((256, width), (257, height), (258, 1), (259, 4), (262, 1), (273, 110), (279, len(raw)))
    lines = b"".join(struct.pack("<HHLL", tag, 4, 1, value) for tag, value in tags)
    head = struct.pack("<2sHLH", b"II", 42, 8, len(tags)) + lines + bytes(4)
    return head.ljust(110, b"\0") + raw


def read(picture):
    """The text of a QR code that fills a picture, module by module."""
    picture = picture.convert("L")
    black = [
        [picture.getpixel((x, y)) < 128 for x in range(picture.width)]
        for y in range(picture.height)
    ]
    first = black[0].index(False)  # a finder's upper edge is seven modules long
    step = first // 7
    size = picture.width // step
    middle = step // 2
    grid = [[black[y * step + middle][x * step + middle] for x in range(size)] for y in range(size)]
    return _text(_codewords(grid), version=(size - 17) // 4, level=_format(grid) >> 13)


def _format(grid):
    size = len(grid)
    rows = [*range(6), 7, 8, *range(size - 7, size)]
    return sum(grid[row][8] << bit for bit, row in enumerate(rows)) ^ FORMAT_MASK


def _is_fixed(size, row, column):
    """Finders, timing, alignment, format and version: no data there."""
    far = size - FINDER
    if (row <= FINDER and (column <= FINDER or column >= far)) or (row >= far and column <= FINDER):
        return True
    if FINDER - 2 in (row, column):
        return True
    version = (size - 17) // 4
    if version >= 7 and any(
        a < 6 and far - 3 <= b < far for a, b in ((row, column), (column, row))
    ):
        return True
    centres = pattern_position(version)
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    return any(
        abs(row - y) <= 2 and abs(column - x) <= 2
        for y in centres
        for x in centres
        if (y, x) not in corners
    )


def _codewords(grid):
    size = len(grid)
    masked = mask_func(_format(grid) >> 10 & 7)
    bits = []
    columns = [one for one in range(size - 1, -1, -1) if one != 6]
    for turn, right in enumerate(columns[::2]):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        left = columns[2 * turn + 1]
        bits += [
            grid[row][column] ^ masked(row, column)
            for row in rows
            for column in (right, left)
            if not _is_fixed(size, row, column)
        ]
    whole = len(bits) // 8
    return [int("".join("01"[bit] for bit in bits[8 * n : 8 * n + 8]), 2) for n in range(whole)]


def _text(codewords, *, version, level):
    blocks = [[] for _ in rs_blocks(version, level)]
    counts = [block.data_count for block in rs_blocks(version, level)]
    stream = iter(codewords)
    for place in range(max(counts)):
        for block, count in zip(blocks, counts, strict=True):
            if place < count:
                block.append(next(stream))
    bits = "".join(f"{word:08b}" for block in blocks for word in block)
    return _decoded(bits, version)


def _decoded(bits, version):
    said, at = "", 0

    def take(count):
        nonlocal at
        at += count
        return int(bits[at - count : at] or "0", 2)

    while at + 4 <= len(bits) and (mode := take(4)):
        left = take(length_in_bits(mode, version))
        while left:
            if mode == ALPHANUMERIC:
                some = min(left, 2)
                number = take(11 if some == 2 else 6)
                said += (LETTERS[number // 45] if some == 2 else "") + LETTERS[number % 45]
            elif mode == NUMERIC:
                some = min(left, 3)
                said += f"{take(3 * some + 1):0{some}d}"
            else:
                some = 1
                said += chr(take(8))
            left -= some
    return said
