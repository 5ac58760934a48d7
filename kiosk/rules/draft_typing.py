"""An item as it was typed on the panel: the fields of a page, made into what its files say.

Everything goes by places, not by values: `option3` is the third answer, `gold` names the places of
the right ones. The values that stand in the files are given here: none gives an answer away.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kiosk.rules.draft_sheets import Asked, Choice, Sheet
from kiosk.rules.forms import BAR, DRAWN, PAIR, VERDICTS, FieldKind

Typed = Mapping[str, Sequence[str]]
"""A page's fields by name, each with all that was sent under it."""

OPTIONS_MOST = 30
FIELDS_MOST = 8
EXTRAS_MOST = 4
SAID_MOST = 4
TOLD_MOST = 30
"""So many wrong pairs of a question have words of their own."""
LEAST_OPTIONS: Mapping[str, int] = {
    **dict.fromkeys(("choice", "multi", "order", "match", "spot"), 2),
    "rate": 1,
}
KEYED = frozenset({"choice", "multi", "spot", "box", "point"})
KEYS_MOST = 9
NUMBER_LETTERS = 9
LINE_FIELDS = ("value", "option", "said", "pair", "check", "area")
"""What one line of a question's page holds, each with the line's number behind."""
GENERATED = re.compile(r"[ot][0-9]+")
FORM_KINDS = ("text", "number", "choice")


def one(typed: Typed, name: str) -> str:
    """One field's text, without the spaces around it."""
    return next(iter(typed.get(name, ())), "").replace("\r\n", "\n").strip()


def number_or_text(text: str) -> int | str:
    """A whole number; what is none as it was typed, so that its author is told of it."""
    is_number = text.isascii() and text.isdigit() and len(text) <= NUMBER_LETTERS
    return int(text) if is_number else text


def typed_sheet(before: Sheet, typed: Typed) -> Sheet:
    """The item as it is after a page was filled in; `shift` says which line goes up or down."""
    if before.type not in DRAWN and "has_areas" not in typed:  # what is drawn names its line
        typed = shifted(typed)
    changed = replace(
        before,
        pool=one(typed, "pool") or before.pool,
        prompt=one(typed, "prompt"),
        help=one(typed, "help"),
        alt=one(typed, "alt"),
        right=one(typed, "right"),
        wrong=one(typed, "wrong"),
        why=one(typed, "why"),
        hints=tuple(one(typed, f"hint{n}") for n in (1, 2, 3)),
    )
    if before.type == "form":
        return replace(changed, asked=tuple(_fields(before, typed)), said={})
    asked = replace(before.first, label=one(typed, "label"), tolerance=one(typed, "tolerance"))
    return _KINDS[before.type](changed, asked, typed) if before.type in _KINDS else changed


def shifted(typed: Typed) -> Typed:
    """A page whose line that is to go up or down has changed its place with its neighbour."""
    way, _, number = one(typed, "shift").partition(" ")
    step, place = {"up": -1, "down": 1}.get(way, 0), number_or_text(number)
    if not step or not isinstance(place, int) or f"option{place + step}" not in typed:
        return typed
    other = place + step
    told = {name: list(values) for name, values in typed.items()}
    for stem in LINE_FIELDS:
        here, there = f"{stem}{place}", f"{stem}{other}"
        told[here], told[there] = list(typed.get(there, ())), list(typed.get(here, ()))
    swap = {str(place): str(other), str(other): str(place)}
    told["gold"] = [swap.get(n, n) for n in typed.get("gold", ())]
    return {name: values for name, values in told.items() if values}


def fresh_sheet(item_id: str, *, kind: str, pool: str, label: str) -> Sheet:
    """An item of which nothing is written yet."""
    if kind == "form":
        asked: tuple[Asked, ...] = (Asked(kind="text", name="field1"),)
    else:
        options = _padded((), kind)
        targets = (Choice("t1", ""), Choice("t2", "")) if kind in ("match", "rate") else ()
        most = 1 if kind in DRAWN else None
        asked = (Asked(kind=kind, label=label, options=options, targets=targets, max_length=most),)
    return Sheet(id=item_id, pool=pool, type=kind, prompt="", asked=asked)


