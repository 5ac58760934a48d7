"""Hands: what a session is dealt, and what becomes of it."""

import pytest
from fakes.machines import ExchangeMachine, look, told

from kiosk.acts import exchange_link, front_desk, seating
from kiosk.protocol.bodies import Hand
from kiosk.protocol.facts import BLOBS_LIMIT, BlobRef
from kiosk.store import tasks, training

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
MANY = [f"assignment-{n:03}" for n in range(60)]


def sit(site, seat=1, visitor=None):
    """A session that its station has taken up."""
    session = site.start(seat, by=site.operator, visitor=visitor).session
    site.hub.write(
        seating.take_session, station=site.stations[seat], session=session, boot_id="boot-1"
    )
    return session


def renew(site, session, seat=1):
    site.hub.write(
        seating.renew_lease,
        station=site.stations[seat],
        session=session,
        boot_id="boot-1",
        used_s=0,
    )


def held(site, session):
    return [row.slot.assignment for row in look(site, tasks.dealt_to, session)]


def hands(site, seat=1):
    return [body for body in told(site, f"station:{site.stations[seat]}") if isinstance(body, Hand)]


def state(site, assignment):
    return look(site, tasks.slot, assignment).state


def qualify(site, visitor, name="digits"):
    def act(db, now) -> None:
        training.grant(db, now, visitor=visitor, name=name, valid_until=now + 10**9, by="test")

    site.hub.write(act)


def test_who_sits_down_is_dealt_a_hand(site, exchange):
    exchange.allot(*MANY)
    session = sit(site)
    assert held(site, session) == MANY[:20]
    (hand,) = hands(site)
    assert [slot.assignment for slot in hand.slots] == MANY[:20]
    assert (hand.session, [one.hit_type for one in hand.terms]) == (session, ["hit-1"])


def test_nothing_is_dealt_twice(site, exchange):
    exchange.allot(*MANY)
    one, other = sit(site, 1), sit(site, 2)
    assert not set(held(site, one)) & set(held(site, other))


def test_a_hand_is_topped_up_once_it_is_half_played(site, seat_1, exchange):
    exchange.allot(*MANY)
    grace = site.visitor()
    session = sit(site, visitor=grace)
    for assignment in MANY[:9]:
        seat_1.submit(session, grace, assignment)
    renew(site, session)
    assert len(held(site, session)) == 11
    seat_1.submit(session, grace, MANY[9])
    renew(site, session)
    assert held(site, session) == MANY[10:30]
    assert [len(hand.slots) for hand in hands(site)] == [20, 10]


def test_who_lacks_the_qualification_is_dealt_only_what_is_open_to_all(site, exchange):
    exchange.allot("open-1", hit_type="open")
    exchange.allot("closed-1", hit_type="closed", qualification="digits")
    grace, hassan = site.visitor(), site.visitor("Hassan Ali", code="471903")
    qualify(site, hassan)
    assert held(site, sit(site, 1, grace)) == ["open-1"]
    assert held(site, sit(site, 2, hassan)) == ["closed-1"]


def test_what_lapses_first_is_dealt_first_and_what_lapsed_never(site, exchange, clock):
    exchange.allot("late", until_s=7_200)
    exchange.allot("soon", until_s=3_600)
    exchange.allot("gone", until_s=60)
    clock.forward(minutes=2)
    session = sit(site)
    (hand,) = hands(site)
    assert [slot.assignment for slot in hand.slots] == ["soon", "late"]
    assert hand.until == look(site, tasks.slot, "soon").until
    assert session


def test_what_comes_while_somebody_sits_is_dealt_at_once(site, exchange):
    session = sit(site)
    exchange.allot("assignment-1")
    assert held(site, session) == ["assignment-1"]


def test_pictures_go_along(site, exchange):
    picture = BlobRef("5e" * 32, 312, "image/png")
    other = BlobRef("6f" * 32, 312, "image/png")
    exchange.allot(
        "assignment-1", blobs=(picture, other), row={"image": f"sha256:{picture.sha256}"}
    )
    sit(site)
    with site.hub.read() as db:
        raw = db.execute("SELECT raw FROM outbox WHERE type = 'hand'").fetchone()["raw"]
    assert picture.sha256.encode() in raw
    assert other.sha256.encode() not in raw


def test_long_forms_are_dealt_in_as_many_facts_as_they_need(site, exchange):
    """A hand of long forms is more than a fact holds; nobody must stand before a closed lock."""
    form = {"prompt": "x" * 9_000, "fields": [{"name": "digit", "kind": "text"}]}
    for n in range(12):
        exchange.allot(f"assignment-{n:02}", hit_type=f"hit-{n}", form=form)
    session = sit(site)
    assert len(held(site, session)) == 12
    dealt = [slot.assignment for hand in hands(site) for slot in hand.slots]
    assert sorted(dealt) == held(site, session)
    assert 2 <= len(hands(site)) <= 6


