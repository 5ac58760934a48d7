"""From practice to paid work and its checks: one learner's five weeks, with hub, exchange and station.

Real machines with fake clocks, as in `journey.py`: practised until it is enough, the exam sat without
the hub, the skill granted, paid work that is checked less and less, renewed by good work, lapsed
after bad work.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from acts.test_checking_work import FORM, PETS, REWARD
from fakes.bad_network import GOOD
from journeys.journey import Journey
from journeys.seat import GOLD
from journeys.seeds import seeded
from journeys.small_site import (
    CODES,
    EXPECTATIONS,
    HUB_SETTINGS,
    TASKS,
    memory_folder,
    station_app,
)
from rules.module_samples import MODULE, sample_files

from kiosk.acts import classroom, front_desk
from kiosk.acts.importing import keep_module
from kiosk.exchange.acts.deciding import decide
from kiosk.exchange.acts.posting import post_batch
from kiosk.exchange.planning import read_plan
from kiosk.hub import new_request_id
from kiosk.jobs.table import JOBS
from kiosk.opening_hub import open_hub
from kiosk.protocol.facts import BlobRef
from kiosk.store import (
    checks,
    gold_tasks,
    ledger,
    ledger_checks,
    mastery,
    renewals,
    staff,
    training,
    upstream,
    visitors,
)
from kiosk.store import work as kept
from station_agent.player import earnings, learning, work
from station_agent.player.standing import standing
from station_agent.states import RUNNING

pytestmark = pytest.mark.journey
SEED, SEAT = 7, 1
DAY_S = 86_400
EDITION = "pets-e3"
SETTINGS = replace(HUB_SETTINGS, gold_tasks=1, hand_slots=6)
HOURS_S = 4 * 3600
POSTED, POSTED_LATER = 350, 80
ROUNDS_MOST = 90
NEEDED = frozenset({"send_to_exchange", "pull_from_exchange", "read_gold_items"})
"""The jobs of the hub that this story is about; all others stay quiet."""
ONE_BAD_IN = 12
"""More than one in twenty, so that the good ones renew nothing."""
STEPS = [
    one | {"mastery": {"kind": "in_a_row", "right": 2}} if one["kind"] == "practice" else one
    for one in MODULE["steps"]
]


class Weeks(Journey):
    """A journey on good lines, whose owner has checks of work mixed in."""

    def _open_hub(self):
        self.hub = open_hub(self.places["hub"], SETTINGS, self.clock)
        self.apps["hub"] = station_app(self.hub)
        with self.hub.read() as db:
            _, host = upstream.load(db)
        self.hub.line.connect(self.lines["hub"], self.hub.keys, public_key=host.public_signing)

    def ask(self, query, **asked):
        with self.hub.read() as db:
            return query(db, **asked)

    @property
    def agent(self):
        return self.agents[SEAT]

    @property
    def grace(self):
        return self.ask(lambda db: visitors.by_code(db, CODES["Grace Muthoni"])).id

    def sit_down(self):
        """The desk opens the seat for some hours."""
        amina = self.ask(lambda db: staff.by_sign_in(db, "amina")).id
        terms = front_desk.Terms("free", limit_s=HOURS_S, reason="works")
        asked = {"seat": SEAT, "visitor": self.grace, "terms": terms, "by": amina}
        self.hub.write(front_desk.start_metered, **asked)
        self.settle()
        assert self.agent.state in RUNNING

    def go_home(self):
        self.agent.finish()
        self.settle()

    def settle(self, rounds=4):
        """Half a minute passes so often; only who has to do with this does anything."""
        for _ in range(rounds):
            for clock in (self.clock, *self.clocks.values()):
                clock.forward(seconds=31)
            self.agents[SEAT].tick()
            for job in JOBS:
                if job.name in NEEDED:
                    self._do_job(job)

    def qualities(self):
        return self.ask(gold_tasks.qualities, visitor=self.grace)

    def valid_until(self):
        rows = self.ask(
            lambda db: db.execute(
                "SELECT max(valid_until) AS until FROM qualification WHERE visitor = :who",
                {"who": self.grace},
            ).fetchone()
        )
        return rows["until"]


@pytest.fixture
def weeks():
    with memory_folder() as folder, seeded(SEED):
        journey = Weeks(SEED, Path(folder))
        for line in journey.lines.values():
            line.heal()
            line.odds = GOOD
        try:
            furnish(journey)
            yield journey
        finally:
            journey.close()


def furnish(journey):
    """A module whose practice has a goal, and tasks that ask for what it grants."""
    files = sample_files(rows=PETS, edition=3, steps=STEPS)
    row = keep_module(files, modules=journey.hub.modules, blobs=journey.hub.blobs)
    journey.hub.write(classroom.import_edition, row=row, by="test")
    post(journey, POSTED)


def post(journey, count):
    """So many tasks that ask for the skill."""
    picture = b"a picture of a pet"
    name = journey.exchange.blobs.put(picture)
    blob = BlobRef(name, len(picture), "image/png")
    asked = {
        **TASKS,
        "title": "Name a pet",
        "description": "Name a pet",
        "form": FORM,
        "reward_minor": REWARD,
        "qualification": "pets",
        "expectations": EXPECTATIONS,
    }
    csv_text = "image\n" + "pet.png\n" * count
    plan = read_plan(asked, csv_text=csv_text, pictures={"pet.png": blob})
    with journey.exchange.read() as db:
        requester = db.exec_driver_sql("SELECT id FROM requester").scalar()
    told = {"requester": requester, "title": "Name a pet", "plan": plan}
    journey.exchange.write(post_batch, **told)
    journey.settle()


def pets_in_hand(journey):
    return [one for one in work.in_hand(journey.agent).batches if one.terms.title == "Name a pet"]


def do_tasks(journey, *, pet_of):
    """All that lies in the hand; returns the assignments of this kind, as they were answered."""
    done = []
    while batches := work.in_hand(journey.agent).batches:
        batch = batches[0]
        name = work.accept(journey.agent, batch.terms.hit_type)
        is_pet = batch.terms.title == "Name a pet"
        answer = {"pet": pet_of(journey, name)} if is_pet else fill_in(journey, name)
        work.submit(journey.agent, name, answer=answer, request_id=new_request_id())
        done += [name] if is_pet else []
    journey.settle(2)
    return done


def fill_in(journey, name):
    return {field.name: "7" for field in work.task(journey.agent, name).form.fields}


def is_gold(journey, name):
    return journey.ask(gold_tasks.by_assignment, assignment=name) is not None


def always(pet):
    return lambda _journey, _name: pet


def decide_all(journey, verdict, *, only=None):
    """The requester's word on all that waits."""
    with journey.exchange.read() as db:
        rows = db.exec_driver_sql("SELECT id FROM assignment WHERE state = 'Submitted'").all()
    said = {} if verdict == "approve" else {"reason": "Not so", "expectation": EXPECTATIONS[0]}
    for (name,) in rows:
        if only is None or name in only:
            with journey.exchange.read() as db:
                sql = (
                    "SELECT batch.requester FROM assignment JOIN batch ON batch.id = assignment.batch"
                    f" WHERE assignment.id = '{name}'"
                )
                requester = db.exec_driver_sql(sql).scalar()
            asked = {"requester": requester, "assignment": name, "verdict": verdict, **said}
            journey.exchange.write(decide, request_id=new_request_id(), **asked)
    journey.settle()


