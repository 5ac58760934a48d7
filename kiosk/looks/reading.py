"""The text of a step as a page shows it: paragraphs, and lists where lines begin with a dash."""

import re

from markupsafe import Markup, escape

BULLET = re.compile(r"[-*•]\s+")


def paragraphs(text: str) -> Markup:
    """Blocks are parted by an empty line; a block of dashed lines is a list. All is escaped."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return Markup("").join(_block(block) for block in blocks)


def _block(block: str) -> Markup:
    lines = [line.strip() for line in block.splitlines()]
    if all(BULLET.match(line) for line in lines):
        rows = (Markup("<li>{}</li>").format(BULLET.sub("", line, count=1)) for line in lines)
        return Markup("<ul>{}</ul>").format(Markup("").join(rows))
    return Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in lines))
