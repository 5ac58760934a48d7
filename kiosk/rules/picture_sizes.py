"""How large a picture is, read from its head: no pixel of it is unpacked.

A file of some kilobytes may say that it is 60,000 pixels wide; the browser that shows it holds four
bytes for each pixel, on a computer that is old and slow.
"""

SIDE_LIMIT_PX = 8192
PIXELS_LIMIT = 16_000_000
"""A photo of a common phone; 64 MB in a browser."""
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
GIF = (b"GIF87a", b"GIF89a")
NO_SIZE = frozenset({0xC4, 0xC8, 0xCC})
"""Markers of a JPEG among those that name its size, which do not."""
FILL, NO_LENGTH = 0xFF, frozenset({0x01, *range(0xD0, 0xD9)})
GIF_HEAD_BYTES, GIF_IMAGE, GIF_EXTENSION = 13, 0x2C, 0x21
TABLE_FLAG, TABLE_BITS = 0x80, 0x07

Size = tuple[int, int]


def is_too_large(content: bytes) -> bool:
    """Whether it says that it has more pixels than a seat should hold."""
    size = size_of(content)
    return size is not None and (max(size) > SIDE_LIMIT_PX or size[0] * size[1] > PIXELS_LIMIT)


def size_of(content: bytes) -> Size | None:
    """Width and height of a PNG, JPEG, GIF or WebP; None where no head says it: none is shown."""
    try:
        if content.startswith(PNG):
            return _big(content, 16, 4), _big(content, 20, 4)
        if content.startswith(JPEG):
            return _of_jpeg(content)
        if content.startswith(GIF):
            return _of_gif(content)
        return _of_webp(content)
    except IndexError:  # cut off
        return None


def _of_jpeg(content: bytes) -> Size | None:
    at = 2
    while content[at] == FILL:
        marker = content[at + 1]
        if marker == FILL or marker in NO_LENGTH:
            at += 1 if marker == FILL else 2
        elif 0xC0 <= marker <= 0xCF and marker not in NO_SIZE:
            return _big(content, at + 7, 2), _big(content, at + 5, 2)
        else:
            at += 2 + _big(content, at + 2, 2)
    return None


def _of_gif(content: bytes) -> Size:
    """The larger of the screen and the first picture on it: browsers make room for that."""
    screen = _little(content, 6, 2), _little(content, 8, 2)
    at = GIF_HEAD_BYTES
    if content[10] & TABLE_FLAG:
        at += 3 << ((content[10] & TABLE_BITS) + 1)
    while content[at] == GIF_EXTENSION:
        at += 2
        while content[at]:
            at += content[at] + 1
        at += 1
    if content[at] != GIF_IMAGE:
        return screen
    left, top, width, height = (_little(content, at + n, 2) for n in (1, 3, 5, 7))
    return max(screen[0], left + width), max(screen[1], top + height)


def _of_webp(content: bytes) -> Size | None:
    kind = content[12:16]
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    if kind == b"VP8X":
        return 1 + _little(content, 24, 3), 1 + _little(content, 27, 3)
    if kind == b"VP8L":
        bits = _little(content, 21, 4)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return _little(content, 26, 2) & 0x3FFF, _little(content, 28, 2) & 0x3FFF


def _big(content: bytes, at: int, count: int) -> int:
    return int.from_bytes(_cut(content, at, count), "big")


def _little(content: bytes, at: int, count: int) -> int:
    return int.from_bytes(_cut(content, at, count), "little")


def _cut(content: bytes, at: int, count: int) -> bytes:
    found = content[at : at + count]
    if len(found) < count:
        raise IndexError(at)
    return found