def test_a_learner_from_practice_to_checked_work_renewed_and_lapsed(weeks):
    practised_until_it_is_enough(weeks)
    the_exam_is_sat_without_the_hub_and_opens_paid_work(weeks)
    checks_get_fewer_while_work_is_good(weeks)
    a_wrong_one_is_told_and_paid_and_brings_more_again(weeks)
    good_work_renews(weeks)
    bad_work_lapses(weeks)
    the_books_add_up(weeks)


def practised_until_it_is_enough(weeks):
    """The first answer is wrong; two right ones in a row are the goal."""
    weeks.sit_down()
    assert pets_in_hand(weeks) == []
    module = next(one for one in weeks.agent.library.modules() if one.edition == EDITION)
    answers = iter(({"pet": "cow"},))
    while (here := standing(weeks.agent, module).here).step.kind != "exam":
        if here.item is None:
            learning.read_step(weeks.agent, module, here.step.id)
            continue
        told = {"step_id": here.step.id, "item_id": here.item.id, "request_id": new_request_id()}
        answer = next(answers, GOLD[here.item.id])
        learning.answer_practice(weeks.agent, module, answer=answer, again=here.round, **told)
    weeks.settle()
    (kept,) = weeks.ask(mastery.of_visitor, visitor=weeks.grace)
    assert kept.progress.reached
    assert [one.right for one in kept.firsts] == [False, True, True]


