"""Who pays for minutes in which something was cut: power, the internet, the link to the hub.

The price of DESIGN.md §6 stands as it is; what an outage gives back is a line of its own after it.
A session keeps the policy that it opened under. Each division is floored once a day, so nobody
gains by cutting one use into many, and nobody by pulling a cable: seconds without the hub count
only where the site vouches for them (`rules/link_outages.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from kiosk.rules.grants import seconds_until_gap
from kiosk.rules.instants import S_PER_HOUR, Instant, later, seconds_between
from kiosk.rules.metering import Opened, Run
from kiosk.rules.passes import Pass
from kiosk.rules.receipts import Receipt, Segment
from kiosk.rules.spans import LocalDay, whole_second

WHOLE_PERCENT = 100
CUT_LIMIT_S = 6 * S_PER_HOUR
"""No longer cut is made good: who was away so long had gone home."""
NOTICED_AFTER_S = 60
"""A shorter loss of the internet is a hiccup; a longer one counts from its first second."""

PassDay = tuple[str, LocalDay]


class PowerCut(StrEnum):
    """Who pays for the minutes of a power cut that a pass bound to the clock lost by it.

    VISITOR: they are gone. EXTEND: they may be used within a day. SITE: they may be used within
    thirty days.
    """

    VISITOR = "visitor"
    EXTEND = "extend"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a second costs during an outage, in per cent of its price. 100: what it always costs."""

    power: PowerCut = PowerCut.VISITOR
    internet_percent: int = WHOLE_PERCENT
    hub_percent: int = WHOLE_PERCENT


@dataclass(frozen=True, slots=True)
class Outage:
    """When something was away."""

    began: Instant
    ended: Instant


@dataclass(frozen=True, slots=True)
class Away:
    """What was away during a session, in any order.

    `vouched`: when its station could not reach the hub by what the site knows itself; `claimed_s`:
    the used seconds without the hub by the station's word. Neither counts without the other.
    """

    internet: Sequence[Outage] = ()
    vouched: Sequence[Outage] = ()
    claimed_s: int = 0


@dataclass(frozen=True, slots=True)
class Credit:
    """What outages give back of a session: money by local day, seconds by pass and local day.

    `internet_s` and `hub_s` are the seconds of use in which something was away; where both were,
    they are told as the internet's.
    """

    internet_s: int = 0
    hub_s: int = 0
    minor_by_day: Mapping[LocalDay, int] = field(default_factory=dict)
    seconds_by_pass_and_day: Mapping[PassDay, int] = field(default_factory=dict)

    @property
    def minor(self) -> int:
        """The money, in minor units."""
        return sum(self.minor_by_day.values())

    @property
    def seconds(self) -> int:
        """The seconds that go back to passes."""
        return sum(self.seconds_by_pass_and_day.values())


@dataclass(frozen=True, slots=True)
class Settled:
    """What a session takes after its credit: never below nothing, never above its price."""

    total_minor: int
    minor_by_day: Mapping[LocalDay, int]
    spent_by_pass: Mapping[str, int]
    spent_by_pass_and_day: Mapping[PassDay, int]


NO_CREDIT = Credit()


def credit(receipt: Receipt, used: Sequence[Run], away: Away, *, policy: Policy) -> Credit:
    """What a session is given back.

    An outage that was there before the session opened gives nothing: it was said at the lock. One
    outage often cuts both links; a second without both is charged at the lower of the two shares.
    Where the station claims less than is vouched for, its seconds are first those without both.

    Args:
        receipt: its price.
        used: its runs, which the receipt's segments were cut from.
        away: what was away.
        policy: the one it opened under.
    """
    if not receipt.segments:
        return NO_CREDIT
    internet, vouched = (_after(used[0].start, each) for each in (away.internet, away.vouched))
    both = _shared(internet, vouched)
    cuts = [
        [_seconds_in(each, used, cut) for cut in (internet, vouched, both)]
        for each in receipt.segments
    ]
    internet_s, vouched_s, shared_s = (sum(each) for each in zip(*cuts, strict=True))
    hub_away_s = min(max(0, away.claimed_s), vouched_s)
    both_s = min(shared_s, hub_away_s)
    hub_s = hub_away_s - both_s
    per_both = _given_a_second(policy, shared_s=shared_s, both_s=both_s)
    per_hub = Fraction(hub_s, max(1, vouched_s - shared_s)) * _given(policy.hub_percent)
    given = [
        (net_s - both_s) * _given(policy.internet_percent)
        + both_s * per_both
        + (lost_s - both_s) * per_hub
        for net_s, lost_s, both_s in cuts
    ]
    return Credit(
        internet_s=internet_s,
        hub_s=hub_s,
        minor_by_day=_money(receipt, given),
        seconds_by_pass_and_day=_seconds(receipt, given),
    )


def settled(receipt: Receipt, given: Credit) -> Settled:
    """What is taken of money and passes: the price less the credit."""
    back = given.seconds_by_pass_and_day
    days = {
        named: seconds - back.get(named, 0)
        for named, seconds in receipt.spent_by_pass_and_day.items()
        if seconds > back.get(named, 0)
    }
    spent: dict[str, int] = {}
    for (pass_id, _day), seconds in days.items():
        spent[pass_id] = spent.get(pass_id, 0) + seconds
    money = {
        day: minor - given.minor_by_day.get(day, 0) for day, minor in receipt.minor_by_day.items()
    }
    return Settled(receipt.total_minor - given.minor, money, spent, days)


