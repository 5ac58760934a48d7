"""Advice on a module: what works and yet keeps learners from learning. None of it is refused."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kiosk.rules.draft_files import Files, head_of
from kiosk.rules.draft_parts import HEAD, ITEM, STEP, sheets_of, steps_of
from kiosk.rules.draft_places import Place
from kiosk.rules.draft_sheets import Sheet, sequence
from kiosk.rules.module_translations import TABLE
from kiosk.rules.modules import Pool, StepKind

GRADE_MOST = 8
"""School years of reading; source: Kincaid 1975, for English only."""
WORDS_MOST = 20
"""Words of one sentence, in any language."""
BALANCE_LEAST = 4
"""So few questions tell nothing of where their right answers stand."""
BALANCE_PART = Fraction(7, 10)
POOL_TIMES = 2
"""An exam draws from so many times its questions: else all learners get the same ones."""
EXAM_LEAST = 5
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCE = re.compile(r"[.!?؟。।]+\s|\n+")
VOWELS = re.compile(r"[aeiouy]+")
FLAT = 39, 1180, 1559
"""0.39 a word of a sentence, 11.8 a syllable of a word, less 15.59: in hundredths."""


@dataclass(frozen=True, slots=True)
class Lint:
    """One piece of advice: a code, where to follow it, and a number that its sentence names."""

    code: str
    place: Place
    number: int = 0


def lints(files: Files) -> tuple[Lint, ...]:
    """All advice on a module or a draft of one, in the order of its pages.

    Raises:
        Refusal: `csv_wrong`, `too_large`.
    """
    sheets = sheets_of(files)
    found = [*_of_texts(files, sheets), *_of_items(sheets), *_of_balance(sheets)]
    return (*found, *_of_exams(files, sheets), *_of_whole(files, sheets))


def grade(text: str) -> int:
    """School years that a text in English asks for, rounded down; 0 for a text without words."""
    words = WORD.findall(text)
    sentences = [one for one in SENTENCE.split(text) if WORD.search(one)]
    if not words:
        return 0
    syllables = sum(_syllables(word) for word in words)
    a, b, c = FLAT
    hundredths = Fraction(a * len(words), len(sentences)) + Fraction(b * syllables, len(words)) - c
    return max(0, int(hundredths) // 100)


def longest_sentence(text: str) -> int:
    """The words of the longest sentence."""
    return max((len(WORD.findall(one)) for one in SENTENCE.split(text)), default=0)


def _syllables(word: str) -> int:
    plain = word.lower()
    spoken = plain[:-1] if plain.endswith("e") and not plain.endswith("le") else plain
    return max(1, len(VOWELS.findall(spoken)))


def _of_texts(files: Files, sheets: Sequence[Sheet]) -> Iterator[Lint]:
    texts = [(Place(f"{STEP}{one.get('id')}", "text"), one.get("text")) for one in steps_of(files)]
    texts += [(Place(ITEM + one.id, "prompt"), f"{one.prompt}\n{one.help}") for one in sheets]
    in_english = head_of(files).get("lang") == "en"
    for place, text in texts:
        if not isinstance(text, str):
            continue
        words, years = longest_sentence(text), grade(text) if in_english else 0
        if years > GRADE_MOST:
            yield Lint("reads_hard", place, years)
        elif words > WORDS_MOST:
            yield Lint("sentence_long", place, words)


def _of_items(sheets: Sequence[Sheet]) -> Iterator[Lint]:
    for one in sheets:
        if one.pool != Pool.PRACTICE or one.type == "rate":
            continue
        if not any(one.hints):
            yield Lint("no_hint", Place(ITEM + one.id, "hint1"))
        if not one.wrong and not one.said:
            yield Lint("no_feedback", Place(ITEM + one.id, "wrong"))
        if not one.why:
            yield Lint("no_why", Place(ITEM + one.id, "why"))


def _of_balance(sheets: Sequence[Sheet]) -> Iterator[Lint]:
    """The right answer stands in one place far too often."""
    for pool in Pool:
        picked = [one for one in sheets if one.pool == pool and one.type in ("choice", "verdict")]
        stands = [(_stands(one), one) for one in picked]
        known = [(place, one) for place, one in stands if place]
        counted = Counter(place for place, _ in known).most_common(1)
        if len(known) < BALANCE_LEAST or Fraction(counted[0][1], len(known)) < BALANCE_PART:
            continue
        first = next(one for place, one in known if place == counted[0][0])
        yield Lint("gold_unbalanced", Place(ITEM + first.id, "option1"), counted[0][0])


def _stands(sheet: Sheet) -> int:
    """The place of the right answer among those shown, from 1; 0 for none."""
    values = [row.value for row in sheet.first.options]
    if sheet.type == "verdict":
        values = ["safe", "scam", "ask"]
    gold = sheet.first.gold.partition("|")[0]
    return values.index(gold) + 1 if gold in values else 0


def _of_exams(files: Files, sheets: Sequence[Sheet]) -> Iterator[Lint]:
    pool = [one.id for one in sheets if one.pool == Pool.EXAM]
    for step in steps_of(files):
        if step.get("kind") != StepKind.EXAM:
            continue
        place = Place(f"{STEP}{step.get('id')}", "draw")
        of = len(sequence(step.get("items"))) or len(pool)
        draw = step.get("draw")
        asked = draw if isinstance(draw, int) else of
        if asked < EXAM_LEAST:
            yield Lint("exam_short", place, asked)
        elif of < asked * POOL_TIMES:
            yield Lint("pool_small", place, asked * POOL_TIMES)


def _of_whole(files: Files, sheets: Sequence[Sheet]) -> Iterator[Lint]:
    steps = steps_of(files)
    silent = [one for one in steps if one.get("text") and not one.get("media")]
    mute = [one for one in sheets if not one.audio and one.prompt]
    if silent or mute:
        first = f"{STEP}{silent[0].get('id')}" if silent else ITEM + mute[0].id
        yield Lint("no_audio", Place(first, "audio"), len(silent) + len(mute))
    if not any(TABLE.fullmatch(name) for name in files):
        yield Lint("no_translation", Place(HEAD, "lang"))
    kinds = {one.get("kind") for one in steps}
    practice = sum(one.pool == Pool.PRACTICE for one in sheets)
    if practice and not kinds & {StepKind.CHECK, StepKind.PRACTICE}:
        yield Lint("not_asked", Place(HEAD, "steps"), practice)