def the_exam_is_sat_without_the_hub_and_opens_paid_work(weeks):
    weeks.lines[SEAT].up = False
    module = next(one for one in weeks.agent.library.modules() if one.edition == EDITION)
    while (here := standing(weeks.agent, module).here) is not None and here.step.kind == "exam":
        if here.item is None:
            break
        attempt = standing(weeks.agent, module).exam.attempt
        told = {"attempt": attempt, "item_id": here.item.id, "answer": GOLD[here.item.id]}
        learning.answer_exam(weeks.agent, module, **told)
    weeks.settle()
    assert weeks.ask(training.qualifications, visitor=weeks.grace, at=weeks.hub.now()) == ()
    weeks.lines[SEAT].up = True
    weeks.settle(12)
    assert "pets" in weeks.agent.sitting.record.qualifications
    for _ in range(ROUNDS_MOST):
        if pets_in_hand(weeks):
            break
        do_tasks(weeks, pet_of=always("dog"))  # those of other kinds, that lay in the hand
    assert pets_in_hand(weeks)


def checks_get_fewer_while_work_is_good(weeks):
    """All answers are right: half of the tasks are checks, then a fifth, a tenth, a twentieth."""
    rates, done = [2], []
    for _ in range(ROUNDS_MOST):
        done += do_tasks(weeks, pet_of=always("dog"))
        rates += [one.quality.one_of for one in weeks.qualities()]
        if rates[-1] == 20 and len(done) > 70:
            break
    assert list(dict.fromkeys(rates)) == [2, 5, 10, 20]
    gold = [is_gold(weeks, name) for name in done]
    assert 4 * sum(gold[:12]) >= 12  # of the first dozen
    assert 3 * sum(gold[-40:]) <= 40  # of the last forty


def a_wrong_one_is_told_and_paid_and_brings_more_again(weeks):
    before = weeks.ask(ledger.balance, account=f"visitor:{weeks.grace}")
    wrong, told = [], {}
    for _ in range(ROUNDS_MOST):
        names = do_tasks(weeks, pet_of=lambda j, name: "cat" if is_gold(j, name) else "dog")
        wrong += [name for name in names if is_gold(weeks, name)]
        rows = earnings.earnings(weeks.agent).rows
        told |= {row.outcome.assignment: row.outcome for row in rows}
        if len(wrong) >= 2:
            break
    paid = weeks.ask(ledger.balance, account=f"visitor:{weeks.grace}") - before
    assert paid == REWARD * len(wrong)  # right or wrong; real ones are not decided yet
    assert {(told[name].check, told[name].state) for name in wrong} == {("wrong", "Approved")}
    (again,) = weeks.agent.sitting.record.practise_again
    assert (again.slug, again.wrong) == ("pets", len(wrong))
    assert weeks.qualities()[0].quality.one_of < 20
    assert "pets" in weeks.agent.sitting.record.qualifications
    weeks.go_home()


def good_work_renews(weeks):
    """Two days later the requester approves all of it."""
    before = weeks.valid_until()
    weeks.pass_time(2 * DAY_S)
    decide_all(weeks, "approve")
    assert weeks.valid_until() >= before + DAY_S * 1000


def bad_work_lapses(weeks):
    """Some answers are rejected for good, so the good ones after them renew nothing."""
    weeks.pass_time(20 * DAY_S)
    post(weeks, POSTED_LATER)
    weeks.sit_down()
    asked = {"visitor": weeks.grace, "name": "pets", "since": 0}
    good, done = weeks.ask(renewals.decided, **asked).approved, []
    for _ in range(ROUNDS_MOST):
        done += [one for one in do_tasks(weeks, pet_of=always("cat")) if not is_gold(weeks, one)]
        if len(done) * ONE_BAD_IN > good:
            break
    until = weeks.valid_until()
    decide_all(weeks, "reject", only=set(done))
    for name in done:
        again = {"answer": {"pet": "cow"}, "request_id": new_request_id()}
        work.submit(weeks.agent, name, **again)
    weeks.settle()
    decide_all(weeks, "reject", only=set(done))
    for name in done:
        earnings.react(weeks.agent, name, kind="accept")
    weeks.settle()
    states = {weeks.ask(kept.by_assignment, assignment=name).state for name in done}
    assert states == {"Rejected"}
    do_tasks(weeks, pet_of=always("dog"))
    decide_all(weeks, "approve")
    assert weeks.valid_until() == until
    weeks.go_home()
    weeks.pass_time(13 * DAY_S)
    weeks.sit_down()
    assert "pets" not in weeks.agent.sitting.record.qualifications
    assert pets_in_hand(weeks) == []
    weeks.go_home()


def the_books_add_up(weeks):
    with weeks.hub.read() as db:
        found = ledger_checks.ledger(db)
        assert (found.balanced, found.chain, found.problems) == (True, True, ())
        assert checks.work_problems(db) == []
        lost = ledger.balance(db, "loss")
        paid = db.execute("SELECT sum(reward_minor) FROM gold_task WHERE is_right IS NOT NULL")
        assert lost == paid.fetchone()[0] > 0