def test_many_pictures_are_dealt_in_as_many_facts_as_they_need(site, exchange):
    for n in range(20):
        blobs = tuple(BlobRef(f"{n:02x}{m:02x}" * 16, 1, "image/png") for m in range(20))
        row = {f"image{m}": f"sha256:{blob.sha256}" for m, blob in enumerate(blobs)}
        exchange.allot(f"assignment-{n:02}", blobs=blobs, row=row)
    assert BLOBS_LIMIT < 20 * 20
    session = sit(site)
    assert len(held(site, session)) == 20
    assert sum(len(hand.slots) for hand in hands(site)) == 20


# after the session


def test_slots_stay_with_a_station_until_it_has_said_what_it_finished(site, seat_1, exchange):
    exchange.allot("assignment-1", "assignment-2")
    grace = site.visitor()
    session = sit(site, visitor=grace)
    site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
    other = sit(site, 2)
    assert held(site, other) == []
    seat_1.submit(session, grace, "assignment-1")
    seat_1.close(session, used_s=60, submitted=["assignment-1"])
    assert (state(site, "assignment-1"), state(site, "assignment-2")) == ("submitted", "free")
    renew(site, other, 2)
    assert held(site, other) == ["assignment-2"]


def test_what_a_station_says_it_finished_is_kept_for_its_answer(site, seat_1, exchange):
    """The close may come before the answers that it names."""
    exchange.allot("assignment-1", "assignment-2")
    grace = site.visitor()
    session = sit(site, visitor=grace)
    seat_1.close(session, used_s=60, submitted=["assignment-1"])
    assert (state(site, "assignment-1"), state(site, "assignment-2")) == ("dealt", "free")
    assert seat_1.submit(session, grace, "assignment-1") == [("stored", "")]


# allotments


def test_slots_lapse_when_their_time_here_is_over_but_dealt_ones_are_still_worked(
    site, seat_1, exchange, clock
):
    exchange.allot("assignment-1", until_s=3_600)
    grace = site.visitor()
    session = sit(site, visitor=grace)
    exchange.allot("assignment-2", until_s=3_600, qualification="rare", hit_type="rare")
    clock.forward(hours=1)
    assert site.hub.write(exchange_link.lapse_slots) == 1
    assert site.hub.write(exchange_link.lapse_slots) == 0
    assert (state(site, "assignment-1"), state(site, "assignment-2")) == ("dealt", "lapsed")
    assert seat_1.submit(session, grace, "assignment-1") == [("stored", "")]


def test_an_allotment_may_be_extended_and_a_slot_come_back(site, exchange, clock):
    exchange.allot("assignment-1", until_s=3_600)
    clock.forward(hours=1)
    site.hub.write(exchange_link.lapse_slots)
    exchange.allot("assignment-1", until_s=0)
    assert state(site, "assignment-1") == "lapsed"
    exchange.allot("assignment-1", until_s=3_600)
    assert state(site, "assignment-1") == "free"
    assert look(site, tasks.counts) == {"free": 1}
    assert [(one.state, one.slots) for one in look(site, tasks.counts_by_type)] == [("free", 1)]


def test_an_allotment_that_comes_twice_deals_nothing_twice(site, exchange):
    session = sit(site)
    exchange.allot("assignment-1")
    exchange.allot("assignment-1", until_s=100)
    assert held(site, session) == ["assignment-1"]
    assert len(hands(site)) == 1


def test_the_newest_word_on_a_task_holds(site, exchange):
    exchange.allot("assignment-1", title="Read a digit")
    exchange.allot("assignment-2", title="Read a number")
    assert look(site, tasks.terms, "hit-1").title == "Read a number"


def test_an_allotment_without_its_terms_waits_for_them(site, exchange):
    from kiosk.protocol.bodies import Allotment, Slot

    until = site.hub.now() + 3_600_000
    bare = Allotment(until, (), (Slot("assignment-1", "hit-9", {}),))
    assert exchange.tell(bare) == [("parked", "not_understood_yet")]
    exchange.allot("assignment-2", hit_type="hit-9")
    assert state(site, "assignment-1") == "free"


@pytest.mark.parametrize(("target", "dealt"), [(1, 1), (2, 2), (100, 60)])
def test_the_owner_says_how_many_are_dealt(clock, target, dealt):
    from fakes import quick_disk
    from fakes.hub_world import World, make_hub

    with quick_disk.folder() as folder:
        site = World(make_hub(folder, clock, hand_slots=target), clock)
        site.operator = site.staff()
        site.open_shift(site.operator)
        site.offer()
        site.station(1)
        ExchangeMachine(site).allot(*MANY)
        session = sit(site)
        assert len(held(site, session)) == dealt
        site.hub.close()
