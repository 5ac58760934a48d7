"""The hub is killed while its desk, its stations and its jobs work, and while it starts.

Two windows take money, give it back, count and hand over; three stations open sessions by voucher and
by card, renew leases, send facts, answers, an exam and a draft, and buy time; a job takes what
subscriptions cost. What was answered is on the disk of the dead hub. In the end the books are those of
a day on which nobody was killed.
"""

import shutil
import signal
import time
from contextlib import closing
from random import Random

import pytest
from fakes import quick_disk
from faults.forking import Zygote
from faults.killed_cafe import PRICE_MINOR, SUBSCRIBERS, Desk, books, furnished
from faults.killed_seat import Seat
from faults.killing import Mortal, Port, in_the_end
from faults.live_hub import NOBODY

from kiosk.disk.open import open_for_reading
from kiosk.hub_folder import DATABASE
from kiosk.store import ledger, visitors
from kiosk.verifying import verify_hub

KILLS = 5
"""Of one café in one day; each day is another one's."""
WAITS_S = 300
LOCK_SEATS = (4, 5, 6)
LATE_IMPORTS = ("kiosk.cli.main", "kiosk.serve")
PROOFS = {
    "request": "SELECT 1 FROM request_done WHERE request_id = ?",
    "fact": "SELECT 1 FROM inbox WHERE origin = ? AND epoch = ? AND seq = ?",
    "used": "SELECT 1 FROM session WHERE id = ? AND used_s >= ?",
    "draft": "SELECT 1 FROM draft WHERE name = ?",
}


@pytest.fixture(scope="module")
def zygote():
    with Zygote("faults.impatient:hub", *LATE_IMPORTS) as made:
        yield made


@pytest.fixture(scope="module")
def cafe():
    with quick_disk.folder() as folder:
        yield furnished(folder / "hub")


class Day:
    """A copy of the café, its hub, and all who ask it something."""

    def __init__(self, zygote, cafe, folder, seed) -> None:
        self.zygote, self.cafe = zygote, cafe
        self.folder, self.log, self.chance = folder / "hub", folder / "log", Random(seed)
        shutil.copytree(cafe.folder, self.folder)
        self.database = self.folder / DATABASE
        self._port = Port()
        self.url = self._port.url
        self.desk = Desk(cafe, self, self._chance())
        seats = [Seat(cafe, n, self.url, self._chance()).visits() for n in LOCK_SEATS]
        asking = in_the_end([*self.desk.windows(), *seats], self.desk.evening())
        self.mortal = Mortal(self.start, asking, self.look, self.ready)

    def _chance(self):
        return Random(self.chance.getrandbits(64))

    def start(self):
        own = {"KIOSK_PORT": str(self._port.number), "KIOSK_EXCHANGE_URL": NOBODY}
        own["KIOSK_BALLAST_BYTES"] = "65536"
        return self.zygote.start("serve", "--data", self.folder, log=self.log, environ=own)

    def ready(self, _said):
        """A hub sells a seat only whose station it has heard."""
        self.cafe.sign_in(self)
        self.cafe.answer(self.url)

    def look(self, proofs):
        """What was answered is on the disk."""
        with closing(open_for_reading(self.database)) as db:
            for kind, *of in proofs:
                assert db.execute(PROOFS[kind], of).fetchone(), (kind, of)

    def end(self):
        """Everything is asked to its end, and once more; then the hub is told to stop."""
        process = self.mortal.finish()
        self.desk.send_all_again()
        self._until_renewed()
        process.kill(signal.SIGTERM)
        self.look(self.mortal.proofs)
        assert verify_hub(self.database)["problems"] == []
        return books(self.database)

    def close(self):
        self.mortal.close()
        self._port.close()

    def _until_renewed(self):
        """The job comes round by itself."""
        ends = time.monotonic() + WAITS_S
        with closing(open_for_reading(self.database)) as db:
            told = "SELECT count(*) AS n FROM subscription WHERE n = 2"
            while db.execute(told).fetchone()["n"] < len(SUBSCRIBERS):
                assert time.monotonic() < ends, "the subscriptions are not renewed"
                time.sleep(0.01)


def balances(day):
    with closing(open_for_reading(day.database)) as db:
        return {
            ledger.balance(db, f"visitor:{visitors.by_code(db, code).id}") for code in SUBSCRIBERS
        }


@pytest.fixture(scope="module")
def quiet_day(zygote, cafe):
    """The same day on which nobody is killed."""
    with quick_disk.folder() as folder, closing(Day(zygote, cafe, folder, 0)) as day:
        return day.end()


def test_a_hub_killed_at_its_work_does_each_thing_once_and_loses_none(
    rounds, zygote, cafe, quiet_day
):
    for seed in rounds("killed_hub", each=KILLS):
        with quick_disk.folder() as folder, closing(Day(zygote, cafe, folder, seed)) as day:
            for _ in range(KILLS):
                day.mortal.die(day.chance)
            assert day.end() == quiet_day
            assert balances(day) == {PRICE_MINOR}
