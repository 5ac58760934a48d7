"""What a visitor holds in time, as the page "My time" at a seat shows it.

Worked out as a session that begins now would be granted it, so page and grant say the same.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from kiosk.acts import holding, sponsoring
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.time_calls import Held
from kiosk.rules.instants import Instant
from kiosk.rules.offers import ALLOWANCES
from kiosk.rules.passes import Pass, PassKind, in_order
from kiosk.rules.spans import EVERY_DAY, LocalDay, local_day
from kiosk.rules.subscriptions import Period, State
from kiosk.store import allowances, offers, passes, subscriptions, vouchers
from kiosk.store.subscriptions import Subscription

HELD_LIMIT = 12
"""More a page would not show; what lapses first is told."""


def held_of(db: Db, now: Instant, site: Site, *, visitor: str, session: str) -> tuple[Held, ...]:
    """The subscription first, then what lapses soonest.

    Args:
        db: the hub's.
        now: the time.
        site: whose days count.
        visitor: who sits at the station.
        session: theirs, whose own promises of a sponsor are theirs to see; "" for none.
    """
    held = sponsoring.usable(
        db,
        now,
        site,
        held=holding.held_at(db, now, visitor=visitor),
        visitor=visitor,
        session=session,
    )
    begun = in_order(each for each in held if each.begins is None or each.begins <= now)
    today = local_day(now, ZoneInfo(site.settings.timezone))
    live = subscriptions.live_of(db, visitor)
    lines = () if live is None else _subscribed(db, now, live, begun, today)
    others = [each for each in begun if live is None or each.kind is not PassKind.SUBSCRIPTION]
    voucher = vouchers.by_visitor(db, visitor)
    own = "" if voucher is None else voucher.pass_id or ""
    more = (_line(db, each, today, own=own) for each in others[: HELD_LIMIT - len(lines)])
    return (*lines, *more)


def _subscribed(
    db: Db, now: Instant, live: Subscription, begun: Iterable[Pass], today: LocalDay
) -> tuple[Held, ...]:
    """What is left of it in this day, week, month or paid period, and what becomes of it."""
    offer, standing = offers.by_id(db, live.offer), live.standing
    if offer is None or offer.cycle is None:
        return ()
    mine = [each for each in begun if each.kind is PassKind.SUBSCRIPTION]
    if offer.cycle.allowance is None:
        left_s = sum(each.seconds_left or 0 for each in mine)
    else:
        left_s = allowances.at(db, live.id, now=standing.paused_at or now).left_s
    window = offer.terms.window
    line = Held(
        kind="subscription",
        title=offer.title,
        left_s=left_s,
        until=standing.ends,
        every=_every(offer.cycle.allowance or offer.cycle.period),
        each_s=offer.seconds,
        today_s=min((_today_s(each, today) for each in mine), default=-1),
        goes_on=_goes_on(live, price_minor=offer.price_minor),
        zones=tuple(sorted(offer.terms.zones)),
        days=_days(window.days),
        start=window.start,
        end=window.end,
    )
    return (line,)


def _every(period: Period) -> str:
    """As a station says it; what lasts longer than a month is left in all, until it is over."""
    return period.value if period in ALLOWANCES else ""


def _goes_on(live: Subscription, *, price_minor: int) -> str:
    if live.standing.state is State.PAUSED:
        return "paused"
    if live.standing.state is State.ARREARS:
        return "owed"
    if not live.standing.renews:
        return "no"
    by_itself = not price_minor or live.agreed_minor >= price_minor
    return "itself" if by_itself else "desk"


def _line(db: Db, each: Pass, today: LocalDay, *, own: str) -> Held:
    """A package, a voucher's or a sponsor's pass."""
    bought = passes.line_of(db, each.id)
    made = sponsoring.sponsorship_of(db, each.id)
    weekly = 0 if made is None else made.seconds_a_week or 0
    return Held(
        kind="voucher" if each.id == own else each.kind.value,
        title="" if bought is None else bought.title,
        left_s=each.seconds_left or 0,
        until=each.lapses or 0,
        every="week" if weekly else "",
        each_s=weekly or (0 if bought is None else bought.seconds),
        today_s=_today_s(each, today),
        funder="" if made is None else made.funder,
        zones=tuple(sorted(each.zones or ())),
        days=_days(each.window.days),
        start=each.window.start,
        end=each.window.end,
    )


def _today_s(each: Pass, today: LocalDay) -> int:
    """What a daily quota leaves of it today; -1 where there is none."""
    if each.seconds_a_day_left is None:
        return -1
    return max(0, each.seconds_a_day_left.get(today, each.seconds_a_day))


def _days(days: frozenset[int]) -> tuple[int, ...]:
    return () if days == EVERY_DAY else tuple(sorted(days))
