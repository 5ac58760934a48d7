"""Gold items among a visitor's tasks: dealt, marked and paid here, and nothing else comes of them."""

import json

import pytest
from acts.conftest import _watched
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import import_pets, look, told
from fakes.plans import slow
from rules.module_samples import FORMS, ROWS

from kiosk.acts import cashier, merging, seating
from kiosk.acts.records import record_of
from kiosk.jobs.gold_items import read_gold_items
from kiosk.protocol.bodies import Hand, HubSubmission, Reaction, Submission
from kiosk.store import gold_tasks, keeping, ledger, renewals, tasks, training, work

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
STORED = [("stored", "")]
REWARD = 150
FORM = {**FORMS["pet"], "picture": "${image}"}
GOLD = {f"g{n}": "dog" for n in range(1, 7)}
GOLD_ROWS = "".join(f"{name},gold,choice,pet,media/b.png,,,dog,,,,,,,,\n" for name in GOLD)
PETS = ROWS[: ROWS.index("g1,gold")] + GOLD_ROWS
REAL = [f"N{n:03}" for n in range(40)]


def opened(folder, clock, **settings):
    hub = make_hub(folder, clock, **settings)
    world = World(hub, clock)
    world.operator = world.staff()
    world.shift = world.open_shift(world.operator)
    world.offer()
    for seat in (1, 2):
        world.station(seat)
    return world


@pytest.fixture
def site(clock, request):
    """A café whose owner has said that checks of work are mixed in and paid."""
    settings = {"gold_tasks": 1, "hand_slots": 6, **getattr(request, "param", {})}
    with quick_disk.folder() as folder:
        world = opened(folder, clock, **settings)
        plans = _watched(world.hub)
        yield world
        world.hub.close()
        assert slow(plans) == []


@pytest.fixture
def grace(site):
    visitor = site.visitor()
    qualify(site, visitor)
    return visitor


@pytest.fixture
def pets(site):
    import_pets(site.hub, rows=PETS)
    read_gold_items(site.hub, site.hub.now())


@pytest.fixture
def posted(exchange, pets):
    """Tasks that ask for the skill that the module grants."""
    exchange.allot(*REAL, row={"image": "sha256:" + "0" * 64}, form=FORM, qualification="pets")


def qualify(site, visitor, name="pets"):
    def act(db, now) -> None:
        training.grant(db, now, visitor=visitor, name=name, valid_until=now + 10**11, by="test")

    site.hub.write(act)


def sit(site, visitor, seat=1):
    session = site.start(seat, by=site.operator, visitor=visitor).session
    station = site.stations[seat]
    site.hub.write(seating.take_session, station=station, session=session, boot_id="boot-1")
    return session


def held(site, session):
    return [one.slot.assignment for one in look(site, tasks.dealt_to, session)]


def gold_of(site, session):
    return [name for name in held(site, session) if look(site, gold_tasks.by_assignment, name)]


def answer(seat, session, visitor, assignment, pet="dog", *, turn=1):
    return seat.tell(Submission(session, visitor, assignment, turn, {"pet": pet}, 2000))


def topped_up(site, session, seat=1):
    site.hub.write(
        seating.renew_lease,
        station=site.stations[seat],
        session=session,
        boot_id="boot-1",
        used_s=0,
    )


def quality(site, visitor):
    return look(site, gold_tasks.qualities, visitor)


def outcome(site, visitor, assignment):
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=visitor)
    return next(one for one in record.outcomes if one.assignment == assignment)


def balance(site, account):
    return look(site, ledger.balance, account)


def test_half_of_the_first_hand_are_gold_items_and_none_looks_so(site, grace, posted):
    session = sit(site, grace)
    gold = gold_of(site, session)
    assert (len(held(site, session)), len(gold)) == (6, 3)
    (hand,) = [one for one in told(site, f"station:{site.stations[1]}") if isinstance(one, Hand)]
    assert {slot.hit_type for slot in hand.slots} == {"hit-1"}
    assert {tuple(slot.row) for slot in hand.slots} == {("image",)}
    assert [slot.assignment for slot in hand.slots] == sorted(held(site, session))
    assert "dog" not in json.dumps([slot.row for slot in hand.slots])
    items = {look(site, gold_tasks.by_assignment, name).item for name in gold}
    assert len(items) == 3


def test_the_picture_of_a_gold_item_is_there_to_be_fetched(site, grace, posted):
    session = sit(site, grace)
    slot = look(site, tasks.slot, gold_of(site, session)[0])
    (blob,) = slot.blobs
    assert slot.slot.row == {"image": f"sha256:{blob.sha256}"}
    assert site.hub.blobs.has(blob.sha256)


@pytest.mark.parametrize(("pet", "said"), [("dog", "right"), ("cat", "wrong")])
def test_it_is_marked_here_and_paid_like_the_others(site, seat_1, grace, posted, pet, said):
    session = sit(site, grace)
    name = gold_of(site, session)[0]
    assert answer(seat_1, session, grace, name, pet) == STORED
    kept = outcome(site, grace, name)
    assert (kept.state, kept.reward_minor, kept.check, kept.answer) == (
        "Approved",
        REWARD,
        said,
        None,
    )
    assert balance(site, f"visitor:{grace}") == REWARD
    assert balance(site, "loss") == REWARD
    assert not any(isinstance(one, HubSubmission) for one in told(site, "exchange"))


