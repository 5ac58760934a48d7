"""An offer that somebody types: the form's fields, and the draft that they make."""

from collections.abc import Sequence
from dataclasses import replace

from admin_panel import allowance_words
from admin_panel.forms import Form
from admin_panel.guards import hub
from kiosk.looks.figures import minutes
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.equipment import Kind
from kiosk.rules.instants import S_PER_DAY
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.offers import PLACES, TITLE_LIMIT, Draft, Lasts, Terms, most_seconds
from kiosk.rules.spans import EVERY_DAY, MINUTES_A_DAY, S_PER_MINUTE, Window, clock_of, minute_named
from kiosk.rules.subscriptions import ARREARS_DAYS_LIMIT, Cycle, Period
from kiosk.store.offers import Offer
from kiosk.texts import N_, _, format_money

RENEWS = "renews"
LASTS = {
    Lasts.SPAN.value: N_("Some days after the sale"),
    Lasts.DAY.value: N_("To the end of the day (day pass)"),
    Lasts.HOURS.value: N_("To the end of its hours (night pass)"),
    RENEWS: N_("It renews (subscription)"),
}
PERIODS = {
    Period.DAY: N_("A day"),
    Period.WEEK: N_("A week"),
    Period.MONTH: N_("A month"),
    Period.QUARTER: N_("3 months"),
    Period.YEAR: N_("A year"),
}
DAYS_MOST = 1098
MINUTES_MOST = DAYS_MOST * 24 * 60


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
        names=_names_typed(form),
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


def _names_typed(form: Form) -> tuple[tuple[str, str], ...]:
    """What it is called in the site's languages; nothing where the title does."""
    names = []
    for language in hub().settings.languages:
        place = f"name-{language}"
        name = form.typed.get(place, "").strip()
        if len(name) > TITLE_LIMIT or not name.isprintable():
            form.wrong(place, _("Type a name of 1 to 40 letters."))
        elif name:
            names.append((language, name))
    return tuple(names)


def _equipment_typed(form: Form) -> str:
    """The kind of thing that a subscription includes; "" for none."""
    if not form.typed.get("equipment"):
        return ""
    return form.choice("equipment", list(Kind), _("Choose what it is."))


def zones_typed(form: Form, zones: Sequence[str]) -> frozenset[str]:
    """The zones that were ticked; none: anywhere."""
    return frozenset(zone for n, zone in enumerate(zones) if f"zone-{n}" in form.typed)


def typed_of(offer: Offer | None, *, place: int, zones: Sequence[str] = ()) -> dict[str, str]:
    """What the form of an offer shows before anybody types."""
    if offer is None:
        return {"lasts": "span", "minutes": "60", "valid_days": "30", "pinned": "1",
                "arrears_days": "3", "place": str(place)}  # fmt: skip
    terms = offer.terms
    with_hours = (terms.window.start, terms.window.end) != (0, MINUTES_A_DAY)
    symbol = hub().settings.currency_symbol
    price = format_money(offer.price_minor, hub().settings).replace(symbol, "").strip()
    return {
        "title": offer.title,
        "price": price,
        "lasts": terms.lasts.value if offer.cycle is None else RENEWS,
        **_cycle_typed(offer.cycle),
        "minutes": "" if offer.is_whole else str(offer.seconds // S_PER_MINUTE),
        "valid_days": str(offer.valid_s // S_PER_DAY),
        "a_day": "" if terms.seconds_a_day is None else str(terms.seconds_a_day // S_PER_MINUTE),
        "from": clock_of(terms.window.start) if with_hours else "",
        "to": clock_of(terms.window.end) if with_hours else "",
        "place": str(place),
        "equipment": offer.equipment,
        **{f"name-{language}": name for language, name in offer.names},
        **({"pinned": "1"} if offer.pinned else {}),
        **days_of(terms.window),
        **{f"zone-{n}": "1" for n, zone in enumerate(zones) if zone in terms.zones},
    }


def days_of(window: Window) -> dict[str, str]:
    """The days that are ticked; every day is none of them."""
    return {} if window.days == EVERY_DAY else {f"day-{n}": "1" for n in sorted(window.days)}


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


def _check_together(form: Form, draft: Draft) -> None:
    """What is right alone and wrong together, said at its field in the owner's words."""
    if form.errors:
        return
    terms = draft.terms
    most = most_seconds(draft)
    if terms.lasts is Lasts.HOURS and (terms.window.start, terms.window.end) == (0, 1440):
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
    days = frozenset(day for day in EVERY_DAY if f"day-{day}" in form.typed) or EVERY_DAY
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
