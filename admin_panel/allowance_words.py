"""Time that comes anew each day, week or month of a subscription, in the owner's words."""

from admin_panel.forms import Form
from kiosk.looks.figures import minutes
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import LONGEST_S, Period
from kiosk.store.offers import Offer
from kiosk.texts import N_, _

WHOLE = "whole"
EVERY = {
    WHOLE: N_("For the whole period"),
    Period.DAY.value: N_("Every day"),
    Period.WEEK.value: N_("Every week"),
    Period.MONTH.value: N_("Every month"),
}


def typed(form: Form) -> Period | None:
    """How often the time comes anew; None: once for what is paid."""
    if not form.typed.get("every"):
        return None
    chosen = form.choice("every", EVERY, _("Choose how often the time comes anew."))
    return None if chosen in ("", WHOLE) else Period(chosen)


def check(form: Form, draft: Draft) -> None:
    """What is right alone and wrong together."""
    if draft.allowance is None or draft.period is None:
        return
    if LONGEST_S[draft.allowance] > LONGEST_S[draft.period]:
        form.wrong("every", _("This is longer than what is paid for: choose less."))
    elif (draft.allowance, draft.period) == (Period.DAY, Period.YEAR):
        form.wrong("every", _("For a year, choose a week or a month."))
    elif draft.seconds is None:
        form.wrong("minutes", _("Say how many minutes come each time."))


def in_words(seconds: int, every: Period | None, *, carry_over: bool) -> str:
    """What a visitor gets, in plain sentences; "" where it comes once."""
    if every is None:
        return ""
    return f"{_gets(minutes(seconds), every)} {_unused(every, carry_over=carry_over)}"


def of_offer(offer: Offer) -> str:
    """The same of an offer; "" where its time comes once."""
    cycle = offer.cycle
    if cycle is None:
        return ""
    return in_words(offer.seconds, cycle.allowance, carry_over=cycle.carry_over)


def _gets(time: str, every: Period) -> str:
    if every is Period.DAY:
        return _("{time} every day, from midnight to midnight.", time=time)
    if every is Period.WEEK:
        return _(
            "{time} every week, counted from the day of the sale; more comes at midnight.",
            time=time,
        )
    return _(
        "{time} every month, counted from the day of the sale; more comes at midnight.", time=time
    )


def _unused(every: Period, *, carry_over: bool) -> str:
    if every is Period.DAY:
        lasts, ends = (
            _("What is unused lasts one day more."),
            _("What is unused at midnight is gone."),
        )
    elif every is Period.WEEK:
        lasts, ends = (
            _("What is unused lasts one week more."),
            _("What is unused then is gone."),
        )
    else:
        lasts, ends = (
            _("What is unused lasts one month more."),
            _("What is unused then is gone."),
        )
    return lasts if carry_over else ends


TIMES = {
    "day": N_("{time} a day"),
    "week": N_("{time} a week"),
    "month": N_("{time} a month"),
}


def short(seconds: int, every: str) -> str:
    """`10 h a week`."""
    return _(TIMES[every], time=minutes(seconds))
