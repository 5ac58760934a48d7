"""A day at one seat: time that is used, work and exams that are answered, facts that go to the hub."""

import itertools
import shutil

from fakes.seat import Desk

from kiosk.rules.refusals import Refusal
from station_agent.player import learning, work
from station_agent.player.standing import standing

SECONDS = 3_600


def figures(db):
    """What an act that was acknowledged has left: answers, used seconds, numbers of the outbox."""
    return tuple(
        db.execute(
            """
            SELECT (SELECT coalesce(max(last_seq), 0) FROM stream),
                   (SELECT group_concat(epoch || seq || state) FROM outbox),
                   (SELECT coalesce(sum(length(raw)), 0) FROM outbox),
                   (SELECT used_ms FROM session),
                   (SELECT group_concat(item || wrong || done) FROM practice),
                   (SELECT count(*) FROM exam_answer),
                   (SELECT group_concat(assignment || state) FROM slot)
            """
        ).fetchone()
    )


def last_number(db):
    """The last number of the outbox, each up to it there once: a gap would never be filled."""
    (seq, count) = db.execute(
        "SELECT coalesce(max(last_seq), 0), (SELECT count(*) FROM outbox) FROM stream"
    ).fetchone()
    assert seq == count
    return seq


class SeatDay:
    """`step()` does one thing that happens at a seat; which one, `chance` says."""

    THINGS = (
        ("sit_down", 3),
        ("answer_task", 8),
        ("practise", 4),
        ("sit_exam", 4),
        ("use_time", 8),
        ("pause", 2),
        ("hub_goes", 1),
        ("finish", 1),
    )

    def __init__(self, folder, memory, clock, chance) -> None:
        memory.mkdir()
        self.chance, self.clock, self.memory = chance, clock, memory
        self.desk = Desk(folder, memory, clock)
        self.desk.publish()
        self.desk.hub.put_window()
        self.desk.forward(6)
        self.codes, self.tasks = itertools.count(471_000), itertools.count(1, 20)
        self.forms = itertools.count(1)

    @property
    def agent(self):
        return self.desk.agent

    def close(self):
        self.desk.kill()

    def start_again(self):
        """The power is back: the agent opens what is left of its folder."""
        self.clock.reboot()
        for kept in self.memory.iterdir():  # it was memory
            shutil.rmtree(kept)
        self.desk.start()

    def step(self):
        names, weights = zip(*self.THINGS, strict=True)
        try:
            getattr(self, self.chance.choices(names, weights)[0])()
            self.desk.forward(self.chance.randrange(2, 8))
        except Refusal as refusal:
            if refusal.code == "disk_full":
                raise

    def figures(self):
        with self.agent.store.readers.read() as db:
            return figures(db)

    def watch(self, recorded):
        """Note when the hub heard which number: what it heard was on this disk before."""
        hear = self.desk.hub._hear

        def noting(signed):
            recorded.heard.append((len(recorded.ops), signed.fact.seq))
            hear(signed)

        self.desk.hub._hear = noting

    def sit_down(self):
        if self.agent.sitting.kept is not None:
            self.practise()
            return
        self.desk.hub.up = True
        session = self.desk.sit_down(str(next(self.codes)), seconds=SECONDS, pin="4711", name="G")
        self.desk.deal(session, 20, first=next(self.tasks))

    def answer_task(self):
        self._seated()
        assignment = work.accept(self.agent, "digits")
        self.desk.forward(2)
        work.submit(
            self.agent,
            assignment,
            answer={"digit": str(self.chance.randrange(10))},
            request_id=f"the-form-{next(self.forms)}",
        )

    def practise(self):
        self._seated()
        module = self.agent.library.module("digits")
        here = standing(self.agent, module).here
        if here is None or here.step.kind.value == "exam":
            return
        if here.item is None:
            learning.read_step(self.agent, module, here.step.id)
            return
        learning.answer_practice(
            self.agent,
            module,
            step_id=here.step.id,
            item_id=here.item.id,
            answer={"digit": here.item.gold["digit"]},
            request_id=f"the-form-{next(self.forms)}",
        )

    def sit_exam(self):
        self._seated()
        module = self.agent.library.module("digits")
        for _ in range(40):
            at = standing(self.agent, module)
            if at.here is None:
                return
            if at.here.step.kind.value == "exam":
                break
            self.practise()
        learning.answer_exam(
            self.agent,
            module,
            attempt=at.exam.attempt,
            item_id=at.here.item.id,
            answer={"digit": "4"},
        )

    def use_time(self):
        self._seated()
        self.desk.forward(self.chance.randrange(5, 30))

    def pause(self):
        self._seated()
        self.agent.sitting.pause("desk")
        self.desk.forward(3)
        self.agent.sitting.resume()

    def hub_goes(self):
        """For a while, with answers lost on the way when it is there again."""
        self.desk.hub.up = not self.desk.hub.up
        if self.desk.hub.up:
            self.desk.hub.lose_answers = 2

    def finish(self):
        if self.agent.sitting.kept is not None:
            self.agent.finish()

    def _seated(self):
        if self.agent.sitting.kept is None:
            self.sit_down()
        elif self.agent.state.value == "paused":
            self.agent.sitting.resume()
