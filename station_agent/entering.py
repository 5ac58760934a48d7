"""A visitor comes in at the lock: by code and PIN, by a voucher, or by a card alone.

The hub opens the session; while it is away a signed voucher or card stands for it (`opening`).
"""

from kiosk.link.client import LinkDownError
from kiosk.link.sender import Sending
from kiosk.protocol.station_calls import Open, Opened
from kiosk.rules.card_paper import is_card, is_code
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import Paper, is_paper
from station_agent.agent import Agent
from station_agent.closing import seconds_open
from station_agent.opening import (
    Here,
    check_card,
    check_paper,
    opened_alone,
    opened_by_card,
    seconds_allowed,
    seconds_for_card,
    seconds_left,
)
from station_agent.removal import REVOKED
from station_agent.states import State


def enter(
    agent: Agent, *, code: str, pin: str, request_id: str, paper: str = "", account_minor: int = 0
) -> None:
    """Open a session with a code, or go on with the paused one that waits here.

    `paper` is all that was read from a signed voucher; it opens the seat with the hub away too.
    `account_minor` is what the visitor agreed to have set aside of the account.

    Raises:
        Refusal: `revoked`, `hub_away`, `site_closed`, `station_not_free`, `voucher_forged`,
            `voucher_other_site`, what the hub refuses (`wrong_pin`,
            `locked_out`, `voucher_…`, …), what `resume_with` or `seconds_left` refuses.
    """
    if agent.state is State.PAUSED:
        agent.sitting.resume_with(pin or code)
    else:
        asked = Open(request_id, agent.clock.boot_id(), code, pin, account_minor)
        _open(agent, asked, paper)
    agent.roster.wake("beat", "send", "fetch")


def card_seconds(agent: Agent, text: str) -> int:
    """How long a scanned card opens this seat while the hub is away.

    Raises:
        Refusal: `card_other_site`, `card_forged`, `site_closed`, what `seconds_for_card`
            refuses.
    """
    card = check_card(text, agent.machine.hub)
    open_s = seconds_open(agent.window, agent.hub_now)
    time, now = agent.hub_time.read(), agent.clock.now()
    with agent.store.readers.read() as db:
        left_s = seconds_for_card(db, card, text, window=agent.window, time=time, now=now)
    return left_s if open_s is None else min(left_s, open_s)


def enter_by_card(agent: Agent, text: str) -> None:
    """Open a session with a scanned card alone, while the hub is away: no account, no files.

    Raises:
        Refusal: `revoked`, `station_not_free`, `hub_is_back`, what `card_seconds` refuses.
    """
    _check_free(agent)
    if not agent.hub_away:
        raise Refusal("hub_is_back")
    left_s = card_seconds(agent, text)
    card = check_card(text, agent.machine.hub)
    language = agent.language_for(agent.window.languages[0])
    now = agent.hub_now
    here = Here(agent.machine.keys.origin, agent.clock.boot_id(), now, language)
    opened, told = opened_by_card(card, text, left_s=left_s, here=here)
    agent.sitting.open_alone(opened, language=language, told=told)
    agent.roster.wake("beat", "send", "fetch")


def _check_free(agent: Agent) -> None:
    if agent.removal.is_so:
        raise Refusal(REVOKED)
    if agent.state is not State.LOCKED:
        raise Refusal("station_not_free", station=agent.heard.seat)


def _open(agent: Agent, opening: Open, text: str) -> None:
    _check_free(agent)
    paper = check_paper(text, agent.machine.hub) if is_paper(text) else None
    opened = _asked(agent, opening)
    if opened is not None:
        agent.sitting.open(opened, language=agent.language_for(opened.record.language))
    elif paper is None:
        raise Refusal(_hub_away_for(agent, opening.code, text))
    else:
        _open_alone(agent, paper, text)


def _asked(agent: Agent, opening: Open) -> Opened | None:
    """What the hub opens; None while it is away."""
    if agent.link.push() in (Sending.DOWN, Sending.BUSY):
        return None  # the hub must know first that the session before is over
    try:
        return agent.link.open(opening)
    except LinkDownError:
        return None


def _hub_away_for(agent: Agent, code: str, text: str) -> str:
    """Why a code opens nothing without the hub; a card that is typed could be scanned."""
    may_scan = bool(agent.window.offline_ok_s) and is_code(code) and not is_card(text)
    return "hub_away_scan_card" if may_scan else "hub_away"


def _open_alone(agent: Agent, paper: Paper, text: str) -> None:
    time = agent.hub_time.read()
    now = time.now
    language = agent.language_for(agent.window.languages[0])
    open_s = seconds_open(agent.window, now)
    with agent.store.readers.read() as db:
        left_s = seconds_left(db, paper, text, now=now)
    left_s = seconds_allowed(paper, window=agent.window, time=time, left_s=left_s)
    left_s = left_s if open_s is None else min(left_s, open_s)
    here = Here(agent.machine.keys.origin, agent.clock.boot_id(), now, language)
    opened, told = opened_alone(paper, text, left_s=left_s, here=here)
    agent.sitting.open_alone(opened, language=language, told=told)
