"""The disk takes no more, or breaks, at every single operation of what a site does.

Nothing is confirmed that is not kept, what was refused says why, and the same is done once there is
room. An I/O error ends the process (here: is told to `on_disaster`); started anew, the hub has all
that was confirmed, and what is sent again is done once.
"""

import shutil
import sqlite3
from contextlib import contextmanager
from random import Random

import pytest
from disk.batches import keep, kept, make, together, writing
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import migrated
from fakes.machines import exam
from faults.failing import Broken, Full, FullOnce, each_place
from faults.hub_day import HubDay
from faults.power import recording

from kiosk.acts import cashier, front_desk, refunds
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.hub_folder import DATABASE
from kiosk.protocol.bodies import Submission
from kiosk.rules.refusals import Refusal
from kiosk.verifying import verify_hub

BATCH = 5


@pytest.fixture(autouse=True, scope="module")
def _schema():
    migrated()  # on a disk of its own, not on the one that refuses


class Step:
    """Something that is asked of the hub, and may be asked again: it is done once."""

    def __init__(self, day, name, number) -> None:
        self.day, self.number = day, number
        self.ask = getattr(self, name)()

    def _write(self, act, **told):
        request_id = f"the-form-{self.number}"
        return lambda: self.day.hub.write(act, request_id=request_id, **told)

    def sale(self):
        counter = Counter("half-hour", 10_000, self.day.by)
        return self._write(front_desk.sell_pass, visitor=self.day.people[0], counter=counter)

    def refund(self):
        sale = self.sale()()
        self.number = f"{self.number}-back"
        refund = Refund(sale, 2_000, "cash", "no sound", self.day.by, "", False)
        return self._write(refunds.give_back, refund=refund)

    def push(self):
        """Two answers and the end of the session, in one push."""
        day = self.day
        started = day.world.start(1, by=day.by, visitor=day.people[1])
        day.world.running(1, started.session)
        names = [f"task-{self.number}-{n}" for n in range(2)]
        day.exchange.allot(*names)
        day.sat = {1: (started.session, day.people[1])}
        day.renew()
        told = [
            Submission(started.session, day.people[1], name, 1, {"digit": "7"}, 2000)
            for name in names
        ]
        return self._give([*map(day.seats[1].say, told)], ends=started.session)

    def _give(self, facts, *, ends):
        seat = self.day.seats[1]

        def ask():
            answer = seat.give(*facts)
            self.day.world.beat(1)
            return {one.result for one in answer.results} - {"duplicate"}

        self.after = lambda: seat.close(ends, used_s=60)
        return ask

    def after(self):
        """What makes room for the next step."""

    def close_shift(self):
        self.day.hub.write(cashier.count_drawer, counted_minor=100_000, by=self.day.by)
        told = {"counted_minor": 100_000, "reason": "badly counted", "by": self.day.by}
        self.after = lambda: self.day.world.open_shift(self.day.by)
        return self._write(cashier.close_shift, **told)

    def exam(self):
        """An exam that was sat at the station, marked by the hub, with the right it brings."""
        day = self.day
        visitor = day.world.visitor(code=f"48{self.number:04}")
        started = day.world.start(1, by=day.by, visitor=visitor)
        day.world.running(1, started.session)
        body = exam(day.hub, visitor)
        return self._give([day.seats[1].say(body)], ends=started.session)


STEPS = ("sale", "refund", "push", "exam", "close_shift")


@pytest.fixture
def day():
    with cafe() as made:
        yield made


@contextmanager
def cafe():
    with quick_disk.folder() as folder, recording(DATABASE) as recorded:
        made = HubDay(folder / "hub", FakeClock(), Random(1))
        made.disk = recorded.disk
        try:
            yield made
        finally:
            made.disk.refuse = None
            made.close()


@pytest.mark.parametrize("kind", [Full, FullOnce])
@pytest.mark.parametrize("name", STEPS)
def test_a_full_disk_at_any_write_refuses_and_is_over_when_there_is_room(day, name, kind):
    for number, fails in enumerate(each_place(kind)):
        step = Step(day, name, number)
        before = day.figures()
        day.disk.refuse = fails
        if fails_to_ask(step):
            assert day.figures() == before  # also while the disk is full one may read
            day.disk.refuse = None
            step.ask()
        day.disk.refuse = None
        assert day.figures() != before
        once = day.figures()
        step.ask()
        assert day.figures() == once
        step.after()
    day.close()
    assert verify_hub(day.hub.folder / DATABASE)["problems"] == []


def fails_to_ask(step):
    try:
        step.ask()
    except Refusal as refusal:
        assert refusal.code == "disk_full"  # noqa: PT017  any other is none of a full disk
        return True
    return False


@pytest.mark.parametrize("name", STEPS)
def test_a_disk_that_breaks_at_any_operation_ends_the_process_and_loses_nothing(name, tmp_path):
    with cafe() as day:
        for number, fails in enumerate(each_place(Broken)):
            step = Step(day, name, number)
            before = day.figures()
            disasters = watch(day.hub)
            day.disk.refuse = fails
            if breaks(step):
                assert disasters
                assert all(map(is_io_error, disasters))
                day.disk.refuse = None
                start_anew(day, tmp_path / f"{number}")
                assert day.figures() in (before, after(step))
            day.disk.refuse = None
            once = after(step)
            assert once != before
            step.after()
        day.close()
        assert verify_hub(day.hub.folder / DATABASE)["problems"] == []


def after(step):
    """Asked again, it is done, once."""
    step.ask()
    step.ask()
    return step.day.figures()


def watch(hub):
    """The process would end now; its last words are kept instead."""
    disasters = []
    hub._writer._on_disaster = disasters.append
    return disasters


def breaks(step):
    try:
        step.ask()
    except sqlite3.OperationalError as error:
        assert is_io_error(error)  # noqa: PT017  nothing else may come through
        return True
    return False


def is_io_error(error):
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_IOERR


def start_anew(day, folder):
    """Another process opens what the dead one left: the kernel has all of its writes."""
    dead = day.hub
    shutil.copytree(dead.folder, folder)
    day.start_again(folder)
    dead.close()  # the kernel closes the files of a process that ended


@pytest.mark.parametrize("kind", [Full, FullOnce])
def test_a_batch_on_a_full_disk_confirms_what_is_on_disk_and_nothing_else(tmp_path, clock, kind):
    with recording("site.db") as recorded:
        for number, fails in enumerate(each_place(kind)):
            path = make(tmp_path / f"{number}.db")
            with writing(path, clock) as writer:
                recorded.disk.refuse = fails
                answers = together(writer, *[(keep, {"word": f"{n}"}) for n in range(BATCH)])
                recorded.disk.refuse = None
                assert writer.run(keep, word="after") == "after is kept"
                assert writer.disasters == []
            refused = [answer for answer in answers if isinstance(answer, Refusal)]
            assert {refusal.code for refusal in refused} <= {"disk_full"}
            confirmed = [answer.split()[0] for answer in answers if isinstance(answer, str)]
            assert kept(path) == [*confirmed, "after"]
            if kind is FullOnce:
                assert refused == []  # each was tried again alone, and then there was room
