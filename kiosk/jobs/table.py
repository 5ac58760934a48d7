"""Every job of the hub: what it is called, how often it runs, what it does.

A job is a plain function `(hub, now)`; running it twice, or two at once, changes nothing extra.
Metering never depends on one. Those `by_date` wait while the wall clock is in doubt.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.acts import exchange_link, housekeeping, meetings, moving, room_pauses
from kiosk.acts import saved_settings as acts
from kiosk.acts.sponsorship_changes import begin_due
from kiosk.backups.hub_backups import back_up_hub
from kiosk.calling import call_next
from kiosk.disk.db import Db
from kiosk.heard import Heard
from kiosk.hub import Hub
from kiosk.jobs.certificates import renew_certificate
from kiosk.jobs.checking import check_database
from kiosk.jobs.clock import by_date, watch_clock
from kiosk.jobs.day_close import close_days
from kiosk.jobs.exchange_jobs import pull_from_exchange, send_to_exchange
from kiosk.jobs.gold_items import read_gold_items
from kiosk.jobs.internet import watch_internet
from kiosk.jobs.links import stay_alive, watch_links
from kiosk.jobs.memory import give_memory_back
from kiosk.jobs.parked import retry_parked
from kiosk.jobs.silences import keep_silences
from kiosk.jobs.statutory_log import forget_statutory_log
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.jobs.tidying import (
    close_books,
    forget_done,
    forget_uploads,
    hold_ballast,
    let_copies_go,
)
from kiosk.rules.instants import Instant, later
from kiosk.store import moves, restores, saved_settings, sessions, sponsorship_changes

SPOKEN_FOR_S = 60
"""In a dozen beats a station has heard what the hub has lost, and says that it waits to go."""


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the table."""

    name: str
    every_s: int
    run: Callable[[Hub, Instant], None]
    help: str


@by_date
def lapse_slots(hub: Hub, now: Instant) -> None:  # noqa: ARG001  an act is given its own instant
    """Slots whose allotment is over are not dealt any more."""
    hub.write(exchange_link.lapse_slots)


@by_date
def close_overdue_pauses(hub: Hub, now: Instant) -> None:  # noqa: ARG001  an act is given its own instant
    """Sessions paused for too long are closed."""
    running = {
        heard.session: heard.at
        for heard in tuple(hub.heard.values())
        if heard.session and heard.state != "paused"
    }
    hub.write(housekeeping.close_overdue_pauses, running=running)


@by_date
def end_class_pauses(hub: Hub, now: Instant) -> None:
    """The pause of a class ends with the class."""
    with hub.read() as db:
        over = room_pauses.due(db, now)
    if over:
        hub.write(room_pauses.end_class_pauses)


def close_forgotten(hub: Hub, now: Instant) -> None:  # noqa: ARG001  an act is given its own instant
    """Sessions that their station does not know are closed."""
    idle = _idle(hub)
    if idle and _any_open_at(hub, idle):
        hub.write(housekeeping.close_forgotten, idle=idle)


def finish_moves(hub: Hub, now: Instant) -> None:  # noqa: ARG001  an act is given its own instant
    """Sessions on their way whose station never had them go on to the other seat."""
    with hub.read() as db:
        asked = moves.all_asked(db)
    if asked:
        hub.write(moving.finish_idle_moves, idle=frozenset(_idle(hub)))


@by_date
def take_attendance(hub: Hub, now: Instant) -> None:
    """Who sits at a meeting of their class is there."""
    with hub.read() as db:
        found = meetings.news(db, now)
    if found:
        hub.write(meetings.take_attendance)


@by_date
def begin_settings(hub: Hub, now: Instant) -> None:
    """Settings saved for a later moment begin to hold, and the stations are told."""
    with hub.read() as db:
        begins = saved_settings.began(db, after=saved_settings.told_upto(db), upto=now)
    if begins:
        hub.look_at_settings()
        hub.write(acts.tell_settings)


@by_date
def begin_sponsorship_changes(hub: Hub, now: Instant) -> None:
    """Changes of sponsorships kept for a later day begin to hold."""
    with hub.read() as db:
        begins = sponsorship_changes.due(db, now)
    if begins:
        hub.write(begin_due)


