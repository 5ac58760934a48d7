"""The lobby: what a visitor sees on a phone without an account. Prices, modules, paid tasks.

Nobody signs in on a phone, so nothing there need end with a session: what a visitor may ask as
themselves, they ask at the seat, by the open session's name, and a session that is over has none
(`station_api/doors.py`). Should a page for a signed-in visitor come: a phone is its visitor's own
machine, so a sign-in made on it may live on; one that was opened from a seat ends with the session.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import texts
from kiosk.hub import Hub
from kiosk.protocol.bodies import HitTerms
from kiosk.queries.tariffs import prices_now
from kiosk.rules.fairness import hourly_minor
from kiosk.signed_door import open_to
from kiosk.store import offers, tasks, training
from kiosk.store.offers import Offer
from kiosk.store.training import EditionRow

lobby = Blueprint("lobby", __name__, url_prefix="/lobby", template_folder="templates")
TASKS_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Language:
    """A language to choose, in its own script."""

    name: str
    code: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the page; see looks/plain_base.html."""

    site_name: str
    home_url: str
    languages: Sequence[Language]
    links: Sequence[object] = ()
    balance_minor: int | None = None
    person: None = None


@dataclass(frozen=True, slots=True)
class PaidTask:
    """A task with what an hour of it brings after the seat is paid."""

    terms: HitTerms
    hourly_minor: int


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the lobby shows."""

    offers: tuple[Offer, ...]
    modules: tuple[EditionRow, ...]
    tasks: tuple[PaidTask, ...]


@lobby.get("/")
@open_to("anyone")
def show() -> ResponseReturnValue:
    """Prices, modules and tasks, for anyone."""
    hub = cast("Hub", current_app.extensions["hub"])
    texts.speak(language_asked(hub))
    with hub.read() as db:
        seat_minor = max(prices_now(db, hub.now(), settings=hub.settings), default=0)
        shown = Shown(
            offers.active(db),
            training.editions(db),
            tuple(
                PaidTask(terms, _hourly(terms, seat_minor))
                for terms in tasks.open_terms(db, limit=TASKS_LIMIT)
            ),
        )
    return render_template("lobby/show.html", frame=frame_of(hub), shown=shown)


def language_asked(hub: Hub) -> str:
    """The language of the address, else what the phone prefers."""
    asked = request.args.get("lang", "")
    if asked in hub.settings.languages:
        return asked
    return request.accept_languages.best_match(hub.settings.languages) or "en"


def _hourly(terms: HitTerms, seat_minor: int) -> int:
    """At the dearest seat of the site now: no seat leaves less than a phone was promised."""
    return hourly_minor(
        reward_minor=terms.reward_minor,
        seconds_estimate=terms.seconds_estimate,
        station_per_hour_minor=seat_minor,
    )


def frame_of(hub: Hub) -> Frame:
    """The frame of a page in the lobby."""
    here = texts.spoken()
    return Frame(
        hub.settings.site_name,
        url_for("lobby.show"),
        tuple(
            Language(texts.LANGUAGES[code], code, _here_in(code), code == here)
            for code in hub.settings.languages
            if code in texts.LANGUAGES
        ),
    )


def _here_in(code: str) -> str:
    """This very page in another language; of a form's answer the lobby."""
    if request.method != "GET" or request.endpoint is None:
        return url_for("lobby.show", lang=code)
    return url_for(request.endpoint, **(request.view_args or {}), lang=code)
