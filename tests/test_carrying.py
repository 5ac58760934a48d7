"""A stick goes from the hub to the exchange and back, on the real stores of both."""

from contextlib import suppress
from pathlib import Path

import pytest
from fakes import quick_disk
from fakes.two_sides import Sides, answered, fresh, only, unsettled, waiting_facts
from sqlalchemy import update

from kiosk import carrying
from kiosk.acts.carrying import Word, take_word
from kiosk.exchange import receiving
from kiosk.exchange.acts.taking import take_facts
from kiosk.exchange.store import carried as exchange_carried
from kiosk.exchange.store import inbox as exchange_inbox
from kiosk.exchange.store.fact_tables import inbox
from kiosk.protocol.bodies import Reaction
from kiosk.protocol.bundles import Acknowledgement, Line
from kiosk.protocol.sync import PushAnswer
from kiosk.rules.refusals import Refusal
from kiosk.store import tasks


@pytest.fixture
def sides(clock):
    with quick_disk.folder() as folder:
        made = Sides(folder, clock)
        yield made
        made.close()


def test_tasks_come_by_stick_and_answers_go_back_by_it(sides):
    _, names = answered(sides)
    assert len(names) == 3
    done = sides.write()
    assert done["facts"] == 3
    assert sides.waiting() == 3
    read = sides.exchange_reads()
    assert (read["new"], read["hubs"]) == (3, ["Van"])
    assert [sides.market.state(name) for name in names] == ["Submitted"] * 3
    sides.exchange_writes()
    sides.read()
    assert sides.waiting() == 0


def test_nothing_is_settled_before_a_signed_word_comes_back(sides):
    answered(sides)
    for _ in range(3):
        sides.write()
    assert sides.waiting() == 3


def test_what_the_exchange_has_safely_is_said_by_stick_too(sides):
    """Where no network ever is, nothing else lets the hub's copies go before thirty days."""
    answered(sides)

    def states():
        with sides.hub.read() as db:
            rows = db.execute("SELECT state FROM outbox WHERE audience = 'exchange'")
            return {row["state"] for row in rows}

    def goes_and_comes_back():
        sides.write()
        sides.exchange_reads()
        sides.exchange_writes()
        sides.read()

    goes_and_comes_back()
    assert states() == {"acknowledged"}  # no verified copy of the exchange has them yet
    sides.exchange.write(_note_safe)
    goes_and_comes_back()
    assert states() == {"safe"}


def _note_safe(db, now, *, office) -> None:
    exchange_inbox.note_safe(db, exchange_inbox.all_kept(db))


def test_an_old_word_read_late_neither_takes_back_nor_sends_again(sides):
    answered(sides)
    sides.write()
    sides.exchange_reads()
    old = only(sides.exchange_writes())
    sides.exchange.write(_note_safe)
    sides.exchange_writes()
    sides.read()
    with sides.hub.read() as db:
        before = [tuple(row) for row in db.execute("SELECT seq, state FROM outbox ORDER BY seq")]
    with suppress(Refusal):  # it may have been read with the other
        sides.read(old)
    with sides.hub.read() as db:
        after = [tuple(row) for row in db.execute("SELECT seq, state FROM outbox ORDER BY seq")]
    assert after == before
    assert sides.waiting() == 0


def test_a_bundle_read_twice_changes_nothing_the_second_time(sides):
    _, names = answered(sides)
    path = only(sides.write())
    assert sides.exchange_reads(path)["new"] == 3
    assert sides.exchange_reads(path)["new"] == 0
    with pytest.raises(Refusal, match="bundle_known"):
        sides.exchange_reads()
    assert [sides.market.state(name) for name in names] == ["Submitted"] * 3
    sides.market.adds_up()


def test_what_came_by_network_meanwhile_is_not_counted_twice(sides):
    _, names = answered(sides)
    path = only(sides.write())
    facts = waiting_facts(sides)
    sides.exchange.write(take_facts, facts=facts[:2])
    assert sides.exchange_reads(path)["new"] == 1
    assert [sides.market.state(name) for name in names] == ["Submitted"] * 3


def test_the_bundles_of_one_hub_may_come_in_any_order(sides):
    _, names = answered(sides)
    first = only(sides.write())
    sides.seat.tell(Reaction("nobody", names[0], "seen", ""))
    second = only(sides.write(fresh(sides)))
    sides.exchange_reads(second)
    sides.exchange_reads(first)
    sides.exchange_writes(stick := fresh(sides))
    sides.read(stick)
    assert sides.waiting() == 0


def test_in_parts_each_part_counts_alone_and_the_whole_is_signed_for_once_it_is_there(sides):
    answered(sides)
    done = sides.write(limit_bytes=1)
    one, two, three = map(Path, sorted(done["files"]))
    sides.exchange_reads(three)
    sides.exchange_reads(one)
    sides.exchange_writes(stick := fresh(sides))
    assert sides.read(stick)["settled"] == 2
    assert sides.waiting() == 1
    assert unsettled(sides, "written") == 1
    sides.exchange_reads(two)
    sides.exchange_writes(stick := fresh(sides))
    sides.read(stick)
    assert (sides.waiting(), unsettled(sides, "written")) == (0, 0)


