"""Sentences for people: gettext with the domain `kiosk`; the English text is the message id.

Doors set the reader's language with `speak`, then `_("…")` here and in templates answers in it.
Rules and acts make no sentences; they raise codes, and `sentence` says them.
"""

import gettext as _gettext
import string
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from kiosk import sentences
from kiosk.rules.refusals import Refusal

DOMAIN = "kiosk"
FOLDER = Path(__file__).parent / "translations"
SOURCE_LANGUAGE = "en"
HEADER_LIMIT = 512
"""Longer Accept-Language headers are cut: nobody reads thirty languages."""

LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "ar": "العربية"})
"""The languages that have a catalogue, each named in its own script."""

LANGUAGE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "am": "አማርኛ",
        "ar": "العربية",
        "bn": "বাংলা",
        "el": "Ελληνικά",
        "en": "English",
        "es": "Español",
        "fa": "فارسی",
        "fr": "Français",
        "ha": "Hausa",
        "hi": "हिन्दी",
        "kk": "Қазақша",
        "om": "Afaan Oromoo",
        "pt": "Português",
        "ru": "Русский",
        "so": "Soomaali",
        "sw": "Kiswahili",
        "tr": "Türkçe",
        "uk": "Українська",
        "ur": "اردو",
        "vi": "Tiếng Việt",
    }
)
"""Languages of modules by what their speakers call them; any other one shows its code."""

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})

N_ = sentences.N_
"""Mark a text that is translated where it is shown."""

MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))

_spoken: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


class CurrencyStyle(Protocol):
    """How a currency is written; `HubSettings` and `ExchangeSettings` both say it."""

    @property
    def currency_symbol(self) -> str:
        """What stands before a sum."""
        ...

    @property
    def currency_decimals(self) -> int:
        """How many decimals a minor unit is."""
        ...


def speak(language: str) -> None:
    """From here on `_` answers in `language`, in this thread (a door sets it on each request)."""
    _spoken.set(language)


def spoken() -> str:
    """The language that `_` answers in."""
    return _spoken.get()


def _(text: str, /, **details: Any) -> str:
    """`text` in the language spoken, its `{name}` places filled from `details`."""
    return translated(text, _spoken.get(), **details)


def n_(one: str, many: str, number: int, /, **details: Any) -> str:
    """`one` or `many` (Arabic has six such forms) by `number`, which also fills `{n}`."""
    text = _catalogue(_spoken.get()).ngettext(one, many, number)
    return _filled(text, {"n": number, **details})


def translated(text: str, language: str, /, **details: Any) -> str:
    """`text` in `language`, or in English where it is not translated."""
    return _filled(_catalogue(language).gettext(text), details)


def sentence(refusal: Refusal, language: str) -> str:
    """What a refusal says to its reader, what to do included."""
    details = dict(refusal.details)
    if isinstance(details.get("day"), str):
        details["day"] = day_words(str(details["day"]), language)
    if refusal.code == "voucher_hours":
        details["when"] = _when(details, language)
    said = sentences.SENTENCES[refusal.code]
    if refusal.code == "answer_wrong_shape":
        said = sentences.ANSWER_PROBLEMS.get(str(details.get("problem")), said)
    return translated(said, language, **details)


def _when(details: Mapping[str, object], language: str) -> str:
    """`22:00 to 06:00`, `Sat, Sun`, or both: `days` are numbers from Monday on, "" for all."""
    numbers = str(details.get("days", ""))
    names = [translated(WEEKDAYS[int(day)], language) for day in numbers.split(",") if day]
    days, start, end = ", ".join(names), details.get("start"), details.get("end")
    if (start, end) == ("00:00", "24:00"):
        return days
    hours = translated(N_("{start} to {end}"), language, start=start, end=end)
    return f"{days}, {hours}" if days else hours


def day_words(day: str, language: str) -> str:
    """A day such as `2026-11-20` in words: `20 Nov 2026`; anything else as it is."""
    try:
        read = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{read.day} {translated(MONTHS[read.month - 1], language)} {read.year}"


def language_of(
    *, chosen: str | None, accepted: str | None, offered: Sequence[str] = tuple(LANGUAGES)
) -> str:
    """The language to answer in.

    Args:
        chosen: what the reader picked (a cookie, a visitor's record); wins where it is offered.
        accepted: an Accept-Language header; its order counts, its weights are ignored, for
            browsers list languages in order of weight.
        offered: the site's languages, the first one being the default.
    """
    known = [language for language in offered if language in LANGUAGES]
    if chosen in known:
        return str(chosen)
    for part in (accepted or "")[:HEADER_LIMIT].split(","):
        code = part.partition(";")[0].strip().partition("-")[0].lower()
        if code in known:
            return code
    return known[0] if known else SOURCE_LANGUAGE


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the page's `dir`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def format_money(minor: int, style: CurrencyStyle) -> str:
    """A sum as people write it: `KSh 1,250`, `KSh 0.50`, `-KSh 70`; whole sums show no decimals."""
    unit = 10**style.currency_decimals
    whole, rest = divmod(abs(minor), unit)
    digits = f"{whole:,}"
    if rest:
        digits += f".{rest:0{style.currency_decimals}d}"
    sign = "-" if minor < 0 else ""
    return f"{sign}{style.currency_symbol} {digits}"


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    if language not in LANGUAGES:  # a name from outside never becomes a path
        return _gettext.NullTranslations()
    return _gettext.translation(DOMAIN, FOLDER, [language], fallback=True)


class _Filler(string.Formatter):
    """Fills `{name}` and nothing deeper: a translation cannot reach into what it is given."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        del args
        return kwargs.get(field_name, "…"), field_name


def _filled(text: str, details: Mapping[str, Any]) -> str:
    return _Filler().vformat(text, (), details) if "{" in text else text