def lost_to_cut(
    held: Iterable[Pass],
    spent: Receipt,
    *,
    cut: Instant,
    back: Instant,
    zone: str,
    timezone: ZoneInfo,
) -> int:
    """The seconds that the clock took from passes while a session stood still in a power cut.

    A package loses nothing by waiting; a day pass, the hours of a night pass and a day's quota do.

    Args:
        held: the passes as they stood when the session opened.
        spent: the receipt of the session up to the cut.
        cut: when the power went, by the seconds used until then.
        back: when the session went on, or was closed.
        zone: of the seat.
        timezone: of the site.
    """
    away_s = min(CUT_LIMIT_S, max(0, seconds_between(whole_second(cut), whole_second(back))))
    before_s, after_s = (
        left_after(held, spent, back=at, zone=zone, timezone=timezone)
        for at in (cut, later(whole_second(cut), seconds=away_s))
    )
    return min(away_s, max(0, before_s - after_s))


def left_after(
    held: Iterable[Pass], spent: Receipt, *, back: Instant, zone: str, timezone: ZoneInfo
) -> int:
    """The seconds that passes cover without a gap from `back` on; the rest as in `lost_to_cut`."""
    kept = tuple(_less(each, spent) for each in held)
    limit_s = sum(each.seconds_left or 0 for each in kept)
    opened = (Opened(whole_second(back), "", zone),)
    return seconds_until_gap(opened, kept, after_s=0, timezone=timezone, limit_s=limit_s)


def _given(percent: int) -> Fraction:
    return Fraction(WHOLE_PERCENT - percent, WHOLE_PERCENT)


def _given_a_second(policy: Policy, *, shared_s: int, both_s: int) -> Fraction:
    """What a second without internet gives back where the hub is vouched to be away, on average."""
    alone = _given(policy.internet_percent)
    together = _given(min(policy.internet_percent, policy.hub_percent))
    return alone + (together - alone) * Fraction(both_s, max(1, shared_s))


def _after(opened: Instant, outages: Iterable[Outage]) -> list[Outage]:
    """Those that began later; the same time, no instant of it in two outages."""
    kept: list[Outage] = []
    for each in sorted(outages, key=lambda outage: outage.began):
        if each.began <= opened:
            continue
        if kept and each.began <= kept[-1].ended:
            kept[-1] = Outage(kept[-1].began, max(kept[-1].ended, each.ended))
        else:
            kept.append(each)
    return kept


def _shared(some: Iterable[Outage], others: Sequence[Outage]) -> list[Outage]:
    """The time that lies in both."""
    pairs = [(max(a.began, b.began), min(a.ended, b.ended)) for a in some for b in others]
    return [Outage(began, ended) for began, ended in pairs if began < ended]


def _seconds_in(segment: Segment, used: Sequence[Run], cut: Sequence[Outage]) -> int:
    """The used seconds of a segment that lie in an outage; a pause inside it is no use."""
    total = 0
    for run in used:
        for outage in cut:
            start = max(segment.start, run.start, whole_second(outage.began))
            end = min(segment.end, run.end, whole_second(outage.ended))
            total += max(0, seconds_between(start, end))
    return total


def _money(receipt: Receipt, given: Sequence[Fraction]) -> dict[LocalDay, int]:
    """What uncovered seconds cost, for those given back; the rounding goes the same way."""
    days: dict[LocalDay, Fraction] = {}
    given_s, uncovered_s = Fraction(), 0
    last: LocalDay | None = None
    for each, part in zip(receipt.segments, given, strict=True):
        if each.covered_by is None:
            days[each.day] = days.get(each.day, Fraction()) + part * Fraction(
                each.minor, each.seconds
            )
            given_s, uncovered_s, last = given_s + part, uncovered_s + each.seconds, each.day
    if last is not None:
        days[last] += given_s * Fraction(receipt.rounding_minor, uncovered_s)
    return {day: int(minor) for day, minor in days.items() if int(minor)}


def _seconds(receipt: Receipt, given: Sequence[Fraction]) -> dict[PassDay, int]:
    back: dict[PassDay, Fraction] = {}
    for each, part in zip(receipt.segments, given, strict=True):
        if each.covered_by is not None:
            named = (each.covered_by, each.day)
            back[named] = back.get(named, Fraction()) + part
    return {named: int(seconds) for named, seconds in back.items() if int(seconds)}


def _less(each: Pass, spent: Receipt) -> Pass:
    """A pass less what a session that is not settled yet has used of it."""
    if each.seconds_left is not None:
        left_s = each.seconds_left - spent.spent_by_pass.get(each.id, 0)
        each = replace(each, seconds_left=left_s)
    if each.seconds_a_day_left is None:
        return each
    days = dict(each.seconds_a_day_left)
    for (pass_id, day), seconds in spent.spent_by_pass_and_day.items():
        if pass_id == each.id:
            days[day] = days.get(day, each.seconds_a_day) - seconds
    return replace(each, seconds_a_day_left=days)
