"""Outages at work: the internet comes and goes, sessions get credit, power cuts are made good.

All of it happens by itself; the policy is the one that the session opened under.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules import outages as rules
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.metering import Run
from kiosk.rules.outages import Credit, Policy, PowerCut
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.receipts import Receipt
from kiosk.store import outages, passes
from kiosk.store.outages import POWER_CUT_OFFER, CutRow
from kiosk.store.passes import NewPass
from kiosk.store.sessions import Session

GIVEN_FOR_S = {PowerCut.EXTEND: S_PER_DAY, PowerCut.SITE: 30 * S_PER_DAY}


@dataclass(frozen=True, slots=True)
class Cut:
    """A session that stood still: what it held, what it had spent, when, and where."""

    held: Sequence[Pass]
    spent: Receipt
    at: Instant
    back: Instant
    zone: str


def policy_now(site: Site) -> Policy:
    """What a session that opens now is promised."""
    settings = site.settings
    return Policy(
        PowerCut(settings.power_cut),
        settings.internet_away_percent,
        settings.hub_away_percent,
    )


def note_internet(db: Db, now: Instant, *, away_since: Instant | None) -> None:
    """The internet is away since an instant, or there; said again, nothing changes."""
    if away_since is None:
        outages.end(db, now)
    elif outages.open_one(db) is None:
        outages.begin(db, away_since)


def credit_for(
    db: Db, now: Instant, *, session: Session, receipt: Receipt, used: Iterable[Run]
) -> Credit:
    """What outages give back of a session that closes now; kept for its receipt and the reports."""
    given = what_is_given(db, now, session=session, receipt=receipt, used=used)
    if given.minor or given.seconds:
        outages.keep_credit(db, now, session=session.id, given=given)
    return given


def what_is_given(
    db: Db, now: Instant, *, session: Session, receipt: Receipt, used: Iterable[Run]
) -> Credit:
    """What outages give back of a session that closes now."""
    return rules.credit(
        receipt,
        tuple(used),
        outages.between(db, since=session.opened_at, until=now),
        hub_away_s=session.hub_away_s,
        policy=session.policy,
    )


def make_good(db: Db, site: Site, *, session: Session, cut: Cut) -> None:
    """Give back the minutes that a power cut took, once a cut, as the policy says."""
    timezone = ZoneInfo(site.settings.timezone)
    lost_s = rules.lost_to_cut(
        cut.held, cut.spent, cut=cut.at, back=cut.back, zone=cut.zone, timezone=timezone
    )
    if lost_s == 0 or any(one.cut_at == cut.at for one in outages.cuts_of(db, session.id)):
        return
    new = None
    if session.policy.power is not PowerCut.VISITOR:
        new = _pass(session, cut, lost_s=lost_s)
        passes.add(db, cut.back, new)
    pass_id = None if new is None else new.id
    outages.keep_cut(db, CutRow(session.id, cut.at, cut.back, lost_s, pass_id))


def _pass(session: Session, cut: Cut, *, lost_s: int) -> NewPass:
    return NewPass(
        id=f"power-cut:{session.id}:{cut.at}",
        visitor=session.visitor,
        offer=POWER_CUT_OFFER,
        kind=PassKind.PACKAGE.value,
        seconds=lost_s,
        lapses=later(cut.back, seconds=GIVEN_FOR_S[session.policy.power]),
        begins=cut.back,
    )
