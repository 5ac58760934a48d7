"""What one line of `kiosk/settings.py` is: default, help, what it may be, how it is read."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kiosk.rules.opening_hours import read_hours
from kiosk.rules.outages import PowerCut
from kiosk.rules.refusals import Refusal
from kiosk.sentences import N_

PREFIX = "KIOSK_"
PORT_LIMIT = 65_535
YEAR_S = 366 * 86_400
SHORT_LIMIT = 120
SHORT_TEXT = f"a text of at most {SHORT_LIMIT} letters"

Value = str | int | tuple[str, ...] | tuple[int, ...]


def is_currency(value: Value) -> bool:
    """Three capital letters."""
    return re.fullmatch(r"[A-Z]{3}", str(value)) is not None


def is_timezone(value: Value) -> bool:
    """A zone that this machine knows."""
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_web_address(value: Value) -> bool:
    """Empty, or where a machine listens."""
    return value == "" or re.fullmatch(r"https?://[^\s/]+/?", str(value)) is not None


def is_ip_address(value: Value) -> bool:
    """Empty, or the address of one machine: a pattern would let anybody say who they are."""
    try:
        return value == "" or bool(ip_address(str(value)))
    except ValueError:
        return False


def are_languages(value: Value) -> bool:
    """At least one code."""
    codes = cast("tuple[str, ...]", value)
    return bool(codes) and all(re.fullmatch(r"[a-z]{2,3}", code) for code in codes)


def is_printer(value: Value) -> bool:
    """Empty, a host with or without a port, or a device."""
    return re.fullmatch(r"(/dev/[\w/-]+|[\w.-]+(:[0-9]{1,5})?)?", str(value)) is not None


def is_host_and_port(value: Value) -> bool:
    """Empty, or a host with a port."""
    host, _colon, port = str(value).rpartition(":")
    named = re.fullmatch(r"[\w.-]+", host) and re.fullmatch(r"[0-9]{1,5}", port)
    return value == "" or (named is not None and 0 < int(port) <= PORT_LIMIT)


def is_power_cut(value: Value) -> bool:
    """Who pays for the minutes of a power cut."""
    return value in list(PowerCut)


def is_plain_http(value: Value) -> bool:
    """Whether plain HTTP may be spoken to other machines."""
    return value in ("refused", "allowed")


def is_short(value: Value) -> bool:
    """What stands on one line of a receipt."""
    return len(str(value)) <= SHORT_LIMIT


def are_providers(value: Value) -> bool:
    """Names that stand in a ledger account's name, each once."""
    names = cast("tuple[str, ...]", value)
    fit = all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,23}", name) for name in names)
    return fit and len({name.casefold() for name in names}) == len(names)


def are_names(value: Value) -> bool:
    """Names, each once."""
    names = cast("tuple[str, ...]", value)
    fit = all(0 < len(name.strip()) <= SHORT_LIMIT for name in names)
    return fit and len({name.strip().casefold() for name in names}) == len(names)


def are_hours(value: Value) -> bool:
    """Hours as `rules/opening_hours.py` reads them."""
    return _reads(lambda: read_hours(cast("tuple[str, ...]", value), ()))


def are_exceptions(value: Value) -> bool:
    """Days with other hours, as `rules/opening_hours.py` reads them."""
    return _reads(lambda: read_hours((), cast("tuple[str, ...]", value)))


