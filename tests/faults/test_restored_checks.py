"""A hub is restored from a copy that is older than the checks of work it dealt.

Their answers are at the stations. The hub knows each again by its name, marks it and pays it once;
what a station makes up is never paid.
"""

import pytest
from acts.test_checking_work import (
    FORM,
    PETS,
    REAL,
    REWARD,
    gold_of,
    qualify,
    quality,
    sit,
    topped_up,
)
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import ExchangeMachine, SeatMachine, import_pets, look

from kiosk.acts import merging
from kiosk.backups.backing_up import back_up
from kiosk.backups.restoring import restore_hub
from kiosk.hub_folder import DATABASE
from kiosk.jobs.gold_items import read_gold_items
from kiosk.jobs.parked import retry_parked
from kiosk.opening_hub import open_hub
from kiosk.protocol.bodies import Submission
from kiosk.rules.gold_names import Meant, gold_name
from kiosk.store import checks, ledger, ledger_checks, tasks

SETTINGS = {"gold_tasks": 1, "hand_slots": 6}


@pytest.fixture
def cafe(clock):
    """A café with two seats; Grace has the skill."""
    with quick_disk.folder() as folder:
        world = World(make_hub(folder / "hub", clock, **SETTINGS), clock)
        world.operator = world.staff()
        world.shift = world.open_shift(world.operator)
        world.offer()
        world.station(1)
        world.station(2)
        world.exchange = ExchangeMachine(world)
        world.machines = {seat: SeatMachine(world, seat) for seat in (1, 2)}
        world.grace = world.visitor()
        qualify(world, world.grace)
        import_pets(world.hub, rows=PETS)
        read_gold_items(world.hub, world.hub.now())
        yield world
        with world.hub.read() as db:
            found = ledger_checks.ledger(db)
            assert (found.balanced, found.chain, found.problems) == (True, True, ())
            assert checks.work_problems(db) == []
        world.hub.close()


def allot(cafe):
    image = {"image": "sha256:" + "0" * 64}
    cafe.exchange.allot(*REAL, row=image, form=FORM, qualification="pets", until_s=864_000)


def copied(cafe):
    folder = cafe.hub.folder
    return back_up(folder / DATABASE, folder.parent / "copies", cafe.hub.now())


def restored(cafe, copy):
    """The disk is gone; the copy takes its place."""
    folder = cafe.hub.folder
    cafe.hub.close()
    for path in folder.glob(f"{DATABASE}*"):
        path.unlink()
    restore_hub(copy, folder, cafe.clock.now())
    cafe.hub = open_hub(folder, cafe.given, cafe.clock)


@pytest.fixture
def lost(cafe):
    """A gold item that Grace was dealt after the copy, and its answer that nobody heard yet."""
    session = sit(cafe, cafe.grace)
    copy = copied(cafe)
    allot(cafe)
    topped_up(cafe, session)
    name = gold_of(cafe, session)[0]
    restored(cafe, copy)
    assert look(cafe, tasks.slot, name) is None
    return session, name


def say(cafe, lost, *, visitor=None, name=None, pet="dog", seat=1):
    session, known = lost
    body = Submission(session, visitor or cafe.grace, name or known, 1, {"pet": pet}, 2000)
    return cafe.machines[seat], body


def tell(cafe, lost, **changes):
    machine, body = say(cafe, lost, **changes)
    return machine.tell(body)[0][0]


def paid(cafe, visitor=None):
    return look(cafe, ledger.balance, f"visitor:{visitor or cafe.grace}")


@pytest.mark.parametrize("pet", ["dog", "cat"])
def test_its_answer_is_marked_and_paid_as_if_nothing_had_been(cafe, lost, pet):
    allot(cafe)
    assert tell(cafe, lost, pet=pet) == "stored"
    assert paid(cafe) == REWARD
    assert look(cafe, ledger.balance, "loss") == REWARD
    (one,) = quality(cafe, cafe.grace)
    assert (one.right, one.answered) == (int(pet == "dog"), 1)


def test_it_waits_until_the_exchange_has_said_again_what_the_task_pays(cafe, lost):
    assert tell(cafe, lost) == "parked"
    assert paid(cafe) == 0
    allot(cafe)
    retry_parked(cafe.hub, cafe.hub.now())
    assert paid(cafe) == REWARD


def test_only_the_first_answer_counts(cafe, lost):
    allot(cafe)
    machine, body = say(cafe, lost, pet="cat")
    signed = machine.say(body)
    machine.give(signed)
    machine.give(signed)
    again = Submission(lost[0], cafe.grace, lost[1], 1, {"pet": "dog"}, 9)
    assert machine.tell(again) == [("rejected", "assignment_done")]
    assert paid(cafe) == REWARD
    assert quality(cafe, cafe.grace)[0].right == 0


def test_a_station_gets_nothing_for_a_name_of_another_or_one_that_it_makes_up(cafe, lost):
    allot(cafe)
    amina = cafe.visitor("Amina Odhiambo", code="471909")
    name, hers = lost[1], sit(cafe, amina, seat=2)
    assert tell(cafe, (hers, name), visitor=amina, seat=2) == "parked"
    machine, _ = say(cafe, lost)
    bent = [name[:-1] + ("0" if name[-1] != "0" else "1"), "N" + "0" * 20, "N" + name[:0:-1]]
    told = [Submission(lost[0], cafe.grace, one, 1, {"pet": "dog"}, 9) for one in bent]
    assert {result for result, _ in machine.tell(*told)} == {"parked"}
    assert (paid(cafe), paid(cafe, amina)) == (0, 0)


def test_of_two_records_that_were_merged_meanwhile_the_survivor_is_paid(cafe, lost):
    allot(cafe)
    cafe.machines[1].close(lost[0], used_s=60)
    keep = cafe.visitor("Grace Mutoni", code="471903")
    asked = {"keep": keep, "drop": cafe.grace, "by": cafe.operator, "reason": "registered twice"}
    cafe.hub.write(merging.merge_visitors, **asked)
    assert tell(cafe, lost) == "stored"
    assert paid(cafe, keep) == REWARD


def test_a_hub_that_was_never_restored_looks_for_no_such_name(cafe):
    allot(cafe)
    session = sit(cafe, cafe.grace)
    secret = cafe.hub.keys.signing.encode()
    meant = Meant(cafe.grace, "hit-1", "pets-e2", "g1")
    name = gold_name(meant, secret=secret, chance=7)
    assert tell(cafe, (session, name)) == "parked"
