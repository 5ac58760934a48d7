"""Formats of typed answers: a small part of regular expressions that is matched in bounded time.

A requester writes the pattern and the house runs it, so Python's own matcher, which can take
years over `(a+)+b`, never sees it. There are characters, classes and repetition; there are no
groups and no alternatives, and every such pattern means the same in a browser.
"""

import re

from kiosk.rules.refusals import Refusal

PATTERN_LIMIT = 200
"""Characters of a pattern."""
PATTERN_TEXT_LIMIT = 200
"""Characters of a text that has a pattern."""
REPEAT_LIMIT = 200
"""The highest number in `{…}`."""

_PART = re.compile(
    r"""
    (?P<one>
        \[ \^? (?: \\[dsw\\\]^.+*?(){}|/-] | [^\\\[\]] )+ \]    # a class
      | \\[dsw\\.+*?()\[\]{}|/^$-]                              # an escape
      | [^\\\[\](){}*+?|^$]                                     # a character, or a dot for any
    )
    (?P<times> \{ \d{1,3} (?: , \d{0,3} )? \} | [*+?] )?
    """,
    re.VERBOSE | re.ASCII,
)
_SHORTHANDS = {"": (1, 1), "*": (0, REPEAT_LIMIT), "+": (1, REPEAT_LIMIT), "?": (0, 1)}

Part = tuple[re.Pattern[str], int, int]
"""What one character must be, how often at least, how often at most."""


def read_pattern(pattern: str) -> tuple[Part, ...]:
    """The parts of a pattern, each with how often it comes at least and at most.

    Raises:
        Refusal: `form_wrong` with `problem=pattern_wrong`.
    """
    parts: list[Part] = []
    place = 0
    while place < len(pattern):
        found = _PART.match(pattern, place)
        if found is None or len(pattern) > PATTERN_LIMIT:
            raise _wrong(pattern)
        parts.append(_part(found, pattern))
        place = found.end()
    return tuple(parts)


def matches(pattern: str, text: str) -> bool:
    """Does the whole of `text` have the form of `pattern`?

    Follows all ways at once: at most parts × length² steps, whatever the pattern.
    """
    if len(text) > PATTERN_TEXT_LIMIT:
        return False
    places = {0}
    for one, least, most in read_pattern(pattern):
        places = _after(
            places, text, fits=[one.fullmatch(c) is not None for c in text], most=most, least=least
        )
    return len(text) in places


def _after(places: set[int], text: str, *, fits: list[bool], least: int, most: int) -> set[int]:
    after: set[int] = set()
    for place in places:
        end = place
        while end - place < most and end < len(text) and fits[end]:
            if end - place >= least:
                after.add(end)
            end += 1
        if end - place >= least:
            after.add(end)
    return after


def _part(found: re.Match[str], pattern: str) -> Part:
    least, most = _times(found["times"] or "")
    if not least <= most <= REPEAT_LIMIT:
        raise _wrong(pattern)
    try:
        return re.compile(found["one"], re.ASCII), least, most
    except re.error as error:  # a class like [z-a]
        raise _wrong(pattern) from error


def _times(times: str) -> tuple[int, int]:
    if times in _SHORTHANDS:
        return _SHORTHANDS[times]
    least, comma, most = times[1:-1].partition(",")
    if not comma:
        return int(least), int(least)
    return int(least), int(most) if most else REPEAT_LIMIT


def _wrong(pattern: str) -> Refusal:
    return Refusal("form_wrong", where="pattern", problem="pattern_wrong", value=pattern[:60])