def test_a_real_task_goes_to_the_exchange_as_before(site, seat_1, grace, posted):
    session = sit(site, grace)
    real = next(one for one in held(site, session) if one in REAL)
    assert answer(seat_1, session, grace, real) == STORED
    kept = outcome(site, grace, real)
    assert (kept.state, kept.check) == ("Submitted", "")
    assert [one.assignment for one in told(site, "exchange")] == [real]


def test_a_replay_is_harmless_and_a_second_answer_refused(site, seat_1, seat_2, grace, posted):
    session = sit(site, grace)
    name = gold_of(site, session)[0]
    body = Submission(session, grace, name, 1, {"pet": "cat"}, 2000)
    signed = seat_1.say(body)
    for _ in range(2):
        seat_1.give(signed)
    done = [("rejected", "assignment_done")]
    assert answer(seat_1, session, grace, name, "dog") == done
    assert answer(seat_1, session, grace, name, "dog", turn=2) == done
    assert outcome(site, grace, name).check == "wrong"
    assert balance(site, f"visitor:{grace}") == REWARD


def test_the_gold_item_of_another_is_not_answered(site, seat_1, seat_2, grace, posted):
    session = sit(site, grace)
    name = gold_of(site, session)[0]
    amina = site.visitor("Amina Odhiambo", code="471909")
    other = sit(site, amina, seat=2)
    yours = [("rejected", "assignment_not_yours")]
    assert answer(seat_2, other, amina, name) == yours
    seat_1.close(session, used_s=60)
    assert answer(seat_2, other, amina, name) == yours  # nor once it is nobody's
    assert balance(site, f"visitor:{amina}") == 0
    assert quality(site, amina) == ()


def test_an_answer_of_a_shape_that_is_not_asked_for_is_refused(site, seat_1, grace, posted):
    session = sit(site, grace)
    name = gold_of(site, session)[0]
    assert answer(seat_1, session, grace, name, "unicorn") == [("rejected", "answer_wrong_shape")]
    assert look(site, work.by_assignment, name) is None


def test_a_late_answer_is_marked_and_paid(site, seat_1, grace, posted):
    session = sit(site, grace)
    name = gold_of(site, session)[0]
    late = seat_1.say(Submission(session, grace, name, 1, {"pet": "dog"}, 2000))
    seat_1.close(session, used_s=60)
    assert look(site, tasks.slot, name).state == "lapsed"
    seat_1.give(late)
    assert outcome(site, grace, name).check == "right"


def test_what_is_given_back_comes_to_nobody_else(site, seat_1, grace, posted):
    session = sit(site, grace)
    gold = gold_of(site, session)
    seat_1.close(session, used_s=60)
    amina = site.visitor("Amina Odhiambo", code="471909")
    qualify(site, amina)
    assert not set(held(site, sit(site, amina, seat=2))) & set(gold)


def played(site, seat, session, visitor, pet, *, count):
    """Answer so many gold items, and the real tasks between."""
    names = []
    while len(names) < count:
        topped_up(site, session)
        for name in held(site, session):
            is_gold = look(site, gold_tasks.by_assignment, name) is not None
            if is_gold and len(names) < count:
                names.append(name)
                site.clock.forward(seconds=1)
                answer(seat, session, visitor, name, pet)
            elif not is_gold:
                answer(seat, session, visitor, name)
    return names


def test_none_comes_twice_while_others_remain_and_the_rate_falls(site, seat_1, grace, posted):
    session = sit(site, grace)
    names = played(site, seat_1, session, grace, "dog", count=5)
    met = [look(site, gold_tasks.by_assignment, name).item for name in names]
    assert len(set(met)) == 5
    (one,) = quality(site, grace)
    assert (one.right, one.answered, one.quality.one_of) == (5, 5, 5)


def test_when_work_gets_worse_more_come_and_the_learner_is_told_where_to_practise(
    site, seat_1, grace, posted
):
    session = sit(site, grace)
    played(site, seat_1, session, grace, "cat", count=2)
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    (told_again,) = record.practise_again
    assert (told_again.skill, told_again.slug, told_again.wrong, told_again.of) == (
        "pets",
        "pets",
        2,
        2,
    )
    assert "pets" in record.qualifications  # nothing is taken away
    played(site, seat_1, session, grace, "dog", count=3)
    record = look(site, record_of, site.hub.now(), site.hub.site, visitor=grace)
    assert record.practise_again == ()


@pytest.mark.parametrize("site", [{"gold_tasks": 0}], indirect=True)
def test_where_the_owner_has_not_said_so_none_is_mixed_in(site, grace, posted):
    assert gold_of(site, sit(site, grace)) == []


