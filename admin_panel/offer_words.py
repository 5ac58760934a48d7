"""Offers as their owner reads them: a line of the list, and the form with its choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from admin_panel import allowance_words, equipment_words, undercut_words
from admin_panel.forms import Form
from admin_panel.frame import languages
from admin_panel.offer_typed import LASTS, PERIODS, RENEWS, draft_typed, window_typed
from admin_panel.offer_weeks import Week, week_shown
from kiosk.looks.figures import minutes
from kiosk.rules.equipment import Kind
from kiosk.rules.instants import S_PER_DAY
from kiosk.rules.offers import Lasts
from kiosk.store.offers import Offer
from kiosk.texts import WEEKDAYS, _, n_


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
    warned: Sequence[str]
    named: Sequence[tuple[str, str]]


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
        week=None if window is None else week_shown(window),
        warned=() if form.errors else _warned(typed, zones),
        named=[(f"name-{one.code}", one.name) for one in languages()],
    )


def day_choices(typed: Mapping[str, str]) -> list[Choice]:
    """The days of the week to tick."""
    return [Choice(f"day-{n}", _(name), f"day-{n}" in typed) for n, name in enumerate(WEEKDAYS)]


def zone_choices(typed: Mapping[str, str], zones: Sequence[str]) -> list[Choice]:
    """The zones of the site to tick."""
    return [Choice(f"zone-{n}", zone, f"zone-{n}" in typed) for n, zone in enumerate(zones)]


def _warned(typed: Mapping[str, str], zones: Sequence[str]) -> Sequence[str]:
    form = Form(dict(typed))
    draft = draft_typed(form, zones=zones)
    return () if form.errors else undercut_words.of_draft(draft)


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


def _time(offer: Offer) -> str:
    if offer.cycle is not None and offer.cycle.allowance is not None:
        return allowance_words.short(offer.seconds, offer.cycle.allowance.value)
    return _("All of it") if offer.is_whole else minutes(offer.seconds)


def _until(offer: Offer) -> str:
    if offer.cycle is not None:
        return _("{period}, renews", period=_(PERIODS[offer.cycle.period]))
    if offer.terms.lasts is Lasts.DAY:
        return _("The end of the day")
    if offer.terms.lasts is Lasts.HOURS:
        return _("The end of its hours")
    days = offer.valid_s // S_PER_DAY
    return n_("{n} day", "{n} days", days) if days else minutes(offer.valid_s)
