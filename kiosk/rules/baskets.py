"""What goes over the counter besides time: how many of what, as long as it is on the shelf."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.rules.refusals import Refusal

LINES_LIMIT = 20
PIECES_LIMIT = 999
TITLE_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Line:
    """So many pieces of a product at its price (minor units), of `left` on the shelf."""

    product: str
    title: str
    pieces: int
    each_minor: int
    left: int

    @property
    def minor(self) -> int:
        """What the line costs."""
        return self.pieces * self.each_minor


def check_basket(lines: Sequence[Line]) -> None:
    """Refuse a basket that is empty, too full, or holds more than there is.

    Raises:
        Refusal: `product_unknown` (nothing in it), `too_many`, `field_wrong` (the pieces),
            `out_of_stock`, in that order.
    """
    if not lines:
        raise Refusal("product_unknown")
    if len(lines) > LINES_LIMIT:
        raise Refusal("too_many", limit=LINES_LIMIT)
    for line in lines:
        if not 0 < line.pieces <= PIECES_LIMIT:
            raise Refusal("field_wrong", field="pieces")
        if line.pieces > line.left:
            raise Refusal("out_of_stock", product=line.title, left=max(0, line.left))


def basket_minor(lines: Iterable[Line]) -> int:
    """What a basket costs."""
    return sum(line.minor for line in lines)


def basket_title(lines: Iterable[Line]) -> str:
    """A basket in a few words: `2 × Tea, Bun`."""
    words = (line.title if line.pieces == 1 else f"{line.pieces} × {line.title}" for line in lines)
    title = ", ".join(words)
    return title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…"
