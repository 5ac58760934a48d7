"""The frame of every panel page: rail, bar, who is signed in, how the lines are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from admin_panel.filling import filling_line
from admin_panel.forms import Form
from admin_panel.guards import hub, i_may, signed_in
from kiosk.backups import backing_up
from kiosk.hub import Hub
from kiosk.listening import is_read_along
from kiosk.looks import figures
from kiosk.queries import pulse, subscriptions, tasks
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, S_PER_HOUR, Instant, seconds_between
from kiosk.store.staff import Staff
from kiosk.texts import LANGUAGES, N_, _, direction, spoken

S_PER_MIN = 60
TOAST = "toast"
OFFLINE_AFTER_S = 20
"""A line that was just opened, or that blinks, is not said to be away."""

SCREENS = (
    ("floor", "floor.show", "see_floor", N_("Floor"), "layout-grid"),
    ("till", "till.show", "see_till", N_("Till"), "cash"),
    ("people", "people.show", "see_people", N_("People"), "users"),
    ("bookings", "bookings.day", "book_seat", N_("Bookings"), "calendar"),
    ("classes", "classes.listed", "see_classes", N_("Classes"), "school"),
    ("room", "room.show", "see_classes", N_("Room"), "hand-stop"),
    ("modules", "modules.show", "import_module", N_("Modules"), "book"),
    ("tasks", "tasks.show", "see_tasks", N_("Tasks"), "cloud-upload"),
    ("reports", "overview.show", "see_reports", N_("Reports"), "chart-bar"),
)
SETTINGS = (
    ("settings", "saved.home", "change_settings", N_("Settings"), "settings"),
    ("settings", "settings.stations", "add_station", N_("Settings"), "settings"),
    ("settings", "staff.show", "change_staff", N_("Settings"), "settings"),
    ("settings", "audit.show", "see_audit", N_("Settings"), "settings"),
)
"""The last place on the rail leads to the first page of settings that the person may see."""
ROLES = {"operator": N_("Operator"), "mentor": N_("Mentor"), "owner": N_("Owner")}


@dataclass(frozen=True, slots=True)
class Screen:
    """A place on the rail."""

    name: str
    symbol: str
    url: str
    here: bool
    badge: int = 0


@dataclass(frozen=True, slots=True)
class Offline:
    """How long the exchange has been away, in words, and how many facts wait for it."""

    since_words: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Shift:
    """Since when the open shift runs, and where the till is ("" for who may not see it)."""

    since: Instant
    url: str


LATE_BACKUPS = 4
"""So many times as old as was set: one that was missed is no news."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What changes on the bar, asked every few seconds; `checked` is when meters were read.

    `silent_since`: no station was heard since then though somebody sits somewhere; an alarm.
    `clock_url`: where to look at a clock in doubt; another one. `plain`: others can read along.
    `backup`: why backups want a look, "" where they do not; `backup_url` for who may look.
    `filling`: that stations fill up with unsent work, "" while they do not; `filling_url` likewise.
    """

    url: str
    offline: Offline | None
    shift: Shift | None
    checked: Instant | None
    checked_seconds: int
    silent_since: Instant | None
    clock_url: str | None
    plain: bool
    backup: str
    backup_url: str
    filling: str
    filling_url: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    name: str
    role: str
    initials: str
    leave_url: str
    url: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language to switch to, named in its own script."""

    name: str
    code: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """All that surrounds a page; see `looks/panel_base.html`."""

    site_name: str
    screens: Sequence[Screen]
    settings: Screen | None
    find_url: str | None
    found: str
    bar: Bar
    now: Instant
    person: Person
    languages: Sequence[Language]


def page(
    template: str, *, here: str, form: Form | None = None, found: str = "", **handed: Any
) -> ResponseReturnValue:
    """A page of the panel in its frame; with what was typed and is wrong, where a form came in."""
    said = form or Form({})
    drawn = render_template(
        template,
        frame=_frame(here, found),
        toast=session.pop(TOAST, None),
        server_now=hub().now(),
        errors=said.errors,
        typed=said.shown,
        **handed,
    )
    response = make_response(drawn)
    response.status_code = said.status
    return response


def first_place() -> str:
    """The first screen that the person may see; their own page where they may see none."""
    return next((url_for(row[1]) for row in SCREENS if i_may(row[2])), url_for("me.show"))


def say(text: str, *, sale: str = "", ended: str = "") -> None:
    """What was just done, told on the next page, with ten seconds to undo a sale or an end."""
    undo: dict[str, object] = {}
    if sale:
        undo = {"undo_url": url_for("floor.undo"), "undo_fields": {"sale": sale}}
    elif ended:
        undo = {"undo_url": url_for("floor.reopen"), "undo_fields": {"session": ended}}
    session[TOAST] = {"text": text, **undo}


