"""What time does to a paper: fading, folds, a crooked scan, blur, grain, a bad photocopy.

All chance comes from a seed, so a picture is made with the same bytes each time.
"""

import io
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter
from transcription_tables import Wear

DESK = (120, 113, 104)
COPY_EDGE = (40, 40, 40)
COLOURS, COPY_COLOURS = 8, 6
SPECKS = 260
FOLD_SHADE, FOLD_HEIGHT = 46, 22


def worn(clean: Image.Image, wear: Wear, *, seed: int) -> Image.Image:
    """The paper as a camera or a copier sees it."""
    chance = random.Random(seed)  # noqa: S311  grain is no secret
    picture = clean
    if wear.fade:
        picture = Image.blend(picture, Image.new("RGB", picture.size, (240, 236, 226)), wear.fade)
    if wear.fold:
        picture = _folded(picture, wear.fold)
    edge = COPY_EDGE if wear.copied else DESK
    picture = picture.rotate(wear.angle, Image.Resampling.BICUBIC, fillcolor=edge)
    picture = picture.filter(ImageFilter.GaussianBlur(wear.blur))
    return _copied(picture, chance) if wear.copied else _grained(picture, wear.grain, chance)


def png(picture: Image.Image, *, colours: int) -> bytes:
    """The bytes of its file, in few colours."""
    few = picture.quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _folded(picture: Image.Image, at: int) -> Image.Image:
    """A crease across: a shadow, a bright edge, the lower half a little askew."""
    width, height = picture.size
    made = picture.copy()
    lower = picture.crop((0, at, width, height))
    made.paste(DESK, (0, at, width, height))
    made.paste(lower, (3, at))
    draw = ImageDraw.Draw(made, "RGBA")
    for n in range(FOLD_HEIGHT):
        shade = FOLD_SHADE * (FOLD_HEIGHT - n) // FOLD_HEIGHT
        draw.line([(0, at + n), (width, at + n)], fill=(60, 50, 40, shade * 2))
    draw.line([(0, at - 1), (width, at - 1)], fill=(255, 255, 255, 150), width=2)
    return made


def _noise(size: tuple[int, int], chance: random.Random, *, coarse: int) -> Image.Image:
    small = (size[0] // coarse, size[1] // coarse)
    dots = Image.frombytes("L", small, chance.randbytes(small[0] * small[1]))
    return dots.resize(size, Image.Resampling.BILINEAR)


def _grained(picture: Image.Image, grain: int, chance: random.Random) -> Image.Image:
    """The grain of a camera in poor light."""
    noise = _noise(picture.size, chance, coarse=6)
    soft = noise.point([128 + (value - 128) * grain // 128 for value in range(256)])
    return ImageChops.add(picture, Image.merge("RGB", (soft, soft, soft)), 1, -128)


def _copied(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Toner: hard edges, gaps in the letters, specks on the paper."""
    noise = _noise(picture.size, chance, coarse=2)
    grey = picture.convert("L")
    patchy = noise.point([(value - 128) * 70 // 128 + 128 for value in range(256)])
    rough = ImageChops.add(grey, patchy, 1, -128)
    hard = rough.point([max(0, min(255, (value - 128) * 4 + 118)) for value in range(256)])
    draw = ImageDraw.Draw(hard)
    for _ in range(SPECKS):
        x, y = chance.randrange(hard.width), chance.randrange(hard.height)
        r = chance.choice((0, 0, 1, 1, 2))
        draw.ellipse([x - r, y - r, x + r, y + r], fill=chance.choice((20, 90)))
    return hard.filter(ImageFilter.GaussianBlur(0.5)).convert("RGB")