def hear_hands(hub: Hub, now: Instant) -> None:
    """After a restore: a station that has spoken for a while and holds nothing has told it all."""
    with hub.read() as db:
        unheard = frozenset(restores.unheard(db, now))
    if not unheard:
        return
    told = tuple(
        station for station in _idle(hub) if station in unheard and _has_spoken(hub.heard[station])
    )
    if told:
        hub.write(_note_heard, stations=told)


def _has_spoken(heard: Heard) -> bool:
    return heard.since is not None and heard.at >= later(heard.since, seconds=SPOKEN_FOR_S)


def _note_heard(db: Db, now: Instant, *, stations: tuple[str, ...]) -> None:
    del now
    restores.note_heard(db, stations)


@by_date
def call_waiting(hub: Hub, now: Instant) -> None:  # noqa: ARG001  an act is given its own instant
    """Whose turn it is from the waiting list is called, also where nobody looks."""
    call_next(hub)


def _idle(hub: Hub) -> dict[str, Instant]:
    """Stations that reported no session and nothing to send, and when they did."""
    return {
        station: heard.at
        for station, heard in tuple(hub.heard.items())
        if not heard.session and not heard.waiting and heard.state == "locked"
    }


def _any_open_at(hub: Hub, idle: Mapping[str, Instant]) -> bool:
    """A look first, so that a quiet hub writes nothing."""
    with hub.read() as db:
        return any(session.station in idle for session in sessions.all_open(db))


JOBS = (
    Job("send_to_exchange", 2, send_to_exchange, "Send answers and reactions to the exchange."),
    Job("pull_from_exchange", 3, pull_from_exchange, "Fetch tasks and decisions."),
    Job("retry_parked", 30, retry_parked, "Try facts again that could not be understood."),
    Job("lapse_slots", 60, lapse_slots, "Stop dealing tasks whose time at this hub is over."),
    Job("read_gold_items", 10, read_gold_items, "Read the checks of work in modules that came."),
    Job("close_overdue_pauses", 30, close_overdue_pauses, "Close sessions paused for too long."),
    Job("end_class_pauses", 5, end_class_pauses, "End the pause of a class that is over."),
    Job("close_forgotten", 30, close_forgotten, "Close sessions that their station never got."),
    Job("hear_hands", 5, hear_hands, "After a restore learn which tasks seats still hold."),
    Job("finish_moves", 5, finish_moves, "Open moved sessions that their old station never got."),
    Job("keep_silences", 30, keep_silences, "Keep which stations went silent in opening hours."),
    Job("forget_statutory_log", 3600, forget_statutory_log, "Remove old lines of that log."),
    Job("renew_subscriptions", 60, renew_subscriptions, "Renew, stop and announce subscriptions."),
    Job("call_waiting", 5, call_waiting, "Call the next from the waiting list to a free seat."),
    Job("take_attendance", 60, take_attendance, "Note who sits at a meeting of their class."),
    Job(
        "begin_settings", 2, begin_settings, "Let settings hold from the moment they were set for."
    ),
    Job(
        "begin_sponsorship_changes",
        10,
        begin_sponsorship_changes,
        "Let changes of sponsorships hold from the day they were kept for.",
    ),
    Job("close_books", 300, close_books, "Keep sums of busy accounts, so that none grows slow."),
    Job("forget_done", 600, forget_done, "Forget requests and orders that were done a week ago."),
    Job("let_copies_go", 600, let_copies_go, "Let copies of facts go that are safe elsewhere."),
    Job("forget_uploads", 3600, forget_uploads, "Forget files nobody sent on with for a week."),
    Job("hold_ballast", 60, hold_ballast, "Keep the file that makes room on a full disk."),
    Job("watch_internet", 15, watch_internet, "See whether there is internet, note outages."),
    Job("watch_clock", 10, watch_clock, "See whether the clock can be believed, keep a doubt."),
    Job("stay_alive", 10, stay_alive, "Note that the hub runs, and for how long it did not."),
    Job("watch_links", 15, watch_links, "Note when many stations fall silent together."),
    Job("give_memory_back", 60, give_memory_back, "Return memory that pages have left."),
    Job("close_days", 300, close_days, "Sum up days and shifts that are over."),
    Job("renew_certificate", 3600, renew_certificate, "Renew the hub's certificate in time."),
    Job("check_database", 5, check_database, "See to the check of all the data, beside the work."),
    Job("back_up", 30, back_up_hub, "Copy the database, once the last copy is as old as was set."),
)
