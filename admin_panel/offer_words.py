"""An offer between form and page: what was typed, and its terms in words and as a week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for

from admin_panel import allowance_words, equipment_words
from admin_panel.forms import Form
from admin_panel.guards import hub
from kiosk.looks.figures import minutes
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.equipment import Kind
from kiosk.rules.instants import S_PER_DAY
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.offers import (
    PLACES,
    TITLE_LIMIT,
    Draft,
    Lasts,
    Terms,
    most_seconds,
    week_of,
)
from kiosk.rules.spans import (
    EVERY_DAY,
    MINUTES_A_DAY,
    S_PER_MINUTE,
    Window,
    clock_of,
    minute_named,
)
from kiosk.rules.subscriptions import ARREARS_DAYS_LIMIT, Cycle, Period
from kiosk.store.offers import Offer
from kiosk.texts import N_, WEEKDAYS, _, format_money

RENEWS = "renews"
LASTS = {
    Lasts.SPAN.value: N_("Some days after the sale"),
    Lasts.DAY.value: N_("To the end of the day (day pass)"),
    Lasts.HOURS.value: N_("To the end of its hours (night pass)"),
    RENEWS: N_("It renews (subscription)"),
}
PERIODS = {Period.DAY: N_("A day"), Period.WEEK: N_("A week"), Period.MONTH: N_("A month")}
DAYS_MOST = 1098
MINUTES_MOST = DAYS_MOST * 24 * 60
UNITS_A_MINUTE_DIVISOR = 4
"""The picture of a day is 360 units wide."""
ROW_UNITS = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """Hours of a weekday in the picture."""

    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of a week: bars for the eye, words for everybody."""

    bars: Sequence[Bar]
    words: str


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """A line of the list, in words; `until`, `where`, `a_day` are "" where nothing limits."""

    id: str
    title: str
    price_minor: int
    edition: int
    pinned: bool
    time: str
    until: str
    where: str
    a_day: str
    week: Week
    is_always: bool
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tick or to choose."""

    name: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownForm:
    """See offers/form.html. `meaning`: what is included, in a sentence; "" where that is plain."""

    url: str
    title: str
    is_new: bool
    lasts: Sequence[Choice]
    periods: Sequence[Choice]
    carry_over: bool
    every: Sequence[Choice]
    meaning: str
    equipment: Sequence[Choice]
    days: Sequence[Choice]
    zones: Sequence[Choice]
    pinned: bool
    week: Week | None


def shown_offer(offer: Offer) -> ShownOffer:
    """An offer as its owner reads it."""
    terms = offer.terms
    return ShownOffer(
        id=offer.id,
        title=offer.title,
        price_minor=offer.price_minor,
        edition=offer.edition,
        pinned=offer.pinned,
        time=_time(offer),
        until=_until(offer),
        where=", ".join(sorted(terms.zones)),
        a_day="" if terms.seconds_a_day is None else minutes(terms.seconds_a_day),
        week=week_shown(terms.window),
        is_always=not terms.window.is_limited,
        url=url_for("offers.edit", offer=offer.id),
    )


def shown_form(form: Form, offer: Offer | None, *, zones: Sequence[str]) -> ShownForm:
    """The form with what was typed, and the week that it describes."""
    typed = form.typed
    window = None if form.errors else window_typed(Form(typed))
    chosen = typed.get("lasts", Lasts.SPAN.value)
    return ShownForm(
        url=url_for("offers.make") if offer is None else url_for("offers.change", offer=offer.id),
        title=_("New offer") if offer is None else offer.title,
        is_new=offer is None,
        lasts=[Choice(key, _(words), key == chosen) for key, words in LASTS.items()],
        periods=[
            Choice(key.value, _(words), key.value == typed.get("period", "month"))
            for key, words in PERIODS.items()
        ],
        carry_over="carry_over" in typed,
        every=[
            Choice(key, _(words), key == typed.get("every", allowance_words.WHOLE))
            for key, words in allowance_words.EVERY.items()
        ],
        meaning="" if form.errors else _meaning(typed, zones),
        equipment=[
            Choice(key.value, equipment_words.kind(key), key.value == typed.get("equipment"))
            for key in Kind
        ],
        days=day_choices(typed),
        zones=zone_choices(typed, zones),
        pinned="pinned" in typed,
        week=None if window is None or not window.days else week_shown(window),
    )


def day_choices(typed: Mapping[str, str]) -> list[Choice]:
    """The days of the week to tick."""
    return [Choice(f"day-{n}", _(name), f"day-{n}" in typed) for n, name in enumerate(WEEKDAYS)]


def zone_choices(typed: Mapping[str, str], zones: Sequence[str]) -> list[Choice]:
    """The zones of the site to tick."""
    return [Choice(f"zone-{n}", zone, f"zone-{n}" in typed) for n, zone in enumerate(zones)]


def zones_typed(form: Form, zones: Sequence[str]) -> frozenset[str]:
    """The zones that were ticked; none: anywhere."""
    return frozenset(zone for n, zone in enumerate(zones) if f"zone-{n}" in form.typed)


def draft_typed(form: Form, *, zones: Sequence[str]) -> Draft:
    """What was typed; the form notes what is wrong."""
    lasts = form.choice("lasts", LASTS, _("Choose how long it lasts."))
    renews = lasts == RENEWS
    kind = Lasts(lasts) if lasts and not renews else Lasts.SPAN
    title = form.text("title", _("Type the name on the button."), limit=TITLE_LIMIT)
    price_minor = form.money("price")
    if price_minor > AMOUNT_LIMIT_MINOR:
        form.wrong("price", _("This is too much."))
    terms = Terms(
        zones=zones_typed(form, zones),
        window=window_typed(form),
        seconds_a_day=_minutes_typed(form, "a_day"),
        lasts=kind,
    )
    days = 1
    if kind is Lasts.SPAN and not renews:
        days = form.whole("valid_days", least=1, most=DAYS_MOST)
    draft = Draft(
        title=title,
        price_minor=price_minor,
        seconds=_minutes_typed(form, "minutes"),
        valid_s=days * S_PER_DAY,
        place=form.whole("place", least=PLACES[0], most=PLACES[-1]),
        pinned="pinned" in form.typed,
        terms=terms,
    )
    if renews:
        draft = replace(
            draft,
            period=Period(form.choice("period", PERIODS, _("Choose a period.")) or Period.MONTH),
            arrears_days=form.whole("arrears_days", least=0, most=ARREARS_DAYS_LIMIT),
            carry_over="carry_over" in form.typed,
            equipment=_equipment_typed(form),
            allowance=allowance_words.typed(form),
        )
    _check_together(form, draft)
    return draft


def _meaning(typed: Mapping[str, str], zones: Sequence[str]) -> str:
    if typed.get("lasts") != RENEWS or typed.get("every", allowance_words.WHOLE) == (
        allowance_words.WHOLE
    ):
        return ""
    form = Form(dict(typed))
    draft = draft_typed(form, zones=zones)
    if form.errors or draft.seconds is None or draft.cycle is None:
        return ""
    return allowance_words.in_words(
        draft.seconds, draft.cycle.allowance, carry_over=draft.carry_over
    )


def _equipment_typed(form: Form) -> str:
    """The kind of thing that a subscription includes; "" for none."""
    if not form.typed.get("equipment"):
        return ""
    return form.choice("equipment", list(Kind), _("Choose what it is."))


def typed_of(offer: Offer | None, *, place: int, zones: Sequence[str] = ()) -> dict[str, str]:
    """What the form of an offer shows before anybody types."""
    if offer is None:
        every_day = {f"day-{n}": "1" for n in EVERY_DAY}
        return {"lasts": "span", "minutes": "60", "valid_days": "30", "pinned": "1",
                "arrears_days": "3", "place": str(place), **every_day}  # fmt: skip
    terms = offer.terms
    with_hours = (terms.window.start, terms.window.end) != (0, MINUTES_A_DAY)
    symbol = hub().settings.currency_symbol
    price = format_money(offer.price_minor, hub().settings).replace(symbol, "").strip()
    return {
        "title": offer.title,
        "price": price,
        "lasts": terms.lasts.value if offer.cycle is None else RENEWS,
        **_cycle_typed(offer.cycle),
        "minutes": "" if _is_whole(offer) else str(offer.seconds // S_PER_MINUTE),
        "valid_days": str(offer.valid_s // S_PER_DAY),
        "a_day": "" if terms.seconds_a_day is None else str(terms.seconds_a_day // S_PER_MINUTE),
        "from": clock_of(terms.window.start) if with_hours else "",
        "to": clock_of(terms.window.end) if with_hours else "",
        "place": str(place),
        "equipment": offer.equipment,
        **({"pinned": "1"} if offer.pinned else {}),
        **{f"day-{n}": "1" for n in terms.window.days},
        **{f"zone-{n}": "1" for n, zone in enumerate(zones) if zone in terms.zones},
    }


def _cycle_typed(cycle: Cycle | None) -> dict[str, str]:
    if cycle is None:
        return {"arrears_days": "3"}
    carried = {"carry_over": "1"} if cycle.carry_over else {}
    every = allowance_words.WHOLE if cycle.allowance is None else cycle.allowance.value
    return {
        "period": cycle.period.value,
        "arrears_days": str(cycle.arrears_days),
        "every": every,
        **carried,
    }


def good_at(terms: Terms) -> str:
    """Where and when a pass is good, on one line; "" where it is anywhere and always."""
    where = ", ".join(sorted(terms.zones))
    when = hours_words(terms.window) if terms.window.is_limited else ""
    return " · ".join(each for each in (where, when) if each)


def hours_words(window: Window) -> str:
    """Days and hours in words."""
    days = _("Every day")
    if window.days != EVERY_DAY:
        days = ", ".join(_(WEEKDAYS[day]) for day in sorted(window.days))
    if (window.start, window.end) == (0, MINUTES_A_DAY):
        return days
    return f"{days}, {clock_of(window.start)}–{clock_of(window.end)}"


def _check_together(form: Form, draft: Draft) -> None:
    """What is right alone and wrong together, said at its field in the owner's words."""
    if form.errors:
        return
    terms = draft.terms
    most = most_seconds(draft)
    if not terms.window.days:
        form.wrong("day-0", _("Choose a day at least."))
    elif terms.lasts is Lasts.HOURS and (terms.window.start, terms.window.end) == (0, 1440):
        form.wrong("from", _("Say from when to when its hours are."))
    elif _is_allowance_wrong(form, draft):
        return
    elif draft.carry_over and draft.seconds is None:
        form.wrong("minutes", _("Say how many minutes, or carry nothing over."))
    elif draft.seconds is not None and draft.seconds > most:
        said = _("It lasts {time} only: type less, or leave this empty.", time=minutes(most))
        form.wrong("minutes", said)
    elif terms.seconds_a_day is not None and terms.seconds_a_day >= (draft.seconds or most):
        form.wrong("a_day", _("Type less than all its time, or leave this empty."))


