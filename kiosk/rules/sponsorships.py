"""Sponsorships: a funder pays for visitors' minutes. For whom, what is left, what it costs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, Instant
from kiosk.rules.money import AMOUNT_LIMIT_MINOR, round_half_up
from kiosk.rules.offers import Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import EVERY_DAY, MINUTES_A_DAY, LocalDay, edges_of, slices

FUNDER_LIMIT = 60
VISITORS_LIMIT = 100_000
SECONDS_LIMIT = 366 * S_PER_DAY
DAYS_LIMIT = 3 * 366
ANYWHERE = Terms()


@dataclass(frozen=True, slots=True)
class Pledge:
    """What a funder promises. `groups` empty: everybody; `seconds_each`: for a visitor in all."""

    funder: str
    groups: frozenset[str]
    visitors_limit: int
    seconds_each: int
    seconds_a_week: int | None
    per_hour_minor: int
    days: int
    terms: Terms = ANYWHERE


def check_pledge(pledge: Pledge, *, groups: Collection[str], zones: Collection[str]) -> None:
    """Refuse a pledge that cannot be kept.

    Raises:
        Refusal: `sponsorship_wrong` with the `field`: funder, group, visitors, each, week, a_day,
            per_hour, days, zones, weekdays, hours.
    """
    week, a_day = pledge.seconds_a_week, pledge.terms.seconds_a_day
    window = pledge.terms.window
    wrong = {
        "funder": not 0 < len(pledge.funder.strip()) <= FUNDER_LIMIT
        or not pledge.funder.isprintable(),
        "group": not pledge.groups <= frozenset(groups),
        "visitors": not 0 < pledge.visitors_limit <= VISITORS_LIMIT,
        "each": not 0 < pledge.seconds_each <= SECONDS_LIMIT,
        "week": week is not None and not 0 < week < pledge.seconds_each,
        "a_day": a_day is not None and not 0 < a_day < (week or pledge.seconds_each),
        "per_hour": not 0 < pledge.per_hour_minor <= AMOUNT_LIMIT_MINOR,
        "days": not 0 < pledge.days <= DAYS_LIMIT,
        "zones": not pledge.terms.zones <= frozenset(zones),
        "weekdays": not window.days or not window.days <= EVERY_DAY,
        "hours": window.start % MINUTES_A_DAY == window.end % MINUTES_A_DAY
        and (window.start, window.end) != (0, MINUTES_A_DAY),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise Refusal("sponsorship_wrong", field=field)


def check_change(pledge: Pledge, *, visitors: int, is_over: bool) -> None:
    """Refuse to change a sponsorship into this; `visitors` were taken in and stay.

    Raises:
        Refusal: `sponsorship_over`; `sponsorship_wrong` with the `field` visitors.
    """
    if is_over:
        raise Refusal("sponsorship_over")
    if pledge.visitors_limit < visitors:
        raise Refusal("sponsorship_wrong", field="visitors")


def is_for(*, group: str, wanted: frozenset[str], is_guest: bool) -> bool:
    """Whether a visitor is one of those it pays for; a guest is nobody's to pay for."""
    return not is_guest and (not wanted or group in wanted)


def is_for_learner(*, group: str, wanted: frozenset[str], is_guest: bool) -> bool:
    """Whether it pays for a learner in a class: whose group nobody knows is in none of those."""
    return not wanted or is_for(group=group, wanted=wanted, is_guest=is_guest)


def held_seconds(
    terms: Terms, *, zone: str, start: Instant, seconds: int, timezone: ZoneInfo
) -> tuple[int, int]:
    """How many of the next seconds lie in its zones, weekdays and hours.

    Returns: those before the first gap, and all of them.
    """
    if terms.zones and zone not in terms.zones:
        return 0, 0
    at_once_s, in_all_s, is_gap = 0, 0, False
    for each in slices(start, seconds, timezone=timezone, edges=edges_of((terms.window,))):
        if terms.window.holds(each.weekday, each.minute):
            in_all_s += each.seconds
            at_once_s += 0 if is_gap else each.seconds
        else:
            is_gap = True
    return at_once_s, in_all_s


def seconds_payable(
    *, balance_minor: int, per_hour_minor: int, promised_s: Iterable[int] = ()
) -> int:
    """How many seconds a budget pays for, beside those that it has promised to other sessions.

    `promised_s`: of each session that runs; what it may cost is rounded up, so that no settled
    session ever finds less than it was granted.
    """
    free_minor = unpromised_minor(
        balance_minor=balance_minor, per_hour_minor=per_hour_minor, promised_s=promised_s
    )
    return free_minor * S_PER_HOUR // per_hour_minor


def seconds_coverable(
    *, left_s: int, spent_beside_s: int = 0, week_s: int | None, payable_s: int
) -> int:
    """How many seconds a sponsored pass covers of one session, granted or settled.

    Args:
        left_s: of the pass itself.
        spent_beside_s: of other passes that its visitor has by the same sponsorship.
        week_s: what is left of the weekly limit; None: there is none.
        payable_s: what the budget pays for, free of what other sessions were promised.
    """
    limits = (left_s - spent_beside_s, week_s, payable_s)
    return max(0, min(each for each in limits if each is not None))


def unpromised_minor(*, balance_minor: int, per_hour_minor: int, promised_s: Iterable[int]) -> int:
    """What is left of a budget beside what it has promised to sessions that run."""
    promised_minor = sum(-(-seconds * per_hour_minor // S_PER_HOUR) for seconds in promised_s)
    return max(0, balance_minor - promised_minor)


def leftover_minor(*, is_over: bool, free_minor: int, given_minor: int) -> int:
    """What goes back to one who put money in, once nobody can use it any more.

    Args:
        is_over: whether the sponsorship ended or was stopped.
        free_minor: what is left and promised to no session.
        given_minor: what this payer put in and has not had back.

    Raises:
        Refusal: `sponsorship_not_over`, `nothing_left_over`.
    """
    if not is_over:
        raise Refusal("sponsorship_not_over")
    minor = min(free_minor, given_minor)
    if minor <= 0:
        raise Refusal("nothing_left_over")
    return minor


def cost_minor(*, seconds: int, per_hour_minor: int, balance_minor: int) -> int:
    """What seconds cost the funder: rounded once, and never more than is left."""
    full = round_half_up(Fraction(seconds * per_hour_minor, S_PER_HOUR))
    return max(0, min(full, balance_minor))


def houses_part(minor: int, *, balance_minor: int, house_left_minor: int) -> int:
    """What of a cost the house gives away itself: a funder's money is spent first."""
    funders_minor = max(0, balance_minor - max(0, house_left_minor))
    return max(0, minor - funders_minor)


def left_this_week(
    quota_s: int | None, *, spent_by_day: dict[LocalDay, int], today: LocalDay
) -> int | None:
    """What is left of a weekly quota; weeks begin on Monday. None: there is no quota."""
    if quota_s is None:
        return None
    day = date.fromisoformat(today)
    monday = day - timedelta(days=day.weekday())
    week = {(monday + timedelta(days=n)).isoformat() for n in range(7)}
    spent = sum(seconds for each, seconds in spent_by_day.items() if each in week)
    return max(0, quota_s - spent)


def is_open(*, now: Instant, ends: Instant, stopped: bool) -> bool:
    """Whether it still takes visitors in and pays."""
    return not stopped and now < ends
