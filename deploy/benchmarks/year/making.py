"""A year of data in a hub's real, migrated database: seeded, bulk-written, and sound.

`make_year` puts it into a furnished site. Indexes are dropped and made again, which is what makes
it a matter of minutes.
"""

import itertools
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from benchmarks.year.book import Book
from benchmarks.year.counter import ARTICLES, MS_PER_HOUR, SHIFT_MS, Counter
from benchmarks.year.people import HIT_TYPE, Crowd, Sponsor
from benchmarks.year.sizes import Size
from benchmarks.year.visits import KEPT_DAYS, Place, Visit, Visits

from kiosk.hub_folder import DATABASE
from kiosk.protocol.bodies import HitTerms
from kiosk.settings import HubSettings
from kiosk.store import offers, tariffs
from kiosk.store.offers import Offer

OPENS_MS = 5 * MS_PER_HOUR
"""Eight in the morning in Nairobi."""
OPEN_S = 12 * 3600
LENGTHS_S = (600, 900, 1200, 1800, 1800, 2400, 2700, 3600, 3600, 5400)
BETWEEN_S = 60
WORK_OF_TRANSFERS = 10
VOID_EVERY = 200
TERMS = HitTerms(
    HIT_TYPE, "Acme Labels", "Label photos", "Say what is on it.", {}, 500, 60, "", (), 2, 3
)
CACHE_KIB = 1_000_000
FAST = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA cache_size = -{CACHE_KIB}",
)

Progress = Callable[[str, float], None]
"""Told what is being done and which part of all is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands in the site already: who works there, the shift that is open, the sponsorship."""

    operators: Sequence[str]
    open_shift: str
    sponsor: Sponsor
    monthly: Offer


def make_year(
    folder: Path,
    size: Size,
    settings: HubSettings,
    ground: Ground,
    *,
    seed: int,
    progress: Progress,
) -> None:
    """Fill a furnished site with a year that ended yesterday, and with today's open shift."""
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        for pragma in FAST:
            db.execute(pragma)
        with _without_indexes(db, progress):
            db.execute("BEGIN")
            _Year(db, size, settings, ground, seed).fill(progress)
            db.execute("COMMIT")
        db.execute("PRAGMA locking_mode = NORMAL")
        db.execute("PRAGMA journal_mode = WAL")


