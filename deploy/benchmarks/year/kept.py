"""A site with a year in it: made once, kept in a folder and used again when that is asked for."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from benchmarks.site import Seat, furnish, open_site
from benchmarks.year.making import Ground, Progress, make_year
from benchmarks.year.people import Sponsor
from benchmarks.year.sizes import Size
from benchmarks.year.things import put_things
from benchmarks.year.training import put_training
from rich.progress import Progress as Bar

from kiosk.acts import blocks, bookings, passes, people, sponsorships
from kiosk.hub import Hub
from kiosk.hub_folder import DATABASE
from kiosk.protocol.keys import load_keys, save_keys
from kiosk.rules.instants import S_PER_DAY, later
from kiosk.rules.offers import Draft
from kiosk.rules.sponsorships import VISITORS_LIMIT, Pledge
from kiosk.rules.subscriptions import Period
from kiosk.store import offers, shifts, staff, stations
from kiosk.store import sponsorships as sponsorships_store
from kiosk.store.schema import bring_up_to_date

SEED = 20_260_101
NOTE = "year.json"
"""Written last, so that a folder without it is no whole year."""
SEATED = 20
STATION_KEYS = "station-keys"
OPERATORS = ("amina", "brian", "faith", "otieno")
BUDGET_MINOR = 900_000_000


@contextmanager
def shown() -> Iterator[Progress]:
    """A progress bar for each thing that takes long."""
    with Bar() as bar:
        tasks = {}

        def tell(what: str, part: float) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(f"A year of data: {what}", total=1.0)
            bar.update(tasks[what], completed=part)

        yield tell


def year_in(folder: Path, size: Size, progress: Progress, *, seed: int = SEED) -> list[Seat]:
    """The enrolled stations of a site that has this year in it; made where it is not there."""
    note = {"seed": seed, **asdict(size)}
    kept = folder / NOTE
    if not kept.exists() or json.loads(kept.read_text("utf-8")) != note:
        shutil.rmtree(folder, ignore_errors=True)
        _make(folder, size, progress, seed=seed)
        kept.write_text(json.dumps(note), "utf-8")
    bring_up_to_date(folder / DATABASE)  # it may have been kept for weeks, as a site's own is
    _put_things(folder)
    return [Seat(load_keys(path), "") for path in sorted((folder / STATION_KEYS).glob("*.keys"))]


def _put_things(folder: Path) -> None:
    """Also into a year that was made before there were such things."""
    hub = open_site(folder)
    try:
        put_things(hub)
        put_training(hub)
    finally:
        hub.close()


def _make(folder: Path, size: Size, progress: Progress, *, seed: int) -> None:
    seats = furnish(folder, stations=size.stations, sessions=min(SEATED, size.stations // 2))
    (folder / STATION_KEYS).mkdir()
    for n, seat in enumerate(seats):
        save_keys(seat.keys, folder / STATION_KEYS / f"{n:05d}.keys")
    hub = open_site(folder)
    try:
        settings, ground = hub.settings, _ground(hub)
    finally:
        hub.close()
    make_year(folder, size, settings, ground, seed=seed, progress=progress)


def _book(hub: Hub, by: str) -> None:
    """A seat kept for tomorrow, and two for a class of the day after."""
    with hub.read() as db:
        zone = stations.seats(db)[0].zone
    starts = later(hub.now(), seconds=S_PER_DAY)
    wish = bookings.Wish(1, zone, starts, later(starts, seconds=3600))
    hub.write(bookings.book, wish=wish, visitor=None, name="Ali", by=by)
    starts = later(starts, seconds=S_PER_DAY)
    ends = later(starts, seconds=3600)
    course = blocks.ClassWish("Typing", (1, 2), starts, ends, "free")
    hub.write(blocks.book_block, wish=course, by=by)


def _ground(hub: Hub) -> Ground:
    """What acts make well enough: staff, an offer of a month, a sponsorship with its money."""
    with hub.read() as db:
        owner = staff.by_sign_in(db, "owner")
        shift = shifts.open_one(db)
    if owner is None or shift is None:
        raise RuntimeError("the site is not furnished")
    operators = [
        hub.write(
            people.add_staff,
            sign_in=name,
            name=name.title(),
            role="operator",
            password_hash="never checked",
            by=owner.id,
        )
        for name in OPERATORS
    ]
    draft = Draft("Monthly", 300_000, 200 * 3600, 31 * 86_400, 9, period=Period.MONTH)
    monthly = hub.write(passes.make_offer, draft=draft, by=owner.id)
    pledge = Pledge(
        "County library", frozenset({"student"}), VISITORS_LIMIT, 360 * 3600, None, 6000, 900
    )
    sponsorship = hub.write(
        sponsorships.make_sponsorship,
        pledge=pledge,
        budget_minor=BUDGET_MINOR,
        paid_by=sponsorships.FUNDER,
        by=owner.id,
    )
    _book(hub, owner.id)
    with hub.read() as db:
        made, offer = sponsorships_store.by_id(db, sponsorship), offers.by_id(db, monthly)
    if made is None or offer is None:
        raise RuntimeError("what was just made is not there")
    sponsor = Sponsor(made.id, made.offer, made.per_hour_minor)
    return Ground(operators, shift.id, sponsor, offer)