def _picks(changed: Sheet, asked: Asked, typed: Typed) -> Sheet:
    """Choice, multi, spot and a verdict's reasons: some of what is offered is right."""
    places = [n for n in _places(typed) if _is_there(typed, n)]
    options = _options(asked, typed, places)
    value_at = dict(zip(places, (option.value for option in options), strict=False))
    gold = [value_at[n] for n in places if str(n) in typed.get("gold", ())]
    said = {value_at[n]: words for n in places if (words := one(typed, f"said{n}"))}
    if changed.type == FieldKind.CHOICE:
        gold = gold[:1]
    if changed.type == FieldKind.VERDICT:
        verdict = one(typed, "verdict")
        gold = [*([verdict] if verdict in VERDICTS else []), *gold]
        said |= {word: words for word in VERDICTS if (words := one(typed, f"said_{word}"))}
    if changed.type != FieldKind.CHOICE and (words := one(typed, "said_missing")):
        said["missing"] = words
    if "has_areas" in typed:
        options = _with_areas(asked, options, value_at, _drawn_places(typed, "areas", parts=4))
    asked = replace(asked, options=options, gold=BAR.join(gold))
    return replace(changed, asked=(asked,), said=said)


def _with_areas(
    asked: Asked, options: tuple[Choice, ...], now: Mapping[int, str], drawn: Sequence[str]
) -> tuple[Choice, ...]:
    """Where each flag lies: of two boxes drawn for one flag the last counts."""
    before = {row.value: n for n, row in enumerate(asked.options, start=1)}
    area_of: dict[str, str] = {}
    for text in drawn:
        place, _, label = _relabelled(text, before, now).rpartition(" ")
        area_of[label] = place
    return tuple(replace(row, area=area_of.get(row.value, "")) for row in options)


def _drawn_places(typed: Typed, name: str, *, parts: int) -> list[str]:
    """Places as a script sends them, and as they are typed where none runs."""
    columns = [
        typed.get(f"{name}.{part}", ()) for part in ("left", "top", "width", "height")[:parts]
    ]
    labels = typed.get(f"{name}.label") or [""] * len(columns[0])
    rows = [" ".join(row).strip() for row in zip(*columns, labels, strict=False) if any(row[:-1])]
    return [text for text in (*typed.get(name, ()), *rows) if text.strip()]


def _text(changed: Sheet, asked: Asked, typed: Typed) -> Sheet:
    spellings = [line.strip().replace(BAR, " ") for line in one(typed, "spellings").split("\n")]
    said = {
        wrong: words
        for n in range(1, SAID_MOST + 1)
        if (wrong := one(typed, f"wrong{n}")) and (words := one(typed, f"said{n}"))
    }
    length = one(typed, "max_length")
    asked = replace(
        asked,
        gold=BAR.join(line for line in spellings if line),
        max_length=int(length) if length.isascii() and length.isdigit() else None,
    )
    return replace(changed, asked=(asked,), said=said)


def _order(changed: Sheet, asked: Asked, typed: Typed) -> Sheet:
    """Typed in the right order, shown in another one."""
    places = [n for n in _places(typed) if _is_there(typed, n)]
    right = _options(asked, typed, places)
    shown = _shuffled(changed.id, right)
    if len(shown) > 1 and [row.label for row in shown] == [row.label for row in right]:
        shown = (*shown[1:], shown[0])
    named = {row.value: _renamed(row, n) for n, row in enumerate(shown, start=1)}
    said = {
        named[row.value].value: words
        for n, row in zip(places, right, strict=False)
        if (words := one(typed, f"said{n}"))
    }
    asked = replace(
        asked,
        options=tuple(named[row.value] for row in shown),
        gold=BAR.join(named[row.value].value for row in right),
    )
    return replace(changed, asked=(asked,), said=said)


def _match(changed: Sheet, asked: Asked, typed: Typed) -> Sheet:
    """Typed as pairs, and partners that fit nothing; partners are shown in another order."""
    places = [n for n in _places(typed) if _is_there(typed, n, "pair")]
    lefts = _options(asked, typed, places)
    partners = [one(typed, f"pair{n}") for n in places]
    extras = [one(typed, f"extra{n}") for n in range(1, EXTRAS_MOST + 1)]
    labels = dict.fromkeys(label for label in (*partners, *extras) if label)
    partners_shown = _shuffled(changed.id, [Choice("", label) for label in labels])
    targets = _targets(asked, partners_shown or [Choice("", "")])
    value_of = {target.label: target.value for target in targets}
    gold = [
        f"{left.value}{PAIR}{value_of[partner]}"
        for left, partner in zip(lefts, partners, strict=False)
        if partner
    ]
    asked = replace(asked, options=lefts, targets=targets, gold=BAR.join(gold))
    return replace(changed, asked=(asked,), said=_pairs_said(changed, asked, typed))