class _Year:
    """A year on its way."""

    def __init__(
        self,
        db: sqlite3.Connection,
        size: Size,
        settings: HubSettings,
        ground: Ground,
        seed: int,
    ) -> None:
        self.db, self.size, self.ground = db, size, ground
        self.chance = random.Random(seed)  # noqa: S311  the same year each time is what is wanted
        self.book = Book(db, self.chance, settings.currency)
        self.counter = Counter(self.book, settings, ground.operators)
        packages = [one for one in offers.active(db) if one.cycle is None]
        packages.sort(key=lambda one: one.seconds)
        hour = next(one for one in packages if one.seconds >= 3600)
        self.crowd = Crowd(self.counter, hour, ground.monthly, ground.sponsor)
        self.visits = Visits(self.counter, self.crowd, tariffs.of_settings(settings), packages)
        self.places = [
            Place(row["number"], row["zone"], row["station"])
            for row in db.execute("SELECT number, zone, station FROM seat WHERE station <> ''")
        ][: size.stations]
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self.first = today - timedelta(days=size.days)
        self.sold = 0

    def fill(self, progress: Progress) -> None:
        """All of it, day by day."""
        size, begins = self.size, self._at(0)
        self._things(begins)
        self.crowd.register(begins, size.registered)
        some = self.crowd.registered[: size.subscribers + size.sponsored]
        self.crowd.subscribe(some[: size.subscribers])
        self.crowd.pay_for(some[size.subscribers :])
        for day in range(size.days):
            self._day(day)
            self.book.close_day()
            progress("days", (day + 1) / size.days)
        self._today()
        self.crowd.keep_subscriptions()
        self.book.close_day()
        self.visits.close()
        self._end()

    def _at(self, day: int) -> int:
        return int((self.first + timedelta(days=day)).timestamp()) * 1000

    def _day(self, day: int) -> None:
        size, opens = self.size, self._at(day) + OPENS_MS
        self.visits.recent = day >= size.days - KEPT_DAYS
        self.counter.open(opens)
        for _ in range(_part(size.batches, day, size.days)):
            self.crowd.print_batch(opens)
        self.crowd.renew(opens, day)
        second = opens + SHIFT_MS
        for visit in self._visits_of(day, _part(size.sessions, day, size.days)):
            if visit.at >= second:
                self._fill_up(opens, day, half=1)
                self.visits.settle(second)
                self.counter.close(second)
                self.counter.open(second)
                second += 10 * SHIFT_MS  # there are two
            self.visits.add(visit)
        self._fill_up(opens + SHIFT_MS, day, half=2)
        closes = opens + 2 * SHIFT_MS + MS_PER_HOUR
        self.visits.settle(closes)
        self.counter.close(closes)

    def _visits_of(self, day: int, count: int) -> Iterator[Visit]:
        """Each seat has one visit after the other; nobody sits at two at once."""
        name = f"{self.first + timedelta(days=day):%Y-%m-%d}"
        opens, rounds = self._at(day) + OPENS_MS, -(-count // len(self.places))
        slot_s = OPEN_S // rounds
        lengths = [each for each in LENGTHS_S if each <= slot_s - BETWEEN_S] or [slot_s // 2]
        for turn in range(rounds):
            here = self.places[: min(len(self.places), count - turn * len(self.places))]
            people = self.chance.sample(self.crowd.registered, len(here))
            for n, (place, who) in enumerate(zip(here, people, strict=True)):
                late = n * (BETWEEN_S - 1) // len(here)
                at = opens + (turn * slot_s + late) * 1000
                yield Visit(at, lengths[self.chance.randrange(len(lengths))], name, place, who)

    def _fill_up(self, since: int, day: int, *, half: int) -> None:
        """Tasks and products until the day has its part of the transfers."""
        size = self.size
        wanted = size.transfers * (2 * day + half) // (2 * size.days)
        for n in itertools.count():
            if self.book.posted >= wanted:
                return
            at = since + (n * 1000) % (SHIFT_MS - MS_PER_HOUR)
            self.sold += 1
            if n % 3 == 0:
                self.crowd.work(at)
            else:
                self.counter.sell_product(at, voided=self.sold % VOID_EVERY == 0)

    def _things(self, at: int) -> None:
        by = self.ground.operators[0]
        for one in ARTICLES:
            self.book.rows["product"].append((one.id, one.title, one.price_minor))
            self.book.rows["stock_move"].append((one.id, at, by, 10_000_000, "came", None))
        self.db.execute(
            "INSERT INTO hit_type (id, terms, qualification, heard_at) VALUES (?, ?, '', ?)",
            (HIT_TYPE, msgspec.json.encode(TERMS), at),
        )

    def _today(self) -> None:
        """The shift that is open has sold all morning."""
        now = int(time.time()) * 1000
        opened = now - 4 * MS_PER_HOUR
        self.db.execute(
            "UPDATE shift SET opened_at = ? WHERE id = ?", (opened, self.ground.open_shift)
        )
        self.counter.open(opened, self.ground.open_shift)
        step = 4 * MS_PER_HOUR // self.size.today
        for n in range(self.size.today):
            self.counter.sell_product(opened + n * step)

    def _end(self) -> None:
        last = self.db.execute("SELECT max(seq) FROM outbox").fetchone()[0] or 0
        self.db.execute(
            "INSERT INTO stream (audience, epoch, last_seq) VALUES ('exchange', ?, ?)"
            " ON CONFLICT (audience) DO NOTHING",
            ("00000000000000ac", last),
        )


def _part(whole: int, day: int, days: int) -> int:
    """The day's part of a whole; all parts add up to it."""
    return whole * (day + 1) // days - whole * day // days


@contextmanager
def _without_indexes(db: sqlite3.Connection, progress: Progress) -> Iterator[None]:
    """Indexes that a migration made are made again at the end, each in one go."""
    rows = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    ).fetchall()
    for name, _sql in rows:
        db.execute(f"DROP INDEX {name}")
    yield
    for n, (_name, sql) in enumerate(rows):
        db.execute(sql)
        progress("indexes", (n + 1) / len(rows))
