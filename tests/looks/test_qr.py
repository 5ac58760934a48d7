"""A QR code drawn for a page reads as what was said."""

import re

from fakes.qr_reader import read
from PIL import Image

from kiosk.looks.qr import QUIET_ZONE, qr_svg

SCALE = 4


def picture(svg):
    """What a browser would show of it, without the white around."""
    size = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    drawn = Image.new("1", (size, size), 1)
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        drawn.paste(0, (int(x), int(y), int(x) + int(run), int(y) + 1))
    inside = drawn.crop((QUIET_ZONE, QUIET_ZONE, size - QUIET_ZONE, size - QUIET_ZONE))
    return inside.resize((inside.width * SCALE, inside.height * SCALE))


def test_a_code_scans_and_its_name_is_escaped():
    text = "KA1" + "7K2M9QX04T" * 34
    svg = str(qr_svg(text, label='<b>"x"'))
    assert read(picture(svg)) == text
    assert "<b>" not in svg
