"""The hub's clock on Open the day: what is wrong with it, and who says that it is right."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.forms import Form
from admin_panel.frame import clock_words, day_words, isolated, say, span_in_words
from admin_panel.guards import current_staff, hub, i_may, may
from admin_panel.hours import DAY_NAMES
from kiosk.acts.clock import confirm_clock
from kiosk.rules.clock_doubt import RELEASED, Doubt
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant, seconds_between
from kiosk.texts import _, n_

INSTANT_MOST = 9_999_999_999_999

clock_line = Blueprint("clock_line", __name__)


@dataclass(frozen=True, slots=True)
class ClockDoubted:
    """See floor/open_day.html. `shown` is what the page says the time is, for the form."""

    why: str
    words: str
    shown: Instant
    may_confirm: bool


def doubted() -> ClockDoubted | None:
    """What the page asks while the clock is in doubt; None: it is believed."""
    here = hub()
    why, now = here.clock_doubt(), here.clock.now()
    if why is None:
        return None
    return ClockDoubted(_why(why, now), moment_words(now), now, i_may("open_shift"))


def moment_words(at: Instant) -> str:
    """A day and a time that nobody mistakes: `Sunday, 22 Nov 2026, 01:26`."""
    local = datetime.fromtimestamp(at // MS_PER_S, ZoneInfo(hub().settings.timezone))
    name = _(DAY_NAMES[local.weekday()])
    return _("{weekday}, {day}, {time}", weekday=name, day=day_words(at), time=_time(at))


def _time(at: Instant) -> str:
    return isolated(clock_words(at))


def _why(why: Doubt, now: Instant) -> str:
    watch = hub().clock_watch
    seen = watch.seen or RELEASED
    if why is Doubt.SET:
        return _("Somebody set it by {time} while the hub ran.", time=span_in_words(watch.set_s()))
    if why is Doubt.OLD:
        return _("It shows a time before this program was made. Its battery may be empty.")
    day, time = day_words(seen), _time(seen)
    if why is Doubt.BEFORE:
        return _(
            "The hub ran on {day} at {time}, and the clock shows an earlier time.",
            day=day,
            time=time,
        )
    away = n_("{n} day", "{n} days", seconds_between(seen, now) // S_PER_DAY)
    return _("The hub ran last on {day}. Was it off for {time}?", day=day, time=away)


@clock_line.post("/open-the-day/clock")
@may("open_shift")
def confirm() -> ResponseReturnValue:
    """Somebody has looked at the clock: it is right, and what waited goes on."""
    form, here = Form.read(), hub()
    here.write(
        confirm_clock,
        request_id=form.request_id,
        form=form.sent,
        shown=Instant(form.whole("shown", least=0, most=INSTANT_MOST)),
        shows=here.clock.now(),
        spell=here.clock_watch.spell(here.clock_doubt() or Doubt.SET),
        by=current_staff(),
    )
    here.believe_clock()
    say(_("The clock is believed. What waited goes on."))
    return redirect(url_for("open_day.show"), HTTPStatus.SEE_OTHER)