def _reads(read: Callable[[], object]) -> bool:
    try:
        read()
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table, as `docs/settings.md` shows it."""

    name: str
    default: Value
    help: str
    least: int
    most: int
    check: Callable[[Value], bool] | None
    expected: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.name.upper()


def line_of(
    default: Value,
    meaning: str,
    *,
    least: int = 0,
    most: int = YEAR_S,
    check: Callable[[Value], bool] | None = None,
    expected: str = "",
) -> Any:
    """A field with its help; `least` and `most` hold for each number, `expected` names a check."""
    metadata = {"help": meaning, "least": least, "most": most, "check": check, "expected": expected}
    return field(default=default, metadata=metadata)


def port_line(default: int, meaning: str) -> Any:
    """A port."""
    return line_of(default, meaning, least=1, most=PORT_LIMIT)


def web_address_line(meaning: str) -> Any:
    """The address of another machine."""
    return line_of("", meaning, check=is_web_address, expected="http://host:port or empty")


def currency_line() -> Any:
    """The currency of all money."""
    meaning = N_("The currency of all money, as three capital letters (ISO 4217).")
    return line_of("KES", meaning, check=is_currency, expected="three capital letters, such as KES")


def proxy_address_line() -> Any:
    """Who is believed about whose phone asks."""
    meaning = N_(
        "The address of a TLS proxy before it, such as 127.0.0.1: whose phone asks is what this "
        "proxy says. Empty: there is none, and nobody is believed."
    )
    return line_of("", meaning, check=is_ip_address, expected="an IP address or empty")


def is_token(value: Value) -> bool:
    """Empty, or too long to guess."""
    return value == "" or re.fullmatch(r"[A-Za-z0-9_-]{20,100}", str(value)) is not None


def metrics_token_line() -> Any:
    """Who else may read the figures."""
    meaning = N_(
        "The word with which /metrics is read; empty: on this machine only, through no proxy."
    )
    return line_of("", meaning, check=is_token, expected="20 to 100 letters and digits, or empty")


def plain_http_line() -> Any:
    """Whether a machine may listen where its neighbours can read along."""
    meaning = N_(
        "Whether to listen on other addresses than this machine's own without TLS: refused, or "
        "allowed where everybody near may read along."
    )
    return line_of("refused", meaning, check=is_plain_http, expected="refused or allowed")


def listed(raw: Any) -> Any:
    """A list of a file as the tuple that a setting holds."""
    return tuple(raw) if isinstance(raw, list) else raw


def parsed(setting: Setting, text: str) -> Any:
    """What a variable's text means; what cannot be read stays text, which `checked` refuses."""
    if isinstance(setting.default, str):
        return text
    if isinstance(setting.default, int):
        return _number(text)
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    return tuple(_number(part) for part in parts) if _holds_numbers(setting) else parts


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text.strip()) else text


def _holds_numbers(setting: Setting) -> bool:
    return setting.name.endswith(("_s", "_minor"))


def checked(setting: Setting, value: Any, *, where: str) -> Value:
    """The value, if this setting may hold it.

    Raises:
        Refusal: `setting_wrong` (name, expected, where).
    """
    if not _fits(setting, value):
        raise Refusal(
            "setting_wrong", name=setting.name, expected=expectation(setting), where=where
        )
    return cast("Value", value)


def _fits(setting: Setting, value: Any) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple) != isinstance(setting.default, tuple):
        return False
    number = isinstance(setting.default, int) or (
        isinstance(value, tuple) and _holds_numbers(setting)
    )
    if number:
        return all(type(part) is int and setting.least <= part <= setting.most for part in parts)
    if not all(isinstance(part, str) and part.isprintable() for part in parts):
        return False
    return setting.check is None or setting.check(value)


def expectation(setting: Setting) -> str:
    """What a setting may be, in words for people."""
    if setting.expected:
        return setting.expected
    numbers = f"from {setting.least} to {setting.most}"
    if isinstance(setting.default, int):
        return f"a whole number {numbers}"
    if isinstance(setting.default, tuple):
        return (
            f"a list of whole numbers {numbers}" if _holds_numbers(setting) else "a list of texts"
        )
    return "a text in quotation marks"


def write_saved(value: Value | None) -> str:
    """A value as the panel keeps it; None is the default again."""
    return json.dumps(value, ensure_ascii=False)


def read_saved(setting: Setting, text: str) -> Value:
    """A value that the panel kept; `null` is the default again.

    Raises:
        Refusal: `setting_wrong`.
    """
    raw = json.loads(text)
    return setting.default if raw is None else checked(setting, listed(raw), where="panel")
