"""A sponsorship between form and page: what was typed, and in words what its funder pays for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from flask import url_for

from admin_panel.forms import Form
from admin_panel.frame import isolated
from admin_panel.guards import hub
from admin_panel.offer_typed import days_of, window_typed, zones_typed
from admin_panel.offer_weeks import Week, hours_words, week_shown
from admin_panel.offer_words import Choice, day_choices, zone_choices
from admin_panel.people import GROUP_NAMES
from kiosk.acts import sponsorships as acts
from kiosk.acts.people import GROUPS
from kiosk.looks.figures import day, minutes
from kiosk.queries.sponsorships import Waiting
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, Instant, later
from kiosk.rules.offers import Terms
from kiosk.rules.spans import (
    MINUTES_A_DAY,
    clock_of,
    day_bounds,
    day_named,
    local_day,
)
from kiosk.rules.sponsorships import DAYS_LIMIT, FUNDER_LIMIT, VISITORS_LIMIT, Pledge
from kiosk.store.offers import Offer
from kiosk.store.sponsor_returns import Return
from kiosk.store.sponsorships import Sponsorship
from kiosk.texts import N_, _, format_money, n_

HOURS_MOST = 8784
PAYERS = {acts.FUNDER: N_("The funder"), acts.HOUSE: N_("The café itself")}
DAYS_AT_FIRST = 90


@dataclass(frozen=True, slots=True)
class ShownForm:
    """See sponsorships/form.html."""

    url: str
    back_url: str
    title: str
    is_new: bool
    groups: Sequence[Choice]
    days: Sequence[Choice]
    zones: Sequence[Choice]
    week: Week | None
    words: Sequence[str]


WAYS_BACK = {
    "drawer": N_("Cash from the drawer"),
    "safe": N_("Cash from the safe"),
    "outside": N_("By bank, or otherwise outside the café"),
}
BACK_WORDS = {
    **WAYS_BACK,
    "next": N_("Kept for the next sponsorship"),
    "house": N_("Kept by the café"),
}


@dataclass(frozen=True, slots=True)
class ShownBack:
    """Money that went back: when, how much, and how."""

    at: Instant
    minor: int
    how: str


def shown_back(back: Return) -> ShownBack:
    """A line of what went back."""
    return ShownBack(back.at, back.minor, _(BACK_WORDS[back.paid_to]))


def ways_back(following: Sequence[Sponsorship]) -> list[Choice]:
    """How a funder may have the rest back, the first of them chosen."""
    kept = [
        Choice(
            f"next:{each.id}",
            _("Keep it for their one until {day}", day=_day(each.ends)),
            chosen=False,
        )
        for each in following
    ]
    return [*kept, *(Choice(way, _(name), chosen=False) for way, name in WAYS_BACK.items())]


def pledge_typed(form: Form, *, zones: Sequence[str]) -> Pledge:
    """The pledge that was typed for a new sponsorship; the form notes what is wrong."""
    pledge = Pledge(
        funder=form.text("funder", _("Type who pays."), limit=FUNDER_LIMIT),
        groups=_groups_typed(form),
        visitors_limit=form.whole("visitors", least=1, most=VISITORS_LIMIT),
        seconds_each=form.whole("each", least=1, most=HOURS_MOST) * S_PER_HOUR,
        seconds_a_week=_hours(form, "week"),
        per_hour_minor=form.money("per_hour"),
        days=form.whole("days", least=1, most=DAYS_LIMIT),
        terms=_terms_typed(form, zones),
    )
    _check_together(form, pledge)
    return pledge


def change_typed(form: Form, *, made: Sponsorship, zones: Sequence[str]) -> Pledge:
    """What was typed for a sponsorship that runs; `days` are to be added to its own."""
    pledge = Pledge(
        funder=made.funder,
        groups=_groups_typed(form),
        visitors_limit=form.whole("visitors", least=1, most=VISITORS_LIMIT),
        seconds_each=form.whole("each", least=1, most=HOURS_MOST) * S_PER_HOUR,
        seconds_a_week=made.seconds_a_week,
        per_hour_minor=made.per_hour_minor,
        days=form.whole("days", least=0, most=DAYS_LIMIT),
        terms=_terms_typed(form, zones),
    )
    _check_together(form, pledge)
    return pledge


def since_typed(form: Form, *, ends: Instant) -> Instant:
    """From when a change holds: the beginning of a day; nothing typed, or today: from now on."""
    here = hub()
    now, zone = here.now(), ZoneInfo(here.settings.timezone)
    typed = ascii_digits(form.typed.get("since", "").strip())
    if not typed:
        return now
    try:
        since = day_bounds(day_named(typed), zone)[0]
    except (ValueError, OverflowError):
        form.wrong("since", _("Choose a day."))
        return now
    if local_day(now, zone) > typed:
        form.wrong("since", _("Choose today or a day to come."))
    elif since >= ends:
        form.wrong("since", _("Choose a day before it ends."))
    return max(now, since)


@dataclass(frozen=True, slots=True)
class ShownWait:
    """A change that waits: from when on it holds, and what the funder pays for then."""

    applies_from: Instant
    words: Sequence[str]


def shown_wait(made: Sponsorship, waits: Waiting) -> ShownWait:
    """A change that waits, in words."""
    change = waits.change
    then = replace(
        made,
        groups=change.groups,
        visitors_limit=change.visitors_limit,
        ends=later(made.ends, seconds=change.days_more * S_PER_DAY),
    )
    return ShownWait(change.applies_from, words_of(then, waits.offer))


def first_typed() -> dict[str, str]:
    """What the form of a new one shows before anybody types."""
    return {"visitors": "20", "days": str(DAYS_AT_FIRST), "each": "10"}


def typed_of(made: Sponsorship, offer: Offer, *, zones: Sequence[str]) -> dict[str, str]:
    """What the form of one that runs shows before anybody types."""
    terms = offer.terms
    with_hours = (terms.window.start, terms.window.end) != (0, MINUTES_A_DAY)
    return {
        "visitors": str(made.visitors_limit),
        "days": "0",
        "each": _hours_of(offer.seconds),
        "a_day": "" if terms.seconds_a_day is None else _hours_of(terms.seconds_a_day),
        "from": clock_of(terms.window.start) if with_hours else "",
        "to": clock_of(terms.window.end) if with_hours else "",
        **{f"group-{n}": "1" for n, group in enumerate(GROUPS) if group in made.groups},
        **days_of(terms.window),
        **{f"zone-{n}": "1" for n, zone in enumerate(zones) if zone in terms.zones},
    }


def shown_form(
    form: Form, *, made: Sponsorship | None, zones: Sequence[str], words: Sequence[str]
) -> ShownForm:
    """The form with what was typed, the week that it describes and what it would pay for."""
    typed = form.typed
    window = None if form.errors else window_typed(Form(typed))
    return ShownForm(
        url=url_for("sponsorships.make")
        if made is None
        else url_for("sponsorships.change", sponsorship=made.id),
        back_url=url_for("sponsorships.show")
        if made is None
        else url_for("sponsorships.one", sponsorship=made.id),
        title=_("New sponsorship") if made is None else made.funder,
        is_new=made is None,
        groups=_group_choices(typed),
        days=day_choices(typed),
        zones=zone_choices(typed, zones),
        week=None if window is None else week_shown(window),
        words=words,
    )


def words_of_pledge(pledge: Pledge, now: Instant) -> list[str]:
    """What a funder would pay for, in sentences."""
    ends = later(now, seconds=pledge.days * S_PER_DAY)
    return _words(pledge, ends)


def words_of(made: Sponsorship, offer: Offer, changed: Pledge | None = None) -> list[str]:
    """What a funder pays for, in sentences; or would, were it changed so."""
    if changed is not None:
        return _words(changed, later(made.ends, seconds=changed.days * S_PER_DAY))
    pledge = Pledge(
        funder=made.funder,
        groups=made.groups,
        visitors_limit=made.visitors_limit,
        seconds_each=offer.seconds,
        seconds_a_week=made.seconds_a_week,
        per_hour_minor=made.per_hour_minor,
        days=0,
        terms=offer.terms,
    )
    return _words(pledge, made.ends)


def _words(pledge: Pledge, ends: Instant) -> list[str]:
    terms = pledge.terms
    told = {
        "funder": isolated(pledge.funder),
        "time": isolated(minutes(pledge.seconds_each)),
        "price": isolated(format_money(pledge.per_hour_minor, hub().settings)),
        "day": isolated(_day(ends)),
    }
    said = [
        _("{funder} pays for {time} for each visitor, at {price} an hour, until {day}.", **told)
    ]
    limit = pledge.visitors_limit
    said.append(n_("For {n} visitor at most.", "For {n} visitors at most.", limit))
    if terms.seconds_a_day is not None:
        said.append(_("At most {time} a day.", time=minutes(terms.seconds_a_day)))
    if pledge.seconds_a_week is not None:
        said.append(_("At most {time} a week.", time=minutes(pledge.seconds_a_week)))
    return [*said, *words_of_limits(pledge.groups, terms)]


def words_of_limits(groups: frozenset[str], terms: Terms) -> list[str]:
    """For whom, when and where it pays, where that is not for all; a class is held to it too."""
    said = []
    if groups:
        named = [_(GROUP_NAMES[group]) for group in GROUPS if group in groups]
        said.append(_("Only for: {groups}.", groups=_list(named)))
    if terms.window.is_limited:
        said.append(_("Only at these times: {hours}.", hours=isolated(hours_words(terms.window))))
    if terms.zones:
        said.append(_("Only in: {zones}.", zones=_list(sorted(terms.zones))))
    return said


def _day(at: Instant) -> str:
    return day(date.fromisoformat(local_day(at, ZoneInfo(hub().settings.timezone))))


def _list(names: Sequence[str]) -> str:
    return ", ".join(isolated(name) for name in names)


def _group_choices(typed: Mapping[str, str]) -> list[Choice]:
    return [
        Choice(f"group-{n}", _(GROUP_NAMES[group]), f"group-{n}" in typed)
        for n, group in enumerate(GROUPS)
    ]


def _groups_typed(form: Form) -> frozenset[str]:
    return frozenset(group for n, group in enumerate(GROUPS) if f"group-{n}" in form.typed)


def _terms_typed(form: Form, zones: Sequence[str]) -> Terms:
    return Terms(
        zones=zones_typed(form, zones),
        window=window_typed(form),
        seconds_a_day=_hours(form, "a_day"),
    )


def _check_together(form: Form, pledge: Pledge) -> None:
    """What is right alone and wrong together, said at its field in the owner's words."""
    week, a_day = pledge.seconds_a_week, pledge.terms.seconds_a_day
    if form.errors:
        return
    if week is not None and week >= pledge.seconds_each:
        form.wrong("week", _("Type less than all its time, or leave this empty."))
    elif a_day is not None and a_day >= (week or pledge.seconds_each):
        form.wrong("a_day", _("Type less than all its time, or leave this empty."))


def _hours_of(seconds: int) -> str:
    return str(max(1, seconds // S_PER_HOUR))


def _hours(form: Form, name: str) -> int | None:
    if not form.typed.get(name, "").strip():
        return None
    return form.whole(name, least=1, most=HOURS_MOST) * S_PER_HOUR
