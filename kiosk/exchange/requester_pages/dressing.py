"""The exchange's pages on its app: cookies, forged forms, headers, looks."""

import hashlib
from datetime import UTC

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from kiosk.exchange.exchange import Exchange
from kiosk.exchange.hub_api.doors import doors as hub_doors
from kiosk.exchange.requester_pages.frame import chosen_language, remember_language
from kiosk.exchange.requester_pages.routes import rooms
from kiosk.exchange.staff_pages.routes import staff_room
from kiosk.looks.headers import secure
from kiosk.looks.jinja import dress
from kiosk.looks.own_pages import LOOPBACK, OwnCookies, check_own_page
from kiosk.rules.refusals import Refusal

COOKIE = "exchange_session"
COOKIE_PURPOSE = b"exchange cookies/1"
SENDING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def dress_pages(app: Flask, exchange: Exchange) -> None:
    """Put the pages on the app."""
    key = bytes(exchange.keys.signing)
    settings = exchange.settings
    app.secret_key = hashlib.blake2b(key, key=COOKIE_PURPOSE, digest_size=32).digest()
    app.session_interface = OwnCookies()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,  # cookies ignore ports, and a hub may stand beside
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        TRUSTED_HOSTS=list(settings.trusted_hosts) or [settings.host, *LOOPBACK],
        WTF_CSRF_CHECK_DEFAULT=False,  # checked below, where a refusal can be said
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its cookie
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, and our pages send none
    )
    dress(app, language_of=chosen_language, currency_of=lambda: settings, zone_of=lambda: UTC)
    secure(app)
    app.after_request(remember_language)
    _guard_forms(app)
    for room in (*rooms(), staff_room()):
        app.register_blueprint(room)


def _guard_forms(app: Flask) -> None:
    """A form must be our own; machines sign what they send instead."""
    csrf = CSRFProtect(app)

    @app.before_request
    def check() -> None:
        if request.method not in SENDING or request.blueprint == hub_doors.name:
            return
        if request.routing_exception is not None:  # there is no such page: say that instead
            return
        check_own_page()
        try:
            csrf.protect()
        except CSRFError as error:
            raise Refusal("csrf_failed") from error