def test_the_word_for_what_was_read_goes_along_until_the_other_side_has_signed_for_it(sides):
    answered(sides)
    sides.exchange_reads(only(sides.write()))
    lost, stick = fresh(sides), fresh(sides)
    sides.exchange_writes(lost)
    sides.exchange_writes(stick)
    sides.read(stick)
    assert sides.waiting() == 0
    back = only(sides.write(fresh(sides)))
    sides.exchange_reads(back)
    with sides.exchange.read() as db:
        left = exchange_carried.unsettled(db, "read", hub=sides.hub.keys.origin)
    assert [one.bundle[:12] for one in left] == [back.name.split("-")[2]]


def test_the_exchange_writes_again_what_the_hub_has_not_said_it_has(sides):
    sides.market.post(3)
    assert sides.exchange_writes(fresh(sides))["facts"] == 1
    assert sides.exchange_writes()["facts"] == 1
    sides.read()
    sides.exchange_reads(only(sides.write(fresh(sides))))
    assert sides.exchange_writes(fresh(sides))["facts"] == 0


def test_a_hub_that_was_restored_gets_what_it_lost(sides):
    sides.market.post(3)
    sides.exchange_writes()
    empty = only(sides.write(fresh(sides)))
    sides.read()
    sides.exchange_reads(only(sides.write(fresh(sides))))
    sides.exchange_reads(empty)
    assert sides.exchange_writes(fresh(sides))["facts"] == 1


def test_a_word_about_another_fact_with_our_number_settles_nothing_and_ours_goes_anew(sides):
    answered(sides)
    sides.exchange_reads(only(sides.write()))

    def another(db, now, *, office) -> None:
        db.execute(update(inbox).where(inbox.c.seq == 2).values(sha256=b"x" * 32))

    sides.exchange.write(another)
    sides.exchange_writes(stick := fresh(sides))
    sides.read(stick)
    assert states(sides) == [("acknowledged", "accepted"), ("waiting", ""),
                             ("acknowledged", "accepted")]  # fmt: skip
    sides.exchange_reads(only(sides.write(fresh(sides))))
    sides.exchange_writes(stick := fresh(sides))
    sides.read(stick)
    assert states(sides)[1] == ("acknowledged", "already"), "it was there under its old number"


def test_a_word_about_facts_that_we_never_made_changes_nothing(sides):
    answered(sides)
    line = Line("f" * 16, 1, b"h" * 32, "stored", "", "accepted")
    word = Acknowledgement(sides.exchange.keys.origin, sides.hub.keys.origin, (), (), (line,))
    assert sides.hub.write(take_word, word=Word(word)) == 0
    assert sides.waiting() == 3


def test_pictures_go_along_and_slots_are_dealt_with_them(sides):
    sides.market.post(2)
    assert sides.exchange_writes()["blobs"] == 1
    sides.read()
    assert len(sides.slots()) == 2
    with sides.hub.read() as db:
        assert all(sides.hub.blobs.has(blob.sha256) for row in all_slots(db) for blob in row.blobs)


def test_a_fact_whose_picture_did_not_come_waits_for_it(sides):
    sides.market.post(2)
    (sides.folder / "exchange" / "blobs").rename(sides.folder / "elsewhere")
    (sides.folder / "exchange" / "blobs").mkdir()
    assert sides.exchange_writes()["blobs"] == 0
    sides.read()
    assert sides.slots() == []


def test_many_facts_are_taken_in_acts_of_a_hundred(sides, monkeypatch):
    sides.market.post(230)
    sides.exchange_writes()
    sides.read()
    grace = sides.world.visitor()
    sides.world.sat(1, grace, by=sides.operator)
    for name in sides.slots():
        sides.seat.submit("session", grace, name)
    path = only(sides.write())
    sizes = []
    honest = receiving.take_facts

    def counted(db, now, *, office, facts, poison) -> PushAnswer:
        sizes.append(len(facts))
        return honest(db, now, office=office, facts=facts, poison=poison)

    monkeypatch.setattr(receiving, "take_facts", counted)
    assert sides.exchange_reads(path)["new"] == 230
    assert sizes == [100, 100, 30]


# beside the doors


def test_it_is_done_beside_the_doors_one_at_a_time_and_its_end_is_kept(sides):
    answered(sides)
    carrying.begin(sides.hub, "written", sides.stick, by="amina")
    ended = sides.hub.errands.wait()
    assert (ended.kind, ended.runs, ended.result["facts"]) == ("written", False, 3)
    carrying.begin(sides.hub, "read", sides.stick, by="amina")
    assert sides.hub.errands.wait().refusal == "bundle_known"
    assert audit_lines(sides) == [("amina", "write_bundle")]


def states(sides):
    with sides.hub.read() as db:
        rows = db.execute("SELECT state, code FROM outbox WHERE audience = 'exchange' ORDER BY seq")
        return [(row["state"], row["code"]) for row in rows]


def all_slots(db):
    names = [row["assignment"] for row in db.execute("SELECT assignment FROM slot").fetchall()]
    return [tasks.slot(db, name) for name in names]


def audit_lines(sides):
    with sides.hub.read() as db:
        rows = db.execute("SELECT by, act FROM audit WHERE by = 'amina'").fetchall()
    return [(row["by"], row["act"]) for row in rows]
