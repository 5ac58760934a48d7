"""Rows that speak of money beside the ledger are held against it."""

import pytest
from fakes import quick_disk
from fakes.hub_world import World, make_hub

from kiosk.acts import cashier, front_desk, leftovers, refunds, sponsorships
from kiosk.acts.refunds import Refund
from kiosk.store.till_checks import till_problems


@pytest.fixture
def site(clock):
    """A sponsored session, a refund, a drawer that differed, one handed over."""
    with quick_disk.folder() as folder:
        hub = make_hub(folder, clock, tax_basis_points=1600)
        world = World(hub, clock)
        amina, brian = world.staff(), world.staff("brian")
        world.open_shift(amina)
        world.offer()
        world.station(1)
        world.sponsor(by=amina)
        asha = world.visitor(group="student")
        session = hub.write(front_desk.start_with_pass, seat=1, visitor=asha, by=amina)
        world.running(1, session)
        clock.forward(hours=1)
        hub.write(_note_used, session=session)
        hub.write(front_desk.settle_lost_session, seat=1, by=amina)
        ended = world.sponsor(by=amina)
        told = {"sponsorship": ended, "by": amina}
        hub.write(sponsorships.stop, reason="the year is over", **told)
        hub.write(leftovers.give_back, paid_to="outside", following="", **told)
        sale = world.start(1, by=amina).sale
        hub.write(front_desk.settle_lost_session, seat=1, by=amina)
        hub.write(refunds.give_back, refund=Refund(sale, 1_000, "cash", "no sound", amina))
        count(world, amina, 100_000, hand_to=brian)
        count(world, brian, 99_000)
        yield world
        hub.close()


def count(world, who, minor, *, hand_to=""):
    world.hub.write(cashier.count_drawer, counted_minor=minor, by=who)
    told = {"counted_minor": minor, "reason": "counted", "by": who}
    if hand_to:
        world.hub.write(cashier.hand_over, to=hand_to, **told)
    else:
        world.hub.write(cashier.close_shift, **told)


def _note_used(db, _now, *, session):
    db.execute("UPDATE session SET used_s = 3600 WHERE id = :id", {"id": session})


def _change(db, _now, *, sql):
    db.execute(sql)


def found(site):
    with site.hub.read() as db:
        return [words.partition(": ")[2] for words in till_problems(db)]


def test_what_was_done_by_acts_is_in_order(site):
    assert found(site) == []
    with site.hub.read() as db:
        for table in ("shift", "taken_back", "sponsor_spend", "sponsor_return"):
            assert db.execute(f"SELECT 1 FROM {table}").fetchone()


FLOAT = "its float is not in the ledger with this amount"
COUNTED = "what was counted is not in the ledger with this amount"
DIFFERENCE = "its difference is not in the ledger with this amount"
BACK = "its postings are another sum"
ONTO = "an account paid it, and it did not go onto one"
MORE = "more given back than was paid"
OF_A_SESSION = """
UPDATE taken_back
SET payment = NULL, session = (SELECT min(id) FROM session), tender = 'account'
"""
RETURNED = "it is not in the ledger like this"
SPONSORED = "its cost is not in the ledger with this amount"
ANOTHER = "its seconds cost another sum"
WEEK = "more was spent in a week than its sponsor pays for"


@pytest.mark.parametrize(
    ("sql", "problems"),
    [
        ("UPDATE shift SET float_minor = float_minor - 1", [FLOAT] * 2),
        ("UPDATE shift SET counted_minor = counted_minor + 1", [COUNTED] * 2),
        ("UPDATE shift SET difference_minor = -difference_minor", [DIFFERENCE] * 2),
        ("UPDATE taken_back SET minor = 0", [BACK]),
        ("DELETE FROM taken_back", [BACK]),
        (OF_A_SESSION, [ONTO, MORE]),
        ("UPDATE sponsor_spend SET minor = minor + 1", [SPONSORED, ANOTHER]),
        ("UPDATE sponsor_spend SET tax_minor = tax_minor + 1", [SPONSORED]),
        ("UPDATE sponsor_spend SET seconds = seconds + 9", [ANOTHER]),
        ("UPDATE sponsor_spend SET seconds = seconds + 9, within_limits = 0", []),
        ("UPDATE sponsorship SET seconds_a_week = 3599", [WEEK]),
        ("UPDATE sponsorship SET seconds_a_week = 3600", []),
        ("UPDATE sponsor_return SET minor = minor + 1", [RETURNED]),
        ("UPDATE sponsor_return SET account = 'safe'", [RETURNED]),
        ("DELETE FROM sponsor_return", [RETURNED]),
    ],
)
def test_a_row_that_was_changed_is_named(site, sql, problems):
    site.hub.write(_change, sql=sql)
    assert found(site) == problems
