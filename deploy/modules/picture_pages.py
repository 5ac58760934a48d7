"""The pictures of the pages that explain: boxes, points and marks on drawn scenes."""

from collections.abc import Iterable

from picture_scenes import HEIGHT, WIDTH, Box, Put, draw_scene, middle
from picture_shown import as_jpeg, as_png, blurred, photograph
from picture_things import BLUE, GREEN, RED, WHITE, Colour
from PIL import Image, ImageDraw

LINE = 8
PANEL = 440
STREET = (Put("tree", 90, 420), Put("person", 400, 436), Put("car", 560, 570))
FIELD = (Put("cow", 120, 400), Put("cow", 420, 520), Put("cow", 680, 380), Put("sheep", 400, 300))
AT_EDGE = (Put("car", -70, 565), Put("car", 480, 545, 1.0, BLUE))


def pages() -> dict[str, bytes]:
    """The pictures by their names in the module."""
    return {
        "media/work.png": as_png(_boxed(STREET, "street", {"tree", "person", "car"})),
        "media/demo-tags.png": as_png(draw_scene("street", STREET)[0]),
        "media/demo-box.png": as_png(_three_boxes()),
        "media/demo-edge.png": as_png(_boxed(AT_EDGE, "street", {"car"})),
        "media/demo-count.png": as_png(_pointed()),
        "media/demo-clear.jpg": as_jpeg(_clear_and_blurred()),
        "media/demo-place.png": as_png(_inside_and_outside()),
    }


def _frame(picture: Image.Image, box: Box, colour: Colour) -> None:
    left, top, width, height = box
    place = [
        *(left * picture.width // 1000, top * picture.height // 1000),
        *((left + width) * picture.width // 1000, (top + height) * picture.height // 1000),
    ]
    draw = ImageDraw.Draw(picture)
    for more, shade, wide in ((LINE + 3, WHITE, LINE + 3), (LINE, colour, LINE)):
        around = [place[0] - more, place[1] - more, place[2] + more, place[3] + more]
        draw.rectangle(around, outline=shade, width=wide)


def _boxed(things: Iterable[Put], ground: str, names: set[str]) -> Image.Image:
    picture, boxes = draw_scene(ground, tuple(things))
    for name, box in boxes:
        if name in names:
            _frame(picture, box, GREEN)
    return picture


def _pointed() -> Image.Image:
    picture, boxes = draw_scene("field", FIELD)
    draw = ImageDraw.Draw(picture)
    for name, box in boxes:
        if name == "cow":
            x, y = middle(box)
            x, y = x * WIDTH // 1000, y * HEIGHT // 1000
            draw.ellipse([x - 20, y - 20, x + 20, y + 20], fill=WHITE)
            draw.ellipse([x - 14, y - 14, x + 14, y + 14], fill=GREEN)
    return picture


def _three_boxes() -> Image.Image:
    """One box that fits, one too large, one too small."""
    whole = Image.new("RGB", (WIDTH, 400), WHITE)
    kinds: tuple[tuple[Box, Colour], ...] = (
        ((0, 0, 0, 0), GREEN),
        ((-110, -110, 220, 150), RED),
        ((90, 60, -190, -110), RED),
    )
    for n, ((left, top, width, height), colour) in enumerate(kinds):
        picture, boxes = draw_scene("street", (Put("car", 200, 560, 2.2, BLUE),))
        x, y, wide, high = boxes[0][1]
        _frame(picture, (x + left, y + top, wide + width, high + height), colour)
        small = picture.crop((80, 150, 760, 600)).resize((293, 194), Image.Resampling.LANCZOS)
        whole.paste(small, (n * 303, 40))
        _mark(ImageDraw.Draw(whole), 146 + n * 303, 300, colour)
    return whole


def _mark(draw: ImageDraw.ImageDraw, x: int, y: int, colour: Colour) -> None:
    """A tick for green, a cross for red."""
    if colour == GREEN:
        draw.line([(x - 30, y), (x - 8, y + 24), (x + 34, y - 26)], fill=colour, width=12)
        return
    draw.line([(x - 26, y - 26), (x + 26, y + 26)], fill=colour, width=12)
    draw.line([(x - 26, y + 26), (x + 26, y - 26)], fill=colour, width=12)


def _side_by_side(one: Image.Image, other: Image.Image) -> Image.Image:
    whole = Image.new("RGB", (WIDTH, PANEL * 2 // 3), WHITE)
    for n, picture in enumerate((one, other)):
        small = picture.resize((PANEL, PANEL * 2 // 3), Image.Resampling.LANCZOS)
        whole.paste(small, (n * (WIDTH - PANEL), 0))
    return whole


def _clear_and_blurred() -> Image.Image:
    clear = photograph("camera.png", (150, 60, 420, 240), larger=2)
    return _side_by_side(clear, blurred(clear, 12))


def _inside_and_outside() -> Image.Image:
    room, _ = draw_scene("room", (Put("bed", 80, 560), Put("lamp", 560, 560)))
    field, _ = draw_scene("field", (Put("house", 120, 300), Put("tree", 560, 400)))
    return _side_by_side(room, field)