def _is_allowance_wrong(form: Form, draft: Draft) -> bool:
    allowance_words.check(form, draft)
    return bool(form.errors)


def window_typed(form: Form) -> Window:
    """The days and hours that were typed; the form notes what is wrong with the hours."""
    days = frozenset(day for day in EVERY_DAY if f"day-{day}" in form.typed)
    start, end = _clock_typed(form, "from"), _clock_typed(form, "to")
    if start is None and end is None:
        return Window(days)
    if start is None or end is None:
        form.wrong("from" if start is None else "to", _("Type both times, or none."))
        return Window(days)
    if start % MINUTES_A_DAY == end % MINUTES_A_DAY:
        form.wrong("to", _("Type another time than the first."))
        return Window(days)
    return Window(days, start % MINUTES_A_DAY, end or MINUTES_A_DAY)


def _clock_typed(form: Form, name: str) -> int | None:
    typed = ascii_digits(form.typed.get(name, "").strip()[:8])
    if not typed:
        return None
    try:
        return minute_named(typed.zfill(5))
    except ValueError:
        form.wrong(name, _("Type a time such as {example}.", example="08:30"))
        return None


def _minutes_typed(form: Form, name: str) -> int | None:
    if not form.typed.get(name, "").strip():
        return None
    return form.whole(name, least=1, most=MINUTES_MOST) * S_PER_MINUTE


