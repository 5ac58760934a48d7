"""Messages between an exchange and its hubs: what waits, is missing or stopped; what to do then."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.exchange.acts import staffing
from kiosk.exchange.queries.standing import HUBS_LIMIT, FactsNow, facts_now
from kiosk.exchange.requester_pages.frame import FieldError, page, say
from kiosk.exchange.rights import our_exchange
from kiosk.exchange.staff_pages.signing_in import for_staff, staff_frame
from kiosk.exchange.store import hub_keys, stopped
from kiosk.exchange.store.outbox import HubLine
from kiosk.exchange.store.stopped import Gap, Stopped
from kiosk.looks.messages_file import messages_file
from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, Instant, seconds_between
from kiosk.rules.refusals import CATALOGUE, Refusal
from kiosk.texts import N_, _, n_, sentence, spoken

EXPORT_LIMIT = 500
"""Of each kind; more are for whoever has the database."""
NAME_LIMIT = 100
S_PER_MIN = 60
WHERE = {
    "parked": N_("Waits to be understood"),
    "rejected": N_("Refused here"),
    "conflict": N_("Two different ones under one number"),
}
WHY = {
    "not_understood_yet": N_("What it needs has not come yet, or this version does not know it."),
    "crashed": N_("The exchange’s program ended three times while it was read."),
    "conflict": N_("Another one came first under the same number. The first one counts."),
}


@dataclass(frozen=True, slots=True)
class ShownStopped:
    """A message that stopped, in words; `fact` is its name, `may_retry` whether trying helps."""

    at: Instant
    where: str
    type: str
    why: str
    whose: str
    fact: str
    may_retry: bool


@dataclass(frozen=True, slots=True)
class ShownMessages:
    """See staff/messages.html."""

    stopped: tuple[ShownStopped, ...]
    more: int
    gaps: tuple[str, ...]
    hubs: tuple[HubLine, ...]
    waiting: int
    many: bool


@for_staff
def show() -> ResponseReturnValue:
    """All hubs now."""
    return _page()


@for_staff
def retry() -> ResponseReturnValue:
    """One message is tried again."""
    fact = request.form.get("fact", "")[:NAME_LIMIT]
    exchange = our_exchange()
    try:
        exchange.write(
            staffing.retry_fact, request_id=request.form.get("request_id", ""), fact=fact
        )
    except Refusal as refusal:
        return _page(FieldError("fact", sentence(refusal, spoken())), status=refusal.status)
    exchange.trying.forgive(fact)
    say(_("It is tried again within a minute."))
    return redirect(url_for("staff.show"), HTTPStatus.SEE_OTHER)


@for_staff
def export() -> ResponseReturnValue:
    """All that stopped in one file, the signed bytes as they came."""
    exchange = our_exchange()
    with exchange.read() as db:
        letters = stopped.letters(db, limit=EXPORT_LIMIT)
    request_id = request.form.get("request_id", "")
    exchange.write(staffing.note_exported, request_id=request_id, facts=len(letters))
    return messages_file(letters)


def _page(*errors: FieldError, status: int = 200) -> ResponseReturnValue:
    with our_exchange().read() as db:
        kept, renamed = facts_now(db), hub_keys.other_names(db)
    return page(
        "staff/messages.html",
        here="staff.show",
        frame=staff_frame("staff.show"),
        errors=errors,
        status=status,
        messages=_shown(kept, renamed),
    )


def _shown(kept: FactsNow, renamed: Mapping[str, str]) -> ShownMessages:
    names = {one.origin: one.name for one in kept.hubs}
    names |= {origin: names[hub] for origin, hub in renamed.items() if hub in names}
    return ShownMessages(
        stopped=tuple(_stopped(one, names) for one in kept.stopped),
        more=max(0, sum(kept.counts.values()) - len(kept.stopped)),
        gaps=tuple(_gap(gap, names) for gap in kept.gaps),
        hubs=kept.hubs,
        waiting=sum(one.waiting for one in kept.hubs),
        many=len(kept.hubs) == HUBS_LIMIT,
    )


def _stopped(one: Stopped, names: Mapping[str, str]) -> ShownStopped:
    return ShownStopped(
        at=one.at,
        where=_(WHERE[one.where]),
        type=one.type,
        why=_why(one.code),
        whose=_whose(one.fact.partition("/")[0], names),
        fact=one.fact,
        may_retry=one.where != "conflict",
    )


def _why(code: str) -> str:
    if code in WHY:
        return _(WHY[code])
    return sentence(Refusal(code), spoken()) if code in CATALOGUE else code


def _whose(origin: str, names: Mapping[str, str]) -> str:
    return names.get(origin) or _("Another machine ({name})", name=origin[:8])


def _gap(gap: Gap, names: Mapping[str, str]) -> str:
    return n_(
        "{whose}: {n} message missing for {span}",
        "{whose}: {n} messages missing for {span}",
        gap.missing,
        whose=_whose(gap.origin, names),
        span=_span(seconds_between(gap.since, our_exchange().clock.now())),
    )


def _span(seconds: int) -> str:
    """Two units at most: `2 d 4 h`, `5 h 3 min`, `12 min`."""
    days, rest = divmod(seconds, S_PER_DAY)
    hours, rest = divmod(rest, S_PER_HOUR)
    if days:
        return _("{days} d {hours} h", days=days, hours=hours)
    if hours:
        return _("{hours} h {minutes} min", hours=hours, minutes=rest // S_PER_MIN)
    return _("{minutes} min", minutes=rest // S_PER_MIN)
