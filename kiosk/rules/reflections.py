"""What a learner writes at the end of a module for their mentor: how it is kept, what waits."""

from kiosk.rules.instants import Instant
from kiosk.rules.names import is_plain
from kiosk.rules.refusals import Refusal

WORDS_MOST = 1_200
"""Signs of a reflection: a page of a school book."""
LINES_MOST = 60


def as_written(typed: str) -> str:
    """The words as they are kept: what cannot be seen is left out, empty lines stand alone.

    Signs that turn a line would make a mentor read something else than the learner wrote.

    Raises:
        Refusal: `too_large` (words).
    """
    if len(typed) > 4 * WORDS_MOST:  # it is not looked at sign by sign
        raise Refusal("too_large", field="words")
    lines: list[str] = []
    for line in typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n"):
        seen = "".join(sign for sign in line if is_plain(sign)).strip()
        if seen or (lines and lines[-1]):
            lines.append(seen)
    words = "\n".join(lines).strip()
    if len(words) > WORDS_MOST or words.count("\n") >= LINES_MOST:
        raise Refusal("too_large", field="words")
    return words


def waits(*, came_at: Instant, marked_at: Instant | None) -> bool:
    """Whether a mentor has something to mark: it came, and was not marked since."""
    return marked_at is None or marked_at < came_at