def _time(offer: Offer) -> str:
    if offer.cycle is not None and offer.cycle.allowance is not None:
        return allowance_words.short(offer.seconds, offer.cycle.allowance.value)
    return _("All of it") if _is_whole(offer) else minutes(offer.seconds)


def _is_whole(offer: Offer) -> bool:
    """Whether it holds all the time that it lasts; time that comes anew was typed."""
    if offer.cycle is not None and offer.cycle.allowance is not None:
        return False
    period = None if offer.cycle is None else offer.cycle.period
    return offer.seconds >= most_seconds(
        Draft(offer.title, 0, None, offer.valid_s, 0, terms=offer.terms, period=period)
    )


def _until(offer: Offer) -> str:
    if offer.cycle is not None:
        return _("{period}, renews", period=_(PERIODS[offer.cycle.period]))
    if offer.terms.lasts is Lasts.DAY:
        return _("The end of the day")
    if offer.terms.lasts is Lasts.HOURS:
        return _("The end of its hours")
    days = offer.valid_s // S_PER_DAY
    return _("{days} days", days=days) if days else minutes(offer.valid_s)


def bars_of(window: Window) -> list[Bar]:
    """The hours of a window in the picture of a week."""
    return [
        Bar(
            x=hours.start // UNITS_A_MINUTE_DIVISOR,
            y=hours.weekday * ROW_UNITS,
            width=max(1, (hours.end - hours.start) // UNITS_A_MINUTE_DIVISOR),
        )
        for hours in week_of(window)
    ]


def week_shown(window: Window) -> Week:
    """A window as picture and words."""
    return Week(bars_of(window), hours_words(window))
