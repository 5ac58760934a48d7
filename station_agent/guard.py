"""Who may use a page, and that it was our own page that asked.

The browser on this machine is the only one there is: no cookie, the state is the agent's. A form
carries a token that lives as long as the session, so that it still fits after the agent was killed.
"""

import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Literal, TypeVar, cast

from flask import Flask, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.rules.refusals import Refusal
from station_agent import neighbours
from station_agent.agent import Agent
from station_agent.states import RUNNING, State

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Who = Literal["anyone at the station", "visitor in session"]
HOSTS = ["127.0.0.1", "localhost"]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})
LEFT_BEHIND = '"cache", "cookies", "storage"'
"""Chromium keeps whole pages for Back, also such as say `no-store`; "cache" drops these as well."""
CSRF_FIELD = "csrf_token"
EXTENSION = "station"
OF = "of"
POLL = "bar.show"
SITTER_DIGITS = 16
RUN = "STATION_RUN"
RUN_SECRET = "STATION_RUN_SECRET"  # noqa: S105  the name of a key, not a secret


def agent() -> Agent:
    """The agent whose screens these are."""
    return cast("Agent", current_app.extensions[EXTENSION])


def may(who: Who, *, in_ending: bool = False) -> Callable[[View], View]:
    """Let `who` in; others are shown where they belong: lock, ending, rules.

    Args:
        who: anyone, or the visitor whose session runs.
        in_ending: whether a page is shown in the last minute, and before the house rules are
            accepted; what is sent is always taken.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def door(**path: str) -> ResponseReturnValue:
            if who == "visitor in session":
                if agent().state not in RUNNING:
                    return go("lock.show")
                if agent().state is State.ENDING and request.method in SAFE and not in_ending:
                    return go("ending.show")
                if request.method in SAFE and not in_ending and agent().asking.due() is not None:
                    return go("rules.show")
                if request.method in SAFE and not in_ending and agent().room.held:
                    return go("room.held")
            return view(**path)

        door.__may__ = who  # type: ignore[attr-defined]
        return cast("View", door)

    return decorate


def go(endpoint: str, **values: Any) -> ResponseReturnValue:
    """Send the browser to another page; a poll is told so in its own way."""
    place = url_for(endpoint, **values)
    if request.headers.get("HX-Request"):
        return "", HTTPStatus.NO_CONTENT, {"HX-Redirect": place}
    return redirect(place, HTTPStatus.SEE_OTHER)


def forget_others(answer: ResponseReturnValue) -> ResponseReturnValue:
    """Let the browser drop all it kept of whoever sat here before, the pages behind Back too."""
    response = make_response(answer)
    response.headers["Clear-Site-Data"] = LEFT_BEHIND
    return response


def protect(app: Flask) -> None:
    """Refuse what another page or another machine sends; give templates their token."""
    app.config["TRUSTED_HOSTS"] = HOSTS
    app.config[RUN] = secrets.token_hex(4)
    app.config[RUN_SECRET] = secrets.token_hex(32)
    app.jinja_env.globals["csrf_token"] = token
    app.before_request(_check_asker)
    app.before_request(_check)
    app.url_defaults(_of_this_session)


def token() -> str:
    """The word that our forms carry: the session's, or this run's while nobody sits here."""
    return agent().vault.token("csrf") or str(current_app.config[RUN_SECRET])


def is_of_this_session() -> bool:
    """Whether the page that asks was made for who sits here now, or for nobody and nobody does."""
    return request.args.get(OF, _sitter()) == _sitter()


def _sitter() -> str:
    return agent().vault.token("page")[:SITTER_DIGITS]


def _of_this_session(endpoint: str, values: dict[str, Any]) -> None:
    """The poll of a page says for whom the page was made."""
    if endpoint == POLL:
        values.setdefault(OF, _sitter())


def run_name() -> str:
    """Names this run of the agent: a page made by another has forms that no longer fit."""
    return str(current_app.config[RUN])


def _check() -> None:
    if request.method in SAFE or request.routing_exception is not None:  # there is no such page
        return
    if not _from_our_page():
        raise Refusal("not_allowed")
    given = request.form.get(CSRF_FIELD, "")
    known = (token(), str(current_app.config[RUN_SECRET])) if _is_for_anyone() else (token(),)
    if not any(hmac.compare_digest(given.encode(), one.encode()) for one in known):
        raise Refusal("csrf_failed")


def _check_asker() -> None:
    """Programs of other users of this machine reach our port too; they are nobody's screen."""
    port, asker = request.environ.get("SERVER_PORT"), request.environ.get("REMOTE_PORT")
    if asker is not None and not neighbours.may_ask(int(asker), port=int(port or 0), also=_users()):
        raise Refusal("not_allowed")


def _users() -> tuple[str, ...]:
    return tuple(filter(None, (agent().settings.screen_user,)))


def _is_for_anyone() -> bool:
    """The word of a lock nobody sat at opens no form of a visitor."""
    view = current_app.view_functions[request.endpoint or ""]
    return getattr(view, "__may__", "") == "anyone at the station"


def _from_our_page() -> bool:
    """A browser says where a form comes from, in one header or the other.

    `Sec-Fetch-Site` comes first: under a policy of no referrers Chromium gives the origin of our
    own forms as `null`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITES
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")