def _rate(changed: Sheet, asked: Asked, typed: Typed) -> Sheet:
    """Rows, a scale, and perhaps a right answer of one row, to see whether it is read."""
    places = [n for n in _places(typed) if _is_there(typed, n)]
    rows = _options(asked, typed, places)
    scale = [one(typed, f"scale{n}") for n in range(1, OPTIONS_MOST + 1)]
    marks = [n for n, label in enumerate(scale, start=1) if label]
    labels = [Choice("", scale[n - 1]) for n in marks] or [Choice("", "")]
    targets = _targets(asked, labels)
    target_at = {str(n): target.value for n, target in zip(marks, targets, strict=False)}
    gold = [
        f"{row.value}{PAIR}{target_at[wanted]}"
        for n, row in zip(places, rows, strict=False)
        if (wanted := one(typed, f"check{n}")) in target_at
    ]
    asked = replace(asked, options=rows, targets=targets, gold=BAR.join(gold))
    return replace(changed, asked=(asked,), said=_pairs_said(changed, asked, typed))


def _drawn(changed: Sheet, asked: Asked, typed: Typed) -> Sheet:
    """Labels, if any, and places on the picture with the value of their label behind."""
    places = [n for n in _places(typed) if _is_there(typed, n)]
    before = {row.value: n for n, row in enumerate(asked.options, start=1)}
    options = _options(asked, typed, places)
    now = dict(zip(places, (row.value for row in options), strict=False))
    parts = 4 if changed.type == FieldKind.BOX else 2
    gold = [_relabelled(text, before, now) for text in _drawn_places(typed, "places", parts=parts)]
    said = {
        word: words
        for word in ("missing", "extra", "loose")
        if (words := one(typed, f"said_{word}"))
        and not (word == "loose" and changed.type == FieldKind.POINT)
    }
    most = one(typed, "max_length")
    asked = replace(
        asked,
        options=options,
        gold=BAR.join(gold),
        max_length=int(most) if most.isascii() and most.isdigit() else max(1, len(gold)),
    )
    return replace(changed, asked=(asked,), said=said)


def _relabelled(text: str, before: Mapping[str, int], now: Mapping[int, str]) -> str:
    """A place with the value that its label has now."""
    words = " ".join(text.replace(BAR, " ").split())
    place, _, label = words.rpartition(" ")
    return f"{place} {now.get(before[label], label)}" if place and label in before else words


def _fields(before: Sheet, typed: Typed) -> Iterator[Asked]:
    old = dict(enumerate(before.asked, start=1))
    rows = [n for n in range(1, FIELDS_MOST + 1) if one(typed, f"field{n}_label")]
    for n in rows or [1]:
        asked = old.get(n, Asked(kind="text", name=_free_name(before, n)))
        kind = one(typed, f"field{n}_kind")
        asked = replace(asked, kind=kind if kind in FORM_KINDS else asked.kind)
        yield _one_field(asked, n, typed)


def _one_field(asked: Asked, n: int, typed: Typed) -> Asked:
    lines = [line.strip() for line in one(typed, f"field{n}_options").split("\n")]
    labels = [line for line in dict.fromkeys(lines) if line] if asked.kind == "choice" else []
    values = {row.label: row.value for row in asked.options}
    options = tuple(Choice(values.get(label, ""), label) for label in labels)
    named = tuple(_named(option, place, options) for place, option in enumerate(options, start=1))
    gold = one(typed, f"field{n}_gold")
    by_label = {row.label: row.value for row in named}
    spellings = BAR.join(line.strip() for line in gold.split("\n") if line.strip())
    return replace(
        asked,
        label=one(typed, f"field{n}_label"),
        options=named,
        required=not typed.get(f"field{n}_optional"),
        pattern=one(typed, f"field{n}_pattern") if asked.kind == "text" else "",
        max_length=asked.max_length if asked.kind == "text" else None,
        gold=by_label.get(gold, gold) if asked.kind == "choice" else spellings,
        tolerance=one(typed, f"field{n}_tolerance"),
    )


