"""Bundles that come twice, shuffled, in parts, cut short and with bits flipped.

Whatever the order, the end is the same; whatever is damaged is refused and changes nothing.
"""

import hashlib
import random
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.two_sides import Sides, fresh, only

from kiosk import carrying
from kiosk.exchange import carrying as exchange_carrying
from kiosk.exchange.exchange import open_exchange
from kiosk.link.errand import no_tick
from kiosk.opening_hub import open_hub
from kiosk.protocol.bodies import Reaction
from kiosk.protocol.bundles import FRONT_BYTES
from kiosk.rules.refusals import Refusal

DAMAGES_EACH = 10
REFUSED = {
    "bundle_damaged",
    "wrong_version",
    "bundle_of_stranger",
    "bundle_not_for_us",
    "bundle_is_ours",
}
AT_THE_EXCHANGE = ("submission", "reaction", "inbox", "heard", "quarantine", "transfer", "stream")
AT_THE_HUB = ("slot", "work", "inbox", "heard", "quarantine", "transfer", "outbox")


@dataclass(frozen=True)
class Prepared:
    """Both sides as they were before they read, and what then came to them."""

    settings: tuple
    clock: FakeClock
    before: dict[str, Path]
    bundles: dict[str, tuple[bytes, ...]]


@pytest.fixture(scope="module")
def prepared():
    with quick_disk.folder() as folder:
        clock = FakeClock()
        sides = Sides(folder, clock)
        yield _prepare(sides, folder, clock)


def _prepare(sides, folder, clock):
    sides.market.post(6)
    sides.exchange_writes()
    sides.read()
    grace = sides.world.visitor()
    sides.world.sat(1, grace, by=sides.operator)
    names = sides.slots()
    shutil.copytree(folder / "exchange", folder / "exchange-before")
    for name in names[:4]:
        sides.seat.submit("session", grace, name)
    up = [*sides.write(fresh(sides), limit_bytes=2000)["files"]]
    for name in names[4:]:
        sides.seat.submit("session", grace, name)
    sides.seat.tell(Reaction(grace, names[0], "seen", ""))
    up += sides.write(fresh(sides))["files"]
    for path in up:
        sides.exchange_reads(Path(path))
    shutil.copytree(folder / "hub", folder / "hub-before")
    for name in names[:3]:
        sides.market.decide(name, "approve")
    sides.clock.forward(minutes=1)
    sides.exchange.let_time_pass()
    down = [*sides.exchange_writes(fresh(sides), limit_bytes=2000)["files"]]
    sides.market.post(3)
    down.append(only(sides.exchange_writes(fresh(sides))))
    settings = sides.world.given, sides.exchange.settings
    sides.close()
    before = {"up": folder / "exchange-before", "down": folder / "hub-before"}
    bundles = {"up": up, "down": down}
    read = {way: tuple(Path(one).read_bytes() for one in files) for way, files in bundles.items()}
    return Prepared(settings, clock, before, read)


class Side:
    """One side in a folder of its own, as it was before it read."""

    def __init__(self, prepared, way, folder) -> None:
        self.way, self.file = way, folder / "stick.kxb"
        shutil.copytree(prepared.before[way], folder / "side")
        if way == "up":
            self.machine = open_exchange(folder / "side", prepared.settings[1], prepared.clock)
        else:
            self.machine = open_hub(folder / "side", prepared.settings[0], prepared.clock)

    def reads(self, raw):
        self.file.write_bytes(raw)
        if self.way == "up":
            exchange_carrying.read(self.machine, self.file, tick=no_tick)
        else:
            carrying.read(self.machine, self.file, by="test", tick=no_tick)

    def state(self):
        """All that reading can change, without the order in which it came."""
        digest = hashlib.sha256()
        for table in AT_THE_EXCHANGE if self.way == "up" else AT_THE_HUB:
            for row in sorted(map(repr, self._rows(table))):
                digest.update(row.encode())
        return digest.hexdigest()

    def counts(self):
        """What must have come, whatever the order: answers at the exchange, money at the hub."""
        table = "submission" if self.way == "up" else "transfer"
        rows = self._rows(table)
        return len(rows) if self.way == "up" else sum("earned" in repr(row) for row in rows)

    def _rows(self, table):
        with self.machine.read() as db:
            if self.way == "up":
                return [tuple(row) for row in db.exec_driver_sql(f"SELECT * FROM {table}")]
            columns = [row["name"] for row in db.execute(f"PRAGMA table_info({table})")]
            mine = ", ".join(name for name in columns if name not in OF_THE_ORDER)
            return [tuple(row) for row in db.execute(f"SELECT {mine} FROM {table}")]


COUNTS = {"up": 6, "down": 3}
OF_THE_ORDER = frozenset({"n", "link", "previous_sha256", "sha256_before", "chain"})


def damaged(raw, chance):
    """The same file as a worn stick, a wrong hand or a half-copied one gives it back."""
    kind = chance.randrange(6)
    at = chance.choice((chance.randrange(len(raw)), chance.randrange(FRONT_BYTES)))
    if kind < 3:
        flipped = bytearray(raw)
        flipped[at] ^= 1 << chance.randrange(8)
        return bytes(flipped)
    if kind == 3:
        return raw[:at]
    if kind == 4:
        return raw + chance.randbytes(chance.randrange(1, 50))
    again = raw[:at] + chance.randbytes(8) + raw[at + 8 :]
    return again if again != raw else raw[:-1]


@pytest.mark.parametrize("way", ["up", "down"])
def test_every_damage_is_refused_and_every_order_comes_to_the_same(rounds, prepared, way):
    part = ("up", "down").index(way)
    ends = set()
    for seed in rounds("bundles", each=DAMAGES_EACH, part=part, of=2):
        ends.add(one_end(prepared, way, random.Random(seed)))
        assert len(ends) == 1, seed


def one_end(prepared, way, chance):
    """Read all bundles once or more, in any order, damaged ones between; the state at the end."""
    with quick_disk.folder() as folder:
        side = Side(prepared, way, folder)
        with closing(side.machine):
            whole = list(prepared.bundles[way])
            order = whole + chance.choices(whole, k=chance.randrange(4))
            chance.shuffle(order)
            slots = [chance.randrange(len(order) + 1) for _ in range(DAMAGES_EACH)]
            began = side.state()
            for n in range(len(order) + 1):
                for _ in range(slots.count(n)):
                    refuses(side, damaged(chance.choice(whole), chance))
                if n < len(order):
                    side.reads(order[n])
            assert side.state() != began
            assert side.counts() == COUNTS[way]
            return side.state()


def refuses(side, raw):
    before = side.state()
    with pytest.raises(Refusal) as caught:
        side.reads(raw)
    assert caught.value.code in REFUSED
    assert side.state() == before
