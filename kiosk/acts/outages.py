"""Outages at work: links come and go, sessions get credit, power cuts are made good.

All of it happens by itself; the policy is the one that the session opened under.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules import link_outages as links
from kiosk.rules import outages as rules
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.link_outages import Fallen, Voice
from kiosk.rules.metering import Run
from kiosk.rules.outages import Away, Credit, Outage, Policy, PowerCut
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.receipts import Receipt
from kiosk.store import link_outages, moves, outages, passes
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


def note_hub_was_down(db: Db, now: Instant, *, alive_at: Instant) -> None:
    """The hub is back: how long it was away, unless that was a hiccup; groups end where it went."""
    outage = links.hub_was_down(alive_at, now)
    if outage is None:
        return
    for n in link_outages.open_ones(db):
        link_outages.end(db, alive_at, outage=n)
    link_outages.add_of_hub(db, outage)


@dataclass(frozen=True, slots=True)
class Links:
    """What has changed of the links: a group that fell silent, and groups that are over."""

    fell: Fallen | None
    over: tuple[int, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything to note."""
        return self.fell is not None or bool(self.over)


def links_now(db: Db, now: Instant, *, voices: Mapping[str, Voice]) -> Links:
    """What is to be noted now: a quiet hub writes nothing."""
    known = link_outages.open_ones(db)
    silent = frozenset(station for each in known.values() for station in each.stations)
    over = (n for n, each in known.items() if links.is_over(each, voices, now=now))
    return Links(links.fell_together(voices, known=silent, now=now), tuple(over))


def note_links(db: Db, now: Instant, *, voices: Mapping[str, Voice]) -> None:
    """Note a group of stations that fell silent together, and those of which most speak again."""
    found = links_now(db, now, voices=voices)
    for n in found.over:
        link_outages.end(db, now, outage=n)
    if found.fell is not None:
        link_outages.begin(db, found.fell)


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
    away = Away(
        internet=outages.between(db, since=session.opened_at, until=now),
        vouched=_vouched(db, now, session=session) if session.hub_away_s else (),
        claimed_s=session.hub_away_s,
    )
    return rules.credit(receipt, tuple(used), away, policy=session.policy)


def _vouched(db: Db, now: Instant, *, session: Session) -> tuple[Outage, ...]:
    """When the stations of a session were cut off while it was there, as the site itself knows."""
    return tuple(
        each
        for station, since, until in moves.stays(db, session)
        for each in link_outages.of_station(
            db, station=station, since=since, until=now if until is None else until
        )
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