def _free_name(before: Sheet, n: int) -> str:
    taken = {asked.name for asked in before.asked}
    return next(name for k in range(n, n + 100) if (name := f"field{k}") not in taken)


def _places(typed: Typed) -> Iterator[int]:
    return (n for n in range(1, OPTIONS_MOST + 1) if f"option{n}" in typed)


def _is_there(typed: Typed, n: int, also: str = "area") -> bool:
    return bool(one(typed, f"option{n}") or one(typed, f"{also}{n}"))


def _options(asked: Asked, typed: Typed, places: Sequence[int]) -> tuple[Choice, ...]:
    """The answers that were typed, with the values they had; new ones are given theirs."""
    old = {row.value: row for row in asked.options}
    typed_rows = [
        replace(
            old.get(one(typed, f"value{n}"), Choice("", "")),
            label=one(typed, f"option{n}"),
            area=" ".join(one(typed, f"area{n}").split()),
        )
        for n in places
    ]
    named = [_named(row, n, typed_rows) for n, row in enumerate(typed_rows, start=1)]
    keyed = [_keyed(row, n, asked.kind) for n, row in enumerate(named, start=1)]
    return _padded(tuple(keyed), asked.kind)


def _named(row: Choice, n: int, others: Sequence[Choice], letter: str = "o") -> Choice:
    """A value by its place, unless its author gave it one that means something."""
    if row.value and not GENERATED.fullmatch(row.value):
        return row
    taken = {other.value for other in others if not GENERATED.fullmatch(other.value)}
    return replace(row, value=f"{letter}{n}" if f"{letter}{n}" not in taken else f"{letter}0{n}")


def _renamed(row: Choice, n: int) -> Choice:
    return replace(row, value=f"o{n}") if GENERATED.fullmatch(row.value) else row


def _keyed(row: Choice, n: int, kind: str) -> Choice:
    if not GENERATED.fullmatch(row.value):
        return row
    return replace(row, key=str(n) if kind in KEYED and n <= KEYS_MOST else "")


def _padded(options: tuple[Choice, ...], kind: str) -> tuple[Choice, ...]:
    """So many answers that the kind can be asked at all; those that are empty are to be written."""
    least = LEAST_OPTIONS.get(kind, 0)
    spare = (_keyed(Choice(f"o{n}", ""), n, kind) for n in range(len(options) + 1, least + 1))
    return (*options, *spare)


def _targets(asked: Asked, rows: Sequence[Choice]) -> tuple[Choice, ...]:
    """Partners by their words: those that are known keep a value that means something."""
    old = {row.label: row for row in asked.targets if not GENERATED.fullmatch(row.value)}
    known = [old.get(row.label, row) for row in rows]
    return tuple(_named(row, n, known, "t") for n, row in enumerate(known, start=1))


def shuffled_words(salt: str, words: Sequence[str]) -> tuple[str, ...]:
    """Answers in an order that says nothing of which is right, and that stays the same."""
    return tuple(row.label for row in _shuffled(salt, [Choice("", one) for one in words]))


def _shuffled(salt: str, rows: Sequence[Choice]) -> tuple[Choice, ...]:
    """In an order that says nothing of which is right, and that stays the same."""

    def by_chance(row: Choice) -> str:
        return hashlib.sha256(f"{salt}\n{row.label}".encode()).hexdigest()

    return tuple(sorted(rows, key=by_chance))


def _pairs_said(before: Sheet, asked: Asked, typed: Typed) -> dict[str, str]:
    """What is said of certain pairs, of those that there still are; untyped it stays."""
    said = dict(before.said)
    if one(typed, "has_told"):
        said = {
            f"{one(typed, f'left{n}')}{PAIR}{one(typed, f'right{n}')}": one(typed, f"told{n}")
            for n in range(1, TOLD_MOST + 1)
        }
    pairs = {f"{row.value}{PAIR}{to.value}" for row in asked.options for to in asked.targets}
    return {pair: words for pair, words in said.items() if words and pair in pairs}


_KINDS = {
    **dict.fromkeys(("choice", "multi", "spot", "verdict"), _picks),
    "text": _text,
    "order": _order,
    "match": _match,
    "rate": _rate,
    **dict.fromkeys(("box", "point"), _drawn),
}
