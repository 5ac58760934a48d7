"""Dresses an app: shared templates, static files, filters and words for its pages.

`dress` is called once in each machine's `create_app`; below it everything is passed in, so that
panel, station and exchange look alike and none knows another.
"""

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, url_for
from markupsafe import Markup, escape

from kiosk import texts
from kiosk.looks import figures
from kiosk.rules.instants import MS_PER_S, Instant

STATIC = Path(__file__).parent / "static"
FLIPPED = frozenset(
    {"arrow-back-up", "arrow-left", "arrow-right", "chevron-right", "door-exit", "list-check",
     "logout", "player-play", "send"}
)  # fmt: skip
"""Icons that point along the line of reading, so they turn with it."""


def version(folder: Path) -> str:
    """A name for the state of all files in `folder`: ten hexadecimal digits."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


def icon(name: str) -> Markup:
    """One drawing of the sprite; it is never read aloud, so a word stands beside it."""
    flipped = " icon--flip" if name in FLIPPED else ""
    sprite = url_for("looks.static", filename="icons.svg")
    return Markup(
        '<svg class="icon{flipped}" aria-hidden="true" focusable="false" viewBox="0 0 24 24">'
        '<use href="{sprite}#{name}"/></svg>'
    ).format(flipped=flipped, sprite=sprite, name=name)


def bdi(value: object) -> Markup:
    """A value (name, code, amount) kept apart from the direction of the text around it."""
    return Markup("<bdi>{}</bdi>").format(value)


def words(text: str, /, **details: Any) -> Markup:
    """`kiosk.texts._` for templates: what fills the places is escaped, unless it is Markup."""
    return _filled(texts._(text, **_places(details)), details)


def counted_words(one: str, many: str, number: int, /, **details: Any) -> Markup:
    """`kiosk.texts.n_` for templates; `{n}` is the number."""
    places = {"n": bdi(number), **details}
    return _filled(texts.n_(one, many, number, **_places(places)), places)


def _places(details: dict[str, Any]) -> dict[str, str]:
    """Each place filled with itself: the sentence can be escaped before the values go in."""
    return {name: f"{{{name}}}" for name in details}


def _filled(text: str, details: dict[str, Any]) -> Markup:
    sentence = escape(text)
    return sentence.format(**details) if details else sentence


def dress(
    app: Flask,
    *,
    language_of: Callable[[], str],
    currency_of: Callable[[], texts.CurrencyStyle],
    zone_of: Callable[[], tzinfo],
) -> None:
    """Register the static files at `/looks/VERSION/`, the shared templates, filters and globals.

    Args:
        app: any of the house's apps; `csrf_token` is its own matter.
        language_of: the language of this request's reader; asked, and spoken, before each view.
        currency_of: how money is written here; asked at each use.
        zone_of: the site's time zone, for clocks and days; asked at each use.
    """
    app.register_blueprint(
        Blueprint(
            "looks",
            __name__,
            url_prefix="/looks",
            static_folder="static",
            static_url_path=f"/{version(STATIC)}",
            template_folder="templates",
        )
    )
    app.before_request(lambda: texts.speak(language_of()))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=words,
        n_=counted_words,
        bdi=bdi,
        currency=currency_of,
        direction=lambda: texts.direction(texts.spoken()),
        icon=icon,
        language=texts.spoken,
        looks=lambda filename: url_for("looks.static", filename=filename),
        request_id=lambda: uuid.uuid4().hex,
    )
    _install_filters(app, currency_of=currency_of, zone_of=zone_of)


def _install_filters(
    app: Flask,
    *,
    currency_of: Callable[[], texts.CurrencyStyle],
    zone_of: Callable[[], tzinfo],
) -> None:
    """Filters that turn a value handed over by a view into what a person reads."""

    def local(at: Instant) -> datetime:
        return datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(zone_of())

    app.jinja_env.filters.update(
        amount=lambda minor: amount(minor, currency_of()),
        bdi=bdi,
        money=lambda minor: money(minor, currency_of()),
        clock=lambda at: bdi(f"{local(at):%H:%M}"),
        day=lambda at: bdi(figures.day(local(at))),
        local_day=lambda named: bdi(figures.day(date.fromisoformat(named))),
        seat_time=lambda seconds: bdi(figures.seat_time(seconds)),
        minutes=lambda seconds: bdi(figures.minutes(seconds)),
        minutes_left=figures.minutes_left,
    )


def amount(minor: int, style: texts.CurrencyStyle) -> str:
    """The digits of a sum without its symbol, as one types them: `1,250`, `0.50`."""
    return texts.format_money(minor, style).replace(style.currency_symbol, "").replace(" ", "")


def money(minor: int, style: texts.CurrencyStyle) -> Markup:
    """A sum that neither breaks over two lines nor turns round in Arabic."""
    plain = texts.format_money(minor, style)
    text = plain.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "\N{MINUS SIGN}")
    return Markup('<bdi class="money" dir="ltr">{}</bdi>').format(text)
