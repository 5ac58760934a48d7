"""What surrounds every page of the exchange: links, money, who is signed in, languages."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, make_response, render_template, request, session, url_for
from sqlalchemy.exc import SQLAlchemyError

from kiosk.exchange.acts.people import ended
from kiosk.exchange.rights import our_exchange
from kiosk.exchange.store import ledger, people
from kiosk.exchange.store.people import Requester
from kiosk.rules.instants import Instant, later
from kiosk.texts import LANGUAGES, N_, _, language_of, spoken

SITE_NAME = N_("Task exchange")
WHO = "requester"
SINCE = "since"
SIGN_IN = "sign_in"
"""The name of one sign-in: signing out ends it also where its cookie was copied."""
KEYED = "keyed"
"""Under which secret key the sign-in was made: a new one ends all that were made under the old."""
TOAST = "just_done"
KEY_MARK_SYMBOLS = 16
SIGNED_IN_S = 12 * 3600
LANGUAGE = "language"
"""The query parameter."""
LANGUAGE_COOKIE = "exchange_language"
"""What remembers it; cookies ignore ports, and a hub may stand beside."""
YEAR_S = 365 * 86_400
SEEN = "seen"
SEEN_EVERY_S = 60
IDLE_S = 2 * 3600
"""Nobody sits there any more: the next page asks to sign in again."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place in the page's head."""

    name: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    name: str
    leave_url: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language to switch to, named in its own script."""

    name: str
    code: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """All that surrounds a page; see `looks/plain_base.html`."""

    site_name: str
    home_url: str
    links: tuple[Link, ...]
    balance_minor: int | None
    person: Person | None
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class Toast:
    """What was just done, and how an approval is undone; else nothing can, for hubs were told."""

    text: str
    undo_url: str = ""
    undo_fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one input."""

    field: str
    message: str


def signed_in() -> Requester | None:
    """Who is signed in, or None; a cookie older than half a day, idle or signed out, is none."""
    who, since, sign_in = session.get(WHO), session.get(SINCE), session.get(SIGN_IN)
    if not isinstance(who, str) or not isinstance(since, int) or not isinstance(sign_in, str):
        return None
    exchange = our_exchange()
    now = exchange.clock.now()
    seen = Instant(session.get(SEEN, since))
    if now > min(later(Instant(since), seconds=SIGNED_IN_S), later(seen, seconds=IDLE_S)):
        return None
    with exchange.read() as db:
        if now < people.tries_of(db, ended(sign_in)).locked_until:
            return None
        known = people.requester_of(db, who)
    if known is None or session.get(KEYED) != key_mark(known.secret_hash):
        return None
    return known


def key_mark(secret_hash: str) -> str:
    """What a cookie says of the secret key under which it was made."""
    return hashlib.sha256(secret_hash.encode()).hexdigest()[:KEY_MARK_SYMBOLS]


def note_seen() -> None:
    """Whoever asks is not idle; written once a minute, else each page would set a cookie."""
    now = our_exchange().clock.now()
    if WHO in session and now >= later(Instant(session.get(SEEN, 0)), seconds=SEEN_EVERY_S):
        session[SEEN] = now


def signed_in_name() -> Requester | None:
    """Who is signed in, for a page that must show even when the database cannot be read."""
    try:
        return signed_in()
    except SQLAlchemyError:
        return None


def page(
    template: str,
    *,
    here: str,
    who: Requester | None = None,
    errors: tuple[FieldError, ...] = (),
    typed: dict[str, str] | None = None,
    status: int = 200,
    frame: Frame | None = None,
    **handed: Any,
) -> Response:
    """A page in its frame: one of its own, or that of everybody and of requesters."""
    toast = session.pop(TOAST, None)
    drawn = render_template(
        template,
        frame=frame_of(here, who) if frame is None else frame,
        toast=Toast(**toast) if toast else None,
        errors=errors,
        typed=typed or {},
        **handed,
    )
    return make_response(drawn, status)


def say(text: str) -> None:
    """Tell on the next page what was just done."""
    session[TOAST] = {"text": text}


def say_with_undo(text: str, *, url: str, click: str) -> None:
    """Tell on the next page what was just done, with a button that undoes it there."""
    session[TOAST] = {"text": text, "undo_url": url, "undo_fields": {"click": click}}


def frame_of(here: str, who: Requester | None) -> Frame:
    """The frame for this reader; `here` is the endpoint of the link that is this page."""
    links = [("public.tasks", _("Open tasks"))]
    if who is None:
        links.append(("requester.sign_in", _("For requesters")))
    else:
        links.insert(0, ("requester.home", _("Your batches")))
        links.append(("requester.key", _("Secret key")))
    return Frame(
        site_name=_(SITE_NAME),
        home_url=url_for("requester.home" if who else "public.tasks"),
        links=tuple(Link(name, url_for(endpoint), endpoint == here) for endpoint, name in links),
        balance_minor=None if who is None else _balance(who),
        person=None if who is None else Person(who.name, url_for("requester.leave")),
        languages=_languages(),
    )


def chosen_language() -> str:
    """What the reader chose now or before, else what the browser asks for."""
    settings = our_exchange().settings
    return language_of(
        chosen=request.args.get(LANGUAGE) or request.cookies.get(LANGUAGE_COOKIE),
        accepted=request.headers.get("Accept-Language"),
        offered=settings.languages,
    )


def remember_language(response: Response) -> Response:
    """Keep a language that was chosen by a link."""
    asked = request.args.get(LANGUAGE)
    if asked and asked == spoken():
        response.set_cookie(
            LANGUAGE_COOKIE,
            asked,
            max_age=YEAR_S,
            httponly=True,
            samesite="Strict",
            secure=request.is_secure,
        )
    return response


def _balance(who: Requester) -> int:
    with our_exchange().read() as db:
        return ledger.balance(db, f"requester:{who.id}")


def _languages() -> tuple[Language, ...]:
    offered = [code for code in our_exchange().settings.languages if code in LANGUAGES]
    path = request.path if request.method == "GET" else url_for("public.tasks")
    return tuple(
        Language(LANGUAGES[code], code, f"{path}?{LANGUAGE}={code}", code == spoken())
        for code in offered
    )
