"""Photographs and finished pictures, small enough for a station."""

import io
from pathlib import Path

from PIL import Image, ImageFilter

PHOTOS = Path(__file__).parent / "photos"
COLOURS = 64
LIMIT_BYTES = 60_000


def photograph(
    name: str, crop: tuple[int, int, int, int] | None = None, *, larger: int = 1, blur: int = 0
) -> Image.Image:
    """A photograph or a part of it, drawn larger, then blurred by so many pixels."""
    picture = Image.open(PHOTOS / name).convert("RGB")
    part = picture if crop is None else picture.crop(crop)
    size = (part.width * larger, part.height * larger)
    return blurred(part.resize(size, Image.Resampling.LANCZOS), blur)


def blurred(picture: Image.Image, pixels: int) -> Image.Image:
    """The picture as a hand that shakes would take it."""
    return picture.filter(ImageFilter.GaussianBlur(pixels)) if pixels else picture


def as_png(picture: Image.Image) -> bytes:
    """A drawing, in few colours."""
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    return _saved(few, "PNG", optimize=True)


def as_jpeg(picture: Image.Image) -> bytes:
    """A photograph, in the best quality that is small enough."""
    qualities = (88, 82, 76, 70)
    made = (_saved(picture, "JPEG", quality=one, optimize=True) for one in qualities)
    return next(data for data in made if len(data) <= LIMIT_BYTES)


def _saved(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
