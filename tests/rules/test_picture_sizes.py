"""How large a picture is, by its head; Pillow, which unpacks it, says the same."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.rules.picture_sizes import PIXELS_LIMIT, SIDE_LIMIT_PX, is_too_large, size_of

KINDS = [
    *(("PNG", {}), ("GIF", {}), ("JPEG", {}), ("JPEG", {"progressive": True})),
    *(("WEBP", {}), ("WEBP", {"lossless": True}), ("WEBP", {"exif": b"Exif\0\0II*\0"})),
]


def saved(kind, size, **more):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "more"), KINDS)
def test_the_head_says_how_large_it_is(kind, more):
    assert size_of(saved(kind, (37, 211), **more)) == (37, 211)


@pytest.mark.parametrize(("kind", "more"), KINDS)
@given(share=st.integers(0, 100), junk=st.binary(max_size=20))
def test_whatever_a_file_holds_it_has_a_size_or_none(kind, more, share, junk):
    whole = saved(kind, (3, 5), **more)
    found = size_of(whole[: len(whole) * share // 100] + junk)
    assert found is None or min(found) >= 0


@given(st.binary(max_size=60))
def test_what_is_no_picture_has_none(content):
    for head in (b"", b"\xff\xd8", b"GIF89a", b"RIFF1234WEBPVP8X", b"RIFF1234WEBPVP8L"):
        size_of(head + content)
    assert size_of(b"no picture" + content) is None


def png(width, height):
    """The head of a PNG of a few bytes that says that it is so large."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def gif(screen, picture, *, extra=b""):
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0, 0, 0)
    return head + extra + (b"," + struct.pack("<HHHH", 1, 2, *picture) if picture else b";")


@pytest.mark.parametrize(
    ("width", "height", "too_large"),
    [
        (SIDE_LIMIT_PX, 1, False),
        (1, SIDE_LIMIT_PX + 1, True),
        (4000, PIXELS_LIMIT // 4000, False),
        (4000, PIXELS_LIMIT // 4000 + 1, True),
        (60_000, 60_000, True),
    ],
)
def test_more_pixels_than_a_seat_should_hold(width, height, too_large):
    assert is_too_large(png(width, height)) is too_large


def test_a_picture_of_no_known_size_is_none_that_a_browser_unpacks():
    assert not is_too_large(b"\x89PNG\r\n\x1a\n and so on"[:12])


def test_a_gif_is_as_large_as_the_first_picture_on_it():
    notes = b"\x21\xf9\x04\0\0\0\0\0" + b"\x21\xfe\x02ab\x01c\0"
    assert size_of(gif((5, 5), (60_000, 50_000), extra=notes)) == (60_001, 50_002)
    assert size_of(gif((500, 400), (3, 3))) == (500, 400)
    assert size_of(gif((500, 400), None)) == (500, 400)


def test_a_jpeg_may_have_fill_and_marks_before_its_size():
    size = b"\xff\xc2\0\x0b\x08" + struct.pack(">HH", 211, 37)
    table = b"\xff\xc4\0\x04ab"
    assert size_of(b"\xff\xd8\xff\xff\xff\x01" + table + size) == (37, 211)
    assert size_of(b"\xff\xd8\0\0") is None
