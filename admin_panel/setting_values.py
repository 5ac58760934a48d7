"""Settings as an owner types and reads them: minutes, sums, per cents, lists with commas."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import cast

from admin_panel.forms import Form
from admin_panel.setting_pages import Entry
from kiosk.rules.amounts import ascii_digits
from kiosk.setting_lines import Setting, Value
from kiosk.settings import HubSettings
from kiosk.texts import LANGUAGES, N_, _, format_money

S_PER_MIN = 60
BASIS_POINTS = 100
LIST_LIMIT = 20
PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?")


def typed_of(entry: Entry, value: Value, settings: HubSettings) -> dict[str, str]:
    """A value as its field is filled in."""
    if entry.kind == "languages":
        return {f"{entry.name}-{code}": "1" for code in cast("tuple[str, ...]", value)}
    return {entry.name: _text(entry, value, settings)}


def shown(entry: Entry, value: Value, settings: HubSettings) -> str:
    """A value in words, for the history."""
    if entry.kind == "choice":
        return _(dict(entry.choices).get(str(value), str(value)))
    if entry.kind == "languages":
        codes = cast("tuple[str, ...]", value)
        return ", ".join(LANGUAGES.get(code, code) for code in codes)
    if entry.kind == "money":
        return format_money(int(str(value)), settings)
    unit = UNITS.get(entry.kind, "{value}")
    text = _text(entry, value, settings)
    return _(unit, value=text) if text else "—"


def read(form: Form, entry: Entry, setting: Setting) -> Value:
    """What was typed; an error at the field where it is nothing that may be."""
    return READERS[entry.kind](form, entry, setting)


UNITS: Mapping[str, str] = MappingProxyType(
    {
        "minutes": N_("{value} min"),
        "each_minutes": N_("{value} min"),
        "seconds": N_("{value} s"),
        "percent": N_("{value} %"),
        "hundredths": N_("{value} %"),
    }
)


def _text(entry: Entry, value: Value, settings: HubSettings) -> str:
    if isinstance(value, tuple):
        minutes = entry.kind == "each_minutes"
        return ", ".join(_minutes(int(part)) if minutes else str(part) for part in value)
    if isinstance(value, str):
        return value
    if entry.kind == "minutes":
        return _minutes(value)
    if entry.kind == "hundredths":
        return _decimal(value, BASIS_POINTS)
    if entry.kind == "money":
        return _decimal(value, 10**settings.currency_decimals)
    return str(value)


def _minutes(seconds: int) -> str:
    """Whole minutes; an owner of a file may have set seconds, which are not hidden."""
    whole, rest = divmod(seconds, S_PER_MIN)
    return f"{whole}:{rest:02d}" if rest else str(whole)


def _decimal(value: int, unit: int) -> str:
    whole, rest = divmod(value, unit)
    return f"{whole}.{rest:0{len(str(unit)) - 1}d}" if rest else str(whole)


def _read_text(form: Form, entry: Entry, setting: Setting) -> Value:  # noqa: ARG001  a reader
    return form.text(entry.name)


def _read_list(form: Form, entry: Entry, setting: Setting) -> Value:  # noqa: ARG001  a reader
    parts = form.typed.get(entry.name, "").replace("،", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())[: LIST_LIMIT + 1]


def _read_languages(form: Form, entry: Entry, setting: Setting) -> Value:  # noqa: ARG001  a reader
    chosen = [code for code in LANGUAGES if form.typed.get(f"{entry.name}-{code}")]
    first = form.typed.get(f"{entry.name}-first", "")
    if not chosen:
        form.wrong(entry.name, _("Choose a language."))
    return tuple(sorted(chosen, key=lambda code: code != first))


def _read_money(form: Form, entry: Entry, setting: Setting) -> Value:
    minor = form.money(entry.name)
    return max(minor, setting.least) if entry.name == "smallest_coin_minor" else minor


def _read_whole(form: Form, entry: Entry, setting: Setting) -> Value:
    return form.whole(entry.name, least=setting.least, most=setting.most)


def _read_minutes(form: Form, entry: Entry, setting: Setting) -> Value:
    text = ascii_digits(form.typed.get(entry.name, "").strip())
    match = re.fullmatch(r"([0-9]{1,6})(?::([0-5][0-9]))?", text)
    seconds = int(match[1]) * S_PER_MIN + int(match[2] or 0) if match else -1
    if not setting.least <= seconds <= setting.most:
        least, most = -(-setting.least // S_PER_MIN), setting.most // S_PER_MIN
        form.wrong(
            entry.name, _("Type a whole number from {least} to {most}.", least=least, most=most)
        )
        return setting.default
    return seconds


def _read_each_minutes(form: Form, entry: Entry, setting: Setting) -> Value:
    text = ascii_digits(form.typed.get(entry.name, "")).replace("،", ",")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > LIST_LIMIT or not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        form.wrong(entry.name, _("Type whole numbers with commas between, such as 10, 5, 1."))
        return setting.default
    return tuple(sorted({int(part) * S_PER_MIN for part in parts}, reverse=True))


def _read_hundredths(form: Form, entry: Entry, setting: Setting) -> Value:
    match = PERCENT.fullmatch(ascii_digits(form.typed.get(entry.name, "").strip(" %")))
    hundredths = int(match[1]) * BASIS_POINTS + int((match[2] or "").ljust(2, "0")) if match else -1
    if not setting.least <= hundredths <= setting.most:
        form.wrong(entry.name, _("Type per cents, such as 16 or 17.5."))
        return setting.default
    return hundredths


def _read_choice(form: Form, entry: Entry, setting: Setting) -> Value:
    ids = [each for each, _word in entry.choices]
    chosen = form.choice(entry.name, ids, _("Choose one."))
    if not chosen:
        return setting.default
    return int(chosen) if isinstance(setting.default, int) else chosen


READERS: Mapping[str, Callable[[Form, Entry, Setting], Value]] = MappingProxyType(
    {
        "text": _read_text,
        "list": _read_list,
        "languages": _read_languages,
        "money": _read_money,
        "whole": _read_whole,
        "seconds": _read_whole,
        "percent": _read_whole,
        "minutes": _read_minutes,
        "each_minutes": _read_each_minutes,
        "hundredths": _read_hundredths,
        "choice": _read_choice,
    }
)
