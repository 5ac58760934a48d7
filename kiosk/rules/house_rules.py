"""House rules: what a place asks of everybody, in few short lines for each language."""

from collections.abc import Mapping

from kiosk.rules.refusals import Refusal

LINES_MOST = 10
LINE_LIMIT = 100
"""All of it stands on one screen of 1024 by 600, to be read and read aloud."""


def read_rules(typed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The lines of each language that has any.

    Raises:
        Refusal: `rules_too_long` with the language, for more or longer lines than a screen holds.
    """
    read = {language: _lines(text) for language, text in typed.items()}
    for language, lines in read.items():
        if len(lines) > LINES_MOST or any(len(line) > LINE_LIMIT for line in lines):
            raise Refusal("rules_too_long", language=language)
    return {language: lines for language, lines in read.items() if lines}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


def lines_for(texts: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, tuple[str, ...]]:
    """The language to show and its lines: the reader's own, else the first; ("", ()) for none."""
    if language in texts:
        return language, texts[language]
    first = next(iter(texts), "")
    return first, texts.get(first, ())
