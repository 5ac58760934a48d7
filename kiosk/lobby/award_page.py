"""Check a certificate: anybody scans, pastes or uploads one, and reads whether it is genuine.

Nobody signs in, so nothing is told but what stands on the paper that was shown. A number alone says
which exam it was given for, and no name: so it answers for a person who was erased as well.
"""

from dataclasses import dataclass
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from kiosk import texts
from kiosk.hub import Hub
from kiosk.lobby.doors import frame_of, language_asked
from kiosk.looks import figures
from kiosk.protocol.awards import (
    AWARD_SYMBOLS_LIMIT,
    FILE_LIMIT_BYTES,
    is_award,
    key_print,
    text_in,
)
from kiosk.queries import awards as query
from kiosk.queries.awards import Checked
from kiosk.rules.awards import Said, grouped
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day
from kiosk.signed_door import open_to
from kiosk.texts import N_, _

TYPED_LIMIT = 2 * AWARD_SYMBOLS_LIMIT
PRINT_LIMIT = 40
WORDS = {
    Said.VALID: ("free", "circle-check", N_("Valid")),
    Said.LAPSED: ("soon", "alarm", N_("Lapsed")),
    Said.REVOKED: ("stop", "circle-x", N_("Taken back")),
    Said.UNKNOWN_HUB: ("soon", "help-circle", N_("Not known here")),
}
"""How each is marked: tone, icon, word."""

lobby_award = Blueprint("lobby_award", __name__, url_prefix="/lobby", template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """What is said; see lobby/award.html. `name` is "" where only a number was typed."""

    said: str
    mark: tuple[str, str, str]
    why: str
    taken_back: str
    number: str
    name: str
    title: str
    edition: str
    answers: str
    day: str
    until: str
    site: str
    key: str


@lobby_award.get("/certificate")
@open_to("anyone")
def show() -> ResponseReturnValue:
    """The form."""
    return _page(None, "")


@lobby_award.post("/certificate")
@open_to("anyone")
def check() -> ResponseReturnValue:
    """What is to be said of one."""
    hub = cast("Hub", current_app.extensions["hub"])
    texts.speak(language_asked(hub))
    try:
        return _page(_checked(hub, _shown_text()), "")
    except Refusal as refusal:
        return _page(None, texts.sentence(refusal, texts.spoken())), refusal.status


def _shown_text() -> str:
    """A file outranks what was typed."""
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return text_in(sent.read(FILE_LIMIT_BYTES + 1))
    return request.form.get("text", "")[:TYPED_LIMIT].strip()


def _checked(hub: Hub, text: str) -> ShownCheck:
    today = local_day(hub.now(), ZoneInfo(hub.settings.timezone))
    with hub.read() as db:
        if not is_award(text):
            site = hub.settings.site_name
            found = query.by_number(db, typed=text, keys=hub.keys, site=site, today=today)
            return _shown(found, hub)
        prints = (request.form.get("print", "")[:PRINT_LIMIT],)
        found = query.check(db, text=text, keys=hub.keys, today=today, prints=prints)
    return _shown(found, hub)


def _shown(found: Checked, hub: Hub) -> ShownCheck:
    award = found.award
    tone, symbol, word = WORDS[found.said]
    return ShownCheck(
        said=found.said.value,
        mark=(tone, symbol, _(word)),
        why=_why(found, hub),
        taken_back=_taken_back(found),
        number=grouped(award.number),
        name=award.name,
        title=award.title,
        edition=award.edition,
        answers=_(
            "{right} of {asked} answers right ({percent} %)",
            right=award.right,
            asked=award.asked,
            percent=award.percent,
        ),
        day=_day(award.day),
        until="" if award.until is None else _day(award.until),
        site=award.site,
        key=found.mark,
    )


def _why(found: Checked, hub: Hub) -> str:
    """Who signed it, as far as this hub can say so itself."""
    if found.said is Said.UNKNOWN_HUB:
        return _("Signed by a hub this one does not know, fingerprint {mark}.", mark=found.mark)
    if found.ours:
        return _("{site} gave this certificate.", site=hub.settings.site_name)
    if found.signer:
        return _("{site} gave this certificate.", site=found.signer)
    return _("Signed with the key whose fingerprint you typed.")


def _taken_back(found: Checked) -> str:
    """What a good paper's reader must know: nobody may have told this hub."""
    if found.said not in (Said.VALID, Said.LAPSED) or found.hears_revoked == "own":
        return ""
    if found.hears_revoked:
        return _("Whether it was taken back is known as far as the exchange last told this hub.")
    return _("Whether it was taken back is not known here. Ask that centre.")


def _day(day: str) -> str:
    return figures.day(date.fromisoformat(day))


def _page(found: ShownCheck | None, refused: str) -> str:
    hub = cast("Hub", current_app.extensions["hub"])
    texts.speak(language_asked(hub))
    return render_template(
        "lobby/award.html",
        frame=frame_of(hub),
        found=found,
        refused=refused,
        here_print=key_print(hub.keys.public_signing),
    )
