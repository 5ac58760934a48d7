"""How old a sign-in may get: a long day in all, and some hours with nobody at the screen.

A page that asks by itself (the floor does, every three seconds) is nobody at the screen.
"""

from flask import session

from admin_panel.guards import SIGN_IN, hub
from kiosk.refusal_pages import is_fragment
from kiosk.rules.instants import Instant, later

SINCE, SEEN = "since", "seen"
SEEN_EVERY_S = 60


def begin() -> None:
    """A sign-in begins now."""
    session[SINCE] = session[SEEN] = hub().clock.now()


def is_over() -> bool:
    """Whether this sign-in is too old, or nobody used it for too long."""
    since, seen = session.get(SINCE), session.get(SEEN)
    if not isinstance(since, int) or not isinstance(seen, int):
        return True
    settings = hub().settings
    ends = later(Instant(since), seconds=settings.signed_in_for_s)
    return hub().clock.now() > min(ends, later(Instant(seen), seconds=settings.sign_in_idle_s))


def note_seen() -> None:
    """Somebody asked; written once a minute, else each page would set a cookie."""
    if SIGN_IN not in session or is_fragment() or is_over():
        return
    now = hub().clock.now()
    if now >= later(Instant(session[SEEN]), seconds=SEEN_EVERY_S):
        session[SEEN] = now