def bar() -> Bar:
    """The bar now."""
    here, now = hub(), hub().now()
    with here.read() as db:
        beats = pulse.pulse(db)
        filling = filling_line(here, db)
    words = list(here.heard.values())
    checked = pulse.meter_checked(words, now, lost_after_s=here.settings.lost_after_s)
    since, till = beats.shift_since, url_for("till.show") if i_may("see_till") else ""
    return Bar(
        url=url_for("floor.bar"),
        offline=_offline(here, now, joined=beats.joined, waiting=beats.waiting),
        shift=None if since is None else Shift(since, till),
        checked=checked,
        checked_seconds=0 if checked is None else max(0, seconds_between(checked, now)),
        silent_since=pulse.meter_silent_since(
            words, now, started=here.started, in_session=beats.in_session
        ),
        clock_url=url_for("open_day.show") if here.clock_doubt() is not None else None,
        plain=is_read_along(here.settings.host),
        backup=_backup(here, now),
        backup_url=url_for("backups.show") if i_may("change_settings") else "",
        filling=filling,
        filling_url=url_for("sync.show") if i_may("add_station") else "",
    )


def _backup(here: Hub, now: Instant) -> str:
    """What staff read on every page: the newest backup is too old, or its second place is away."""
    folder = here.folder / backing_up.FOLDER
    last = backing_up.latest_at(folder) or here.started
    every_s = backing_up.interval_s(folder, every_s=here.settings.backup_interval_s)
    if seconds_between(last, now) > LATE_BACKUPS * every_s:
        return _("No backup since {day}, {time}.", day=day_words(last), time=clock_words(last))
    place = here.settings.backup_place
    if place and not Path(place).is_dir():
        return _("The second place for backups is not there.")
    return ""


def languages() -> list[Language]:
    """The site's languages, each with the way to it that comes back to this page."""
    offered = [code for code in hub().settings.languages if code in LANGUAGES]
    back = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return [
        Language(
            LANGUAGES[code],
            code,
            url_for("language.choose", code=code, next=back),
            code == spoken(),
        )
        for code in offered
    ]


def initials(name: str) -> str:
    """Two letters of a name, for its round sign."""
    parts = name.split()
    return "".join(
        part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)
    ).upper()


def short_name(name: str) -> str:
    """First name and initial, as the floor shows it: `Grace M.`."""
    parts = name.split()
    return f"{parts[0]} {parts[-1][0]}." if len(parts) > 1 else name


def isolated(text: str) -> str:
    """A value inside a sentence from right to left, kept from turning its neighbours round."""
    if direction(spoken()) == "ltr":
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def day_words(at: Instant) -> str:
    """The day by the site's wall clock: `20 Nov 2026`."""
    zone = ZoneInfo(hub().settings.timezone)
    return figures.day(datetime.fromtimestamp(at // MS_PER_S, zone))


def clock_words(at: Instant) -> str:
    """The time of day by the site's wall clock: `15:00`."""
    zone = ZoneInfo(hub().settings.timezone)
    return f"{datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(zone):%H:%M}"


def span_in_words(seconds: int) -> str:
    """A long time in two units: `2 d 4 h`, `5 h 3 min`, `12 min`."""
    days, rest = divmod(max(0, seconds), S_PER_DAY)
    hours, rest = divmod(rest, S_PER_HOUR)
    if days:
        return _("{days} d {hours} h", days=days, hours=hours)
    if hours:
        return _("{hours} h {minutes} min", hours=hours, minutes=rest // S_PER_MIN)
    return _("{minutes} min", minutes=rest // S_PER_MIN)


def _offline(here: Hub, now: Instant, *, joined: bool, waiting: int) -> Offline | None:
    away_s = seconds_between(here.line.since, now)
    if here.line.up or not joined or away_s < OFFLINE_AFTER_S:
        return None
    return Offline(span_in_words(away_s), waiting)


def _frame(here: str, found: str) -> Frame:
    who = signed_in()
    if who is None:
        raise RuntimeError("a page of the panel without anybody signed in")
    with hub().read() as db:
        waiting = tasks.waiting(db)
        days = hub().settings.remind_days
        lapsing = subscriptions.about_to_lapse(db, hub().now(), remind_days=days)
    screens = [_screen(row, here) for row in SCREENS if i_may(row[2])]
    return Frame(
        site_name=hub().settings.site_name,
        screens=[_with_badge(screen, tasks=waiting, people=lapsing) for screen in screens],
        settings=next((_screen(row, here) for row in SETTINGS if i_may(row[2])), None),
        find_url=url_for("people.find") if i_may("see_people") else None,
        found=found,
        bar=bar(),
        now=hub().now(),
        person=_person(who),
        languages=languages(),
    )


def _screen(row: tuple[str, str, str, str, str], here: str) -> Screen:
    key, endpoint, _right, name, symbol = row
    return Screen(_(name), symbol, url_for(endpoint), key == here)


def _with_badge(screen: Screen, *, tasks: int, people: int) -> Screen:
    badge = {"cloud-upload": tasks, "users": people}.get(screen.symbol, 0)
    return Screen(screen.name, screen.symbol, screen.url, screen.here, badge)


def _person(who: Staff) -> Person:
    return Person(
        short_name(who.name),
        _(ROLES[who.role.value]),
        initials(who.name),
        url_for("sign_in.leave"),
        url_for("me.show"),
    )