@pytest.mark.parametrize("site", [{"hand_slots": 1}], indirect=True)
def test_none_comes_alone(site, grace, posted):
    session = sit(site, grace)
    assert len(held(site, session)) == 1
    assert gold_of(site, session) == []


def test_a_task_that_asks_for_no_skill_or_looks_another_has_none(site, grace, exchange, pets):
    exchange.allot("A1", "A2", hit_type="open")
    form = {**FORM, "prompt": "Which animal?"}
    image = {"image": "sha256:" + "0" * 64}
    exchange.allot("B1", "B2", hit_type="other", row=image, form=form, qualification="pets")
    session = sit(site, grace)
    assert (len(held(site, session)), gold_of(site, session)) == (4, [])


@pytest.mark.parametrize("site", [{"gold_day_minor": 2 * REWARD}], indirect=True)
def test_on_a_day_they_cost_no_more_than_the_owner_gives(
    site, seat_1, grace, exchange, posted, clock
):
    session = sit(site, grace)
    gold = gold_of(site, session)
    assert (len(gold), len(held(site, session))) == (2, 6)
    for name in held(site, session):
        answer(seat_1, session, grace, name)
    topped_up(site, session)
    assert gold_of(site, session) == []
    assert (len(held(site, session)), balance(site, "loss")) == (6, 2 * REWARD)
    clock.forward(seconds=86_400)
    image = {"image": "sha256:" + "0" * 64}
    exchange.allot(*(f"M{n}" for n in range(20)), row=image, form=FORM, qualification="pets")
    seat_1.close(session, used_s=60)
    assert len(gold_of(site, sit(site, grace))) == 2


def test_what_lapses_soon_waits_for_no_check(site, grace, exchange, pets):
    image = {"image": "sha256:" + "0" * 64}
    told = {"row": image, "form": FORM, "qualification": "pets"}
    exchange.allot(*REAL[:6], until_s=3600, **told)
    exchange.allot(*REAL[6:], **told)
    assert held(site, sit(site, grace)) == REAL[:6]


def test_gold_items_of_the_newest_edition_are_dealt(site, grace, posted):
    import_pets(site.hub, rows=PETS.replace("\ng", "\nh"), edition=3)
    read_gold_items(site.hub, site.hub.now())
    names = look(site, gold_tasks.names_of_skill, "pets")
    assert {edition for edition, _ in names} == {"pets-e3"}


def test_a_module_that_grants_nothing_has_none(site):
    import_pets(site.hub, rows=PETS, qualification=None)
    read_gold_items(site.hub, site.hub.now())
    assert look(site, gold_tasks.unread, limit=9) == ()
    assert look(site, gold_tasks.names_of_skill, "") == ()


def test_an_edition_whose_file_is_lost_has_none(site):
    import_pets(site.hub, rows=PETS)
    for path in (site.hub.folder / "modules").rglob("*"):
        if path.is_file():
            path.unlink()
    read_gold_items(site.hub, site.hub.now())
    assert look(site, gold_tasks.unread, limit=9) == ()


def test_a_check_renews_no_skill(site, seat_1, grace, posted):
    session = sit(site, grace)
    answer(seat_1, session, grace, gold_of(site, session)[0])
    done = look(site, renewals.decided, grace, name="pets", since=0)
    assert done.approved == 0


def test_a_word_about_a_check_stays_here(site, seat_1, grace, posted):
    session = sit(site, grace)
    name = gold_of(site, session)[0]
    answer(seat_1, session, grace, name)
    assert seat_1.tell(Reaction(grace, name, "seen", "")) == STORED
    assert told(site, "exchange") == []


def test_of_two_records_of_one_person_the_survivor_has_all_checks(
    site, seat_1, grace, posted, clock
):
    session = sit(site, grace)
    name, waiting = gold_of(site, session)[:2]
    answer(seat_1, session, grace, name)
    late = seat_1.say(Submission(session, grace, waiting, 1, {"pet": "cat"}, 2000))
    seat_1.close(session, used_s=60)
    clock.forward(seconds=9)
    keep = site.visitor("Grace Mutoni", code="471903")
    asked = {"keep": keep, "drop": grace, "by": site.operator, "reason": "registered twice"}
    site.hub.write(merging.merge_visitors, **asked)
    seat_1.give(late)
    (one,) = quality(site, keep)
    assert (one.right, one.answered) == (1, 2)
    assert look(site, keeping.everything, keep)["checks_of_work"][0]["is_right"] == 1


def test_of_who_is_erased_marks_stay_and_words_go(site, seat_1, grace, posted):
    session = sit(site, grace)
    name = gold_of(site, session)[0]
    answer(seat_1, session, grace, name)
    seat_1.close(session, used_s=60)
    paid = {"payout": "payout-1", "visitor": grace, "amount_minor": REWARD, "by": site.operator}
    site.hub.write(cashier.pay_out, **paid)
    site.hub.write(
        merging.erase_visitor, visitor=grace, by=site.operator, reason="asked for", given_up=""
    )
    assert look(site, work.by_assignment, name).answer == b"{}"
    assert quality(site, grace)[0].answered == 1
