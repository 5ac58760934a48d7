"""A van without any network to its exchange: a week of work by stick only, then the network comes."""

import random
from contextlib import suppress

import pytest
from fakes import quick_disk
from fakes.two_sides import Sides, fresh

from kiosk.exchange.app import create_app
from kiosk.hub_folder import DATABASE
from kiosk.jobs.exchange_jobs import pull_from_exchange, send_to_exchange
from kiosk.link.client import Answer
from kiosk.rules.refusals import Refusal
from kiosk.store import ledger, set_aside
from kiosk.verifying import verify_hub

TASKS_A_DAY = 6
REWARD_MINOR = 5
STICKS_LOST = 0.3


class Network:
    """The exchange's own doors, as the hub's requests reach them."""

    def __init__(self, exchange) -> None:
        self.doors = create_app(exchange).test_client()

    def send(self, method, path, headers, body):
        said = self.doors.open(path, method=method, headers=dict(headers), data=body)
        return Answer(said.status_code, said.headers, said.data)


@pytest.mark.journey
@pytest.mark.parametrize("seed", range(3))
def test_a_week_by_stick_and_then_the_network(clock, seed):
    chance = random.Random(seed)
    with quick_disk.folder() as folder:
        sides = Sides(folder, clock)
        grace = sides.world.visitor()
        sides.world.sat(1, grace, by=sides.operator)
        done = set()
        for _day in range(7):
            sides.market.post(TASKS_A_DAY)
            carry(sides, chance)
            done |= work(sides, grace)
            carry(sides, chance)
            clock.forward(hours=24)
            sides.exchange.let_time_pass()
        assert sides.hub.line.client is None, "there was no network"
        last_round(sides)
        assert len(done) > TASKS_A_DAY
        check(sides, grace, done)

        sides.hub.line.connect(
            Network(sides.exchange), sides.hub.keys, public_key=sides.exchange.keys.public_signing
        )
        send_to_exchange(sides.hub, clock.now())
        pull_from_exchange(sides.hub, clock.now())
        assert sides.hub.line.up
        old = carry(sides, chance, lost=0)
        check(sides, grace, done)
        for stick in old:
            read_again(sides, stick)
        check(sides, grace, done)
        sides.close()


def work(sides, grace):
    """What lies free is answered; the names of it."""
    names = sides.slots()[:TASKS_A_DAY]
    for name in names:
        assert sides.seat.submit("session", grace, name) == [("stored", "")]
    return set(names)


def carry(sides, chance, *, lost=STICKS_LOST):
    """There and back; a stick may be lost on its way, or read twice."""
    there, back = fresh(sides), fresh(sides)
    sides.write(there)
    if chance.random() >= lost:
        for path in chance.choice((1, 2)) * list(there.iterdir()):
            sides.exchange_reads(path)
    sides.exchange.let_time_pass()
    sides.exchange_writes(back)
    if chance.random() >= lost:
        for path in chance.choice((1, 2)) * list(back.iterdir()):
            sides.read(path)
    return there, back


def read_again(sides, stick):
    for path in stick.iterdir():
        for reads in (sides.read, sides.exchange_reads):
            with suppress(Refusal):  # it was written here
                reads(path)


def last_round(sides):
    """All that is on its way arrives, and what nobody reviewed is approved and comes back."""
    for _ in range(3):
        carry(sides, random.Random(0), lost=0)
        sides.clock.forward(hours=80)
        sides.exchange.let_time_pass()
    carry(sides, random.Random(0), lost=0)


def check(sides, grace, done):
    """Each answer stands once, is paid once, and both books say the same."""
    assert sides.waiting() == 0
    with sides.exchange.read() as db:
        kept = db.exec_driver_sql("SELECT assignment FROM submission").scalars().all()
    assert sorted(kept) == sorted(done)
    owed = len(done) * REWARD_MINOR
    assert sides.market.balance(f"hub:{sides.hub.keys.origin}") == owed
    with sides.hub.read() as db:
        assert ledger.balance(db, f"visitor:{grace}") == owed
        assert set_aside.counts(db)["outgoing"] == 0
    sides.market.adds_up()
    assert verify_hub(sides.folder / "hub" / DATABASE)["ok"]
