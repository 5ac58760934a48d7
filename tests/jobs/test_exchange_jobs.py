import hashlib

import pytest
from fakes.machines import look, terms_of

from kiosk.jobs.exchange_jobs import pull_from_exchange, send_to_exchange
from kiosk.jobs.parked import retry_parked
from kiosk.link import sqlite_outbox
from kiosk.link.backoff import LONGEST_MS
from kiosk.protocol.bodies import Allotment, Decision, Slot
from kiosk.protocol.facts import BlobRef
from kiosk.rules.refusals import Refusal
from kiosk.store import set_aside, tasks

PICTURE = b"a picture"
NAME = hashlib.sha256(PICTURE).hexdigest()


def work(site, exchange, seat_1, count=1):
    """So many answers wait for the exchange."""
    names = [f"assignment-{n}" for n in range(count)]
    for n in range(0, count, 100):
        exchange.allot(*names[n : n + 100])
    grace = site.visitor()
    site.sat(1, grace, by=site.operator)
    for name in names:
        assert seat_1.submit("session", grace, name) == [("stored", "")]
    return grace


def send(site):
    send_to_exchange(site.hub, site.hub.now())


def pull(site):
    pull_from_exchange(site.hub, site.hub.now())


def waiting(site):
    return look(site, sqlite_outbox.waiting, "exchange")


def allotment(site, *names, row=None):
    until = site.hub.now() + 86_400_000
    slots = tuple(Slot(name, "hit-1", row or {}) for name in names)
    return Allotment(until, (terms_of(),), slots)


# sending


def test_without_an_exchange_nothing_is_tried(site):
    send(site)
    pull(site)
    assert (site.hub.line.up, site.hub.line.failures) == (False, 0)


def test_answers_are_sent_and_settled_by_the_exchanges_word(site, exchange, seat_1):
    work(site, exchange, seat_1, 3)
    send(site)
    assert (waiting(site), exchange.heard()) == (0, 3)
    assert (site.hub.line.up, site.hub.line.since) == (True, site.hub.now())
    send(site)
    assert exchange.heard() == 3


def test_many_answers_go_in_one_run(site, exchange, seat_1):
    work(site, exchange, seat_1, 130)
    send(site)
    assert (waiting(site), exchange.heard()) == (0, 130)


def test_an_answer_whose_word_is_not_said_yet_is_asked_for_at_the_next_run(site, exchange, seat_1):
    work(site, exchange, seat_1)
    exchange.parks = True
    send(site)
    assert (waiting(site), len(exchange.wire.sent)) == (1, 2)
    send(site)
    assert (waiting(site), len(exchange.wire.sent)) == (1, 3)
    exchange.parks = False
    work_again = exchange.db.execute("UPDATE inbox SET state = 'applied', answer = 'accepted'")
    assert work_again.rowcount == 1
    send(site)
    assert waiting(site) == 0


def test_while_the_line_is_down_nothing_is_lost_and_tries_spread_out(site, exchange, seat_1, clock):
    work(site, exchange, seat_1)
    exchange.wire.down = True
    for _ in range(30):
        send(site)
        assert 0 <= site.hub.line.not_before - site.hub.now() <= LONGEST_MS
        clock.forward(minutes=6)
    assert (waiting(site), site.hub.line.up, site.hub.line.failures) == (1, False, 30)
    exchange.wire.down = False
    send(site)
    assert (waiting(site), site.hub.line.up, site.hub.line.failures) == (0, True, 0)


def test_too_soon_after_a_failure_nothing_is_tried(site, exchange, seat_1, clock, monkeypatch):
    monkeypatch.setattr("kiosk.exchange_line.random.randrange", lambda _: 1000)
    work(site, exchange, seat_1)
    exchange.wire.down = True
    send(site)
    tried = len(exchange.wire.sent)
    send(site)
    pull(site)
    assert len(exchange.wire.sent) == tried
    clock.forward(seconds=2)
    send(site)
    assert len(exchange.wire.sent) == tried + 1


def test_a_hub_that_is_not_let_in_says_so(site, exchange, seat_1, clock):
    work(site, exchange, seat_1)
    exchange.wire.peers.clear()
    send(site)
    assert (site.hub.line.paused, site.hub.line.up, waiting(site)) == ("not let in", False, 1)
    clock.forward(minutes=6)
    pull(site)
    assert site.hub.line.paused == "unknown_origin"


def test_one_bad_answer_is_set_aside_and_all_others_arrive(site, exchange, seat_1):
    work(site, exchange, seat_1, 5)

    def spoil(db, now) -> None:
        row = db.execute(
            "SELECT raw FROM outbox WHERE audience = 'exchange' AND seq = 3"
        ).fetchone()
        raw = bytes(row["raw"]).replace(b"hub_submission", b"hub_submissioN")
        db.execute(
            "UPDATE outbox SET raw = :raw WHERE audience = 'exchange' AND seq = 3", {"raw": raw}
        )

    site.hub.write(spoil)
    send(site)
    assert (waiting(site), exchange.heard()) == (0, 5)  # four, and that the third does not come
    assert look(site, set_aside.counts)["outgoing"] == 1


# pulling


def test_allotments_and_decisions_come_down(site, exchange, seat_1):
    exchange.has_for_the_hub(
        allotment(site, "assignment-a"), allotment(site, "assignment-b"), allotment(site, "c")
    )
    pull(site)
    assert look(site, tasks.counts) == {"free": 3}
    assert exchange.pulls == [0, 2, 3]
    grace = site.visitor()
    site.sat(1, grace, by=site.operator)
    seat_1.submit("session", grace, "assignment-a")
    exchange.has_for_the_hub(Decision("assignment-a", "approved", 150, "KES", "", "", 0))
    pull(site)
    assert site.balance(f"visitor:{grace}") == 150
    assert site.hub.line.up


def test_pictures_come_before_the_slots_that_name_them(site, exchange):
    body = allotment(site, "assignment-a", row={"image": f"sha256:{NAME}"})
    exchange.has_for_the_hub(body, blobs=(BlobRef(NAME, len(PICTURE), "image/png"),))
    exchange.blobs[NAME] = PICTURE
    pull(site)
    assert look(site, tasks.counts) == {"free": 1}
    assert site.hub.blobs.get(NAME) == PICTURE


@pytest.mark.parametrize("content", [None, b"another picture"])
def test_a_picture_that_is_missing_holds_up_its_own_slots_only(site, exchange, seat_1, content):
    """Else nobody at this hub would be paid any more."""
    exchange.has_for_the_hub(allotment(site, "assignment-0"))
    pull(site)
    grace = site.visitor()
    site.sat(1, grace, by=site.operator)
    seat_1.submit("session", grace, "assignment-0")
    body = allotment(site, "assignment-a", row={"image": f"sha256:{NAME}"})
    exchange.has_for_the_hub(body, blobs=(BlobRef(NAME, len(PICTURE), "image/png"),))
    exchange.has_for_the_hub(Decision("assignment-0", "approved", 150, "KES", "", "", 0))
    if content is not None:
        exchange.blobs[NAME] = content
    pull(site)
    assert look(site, tasks.slot, "assignment-a") is None
    assert (site.balance(f"visitor:{grace}"), site.hub.line.up) == (150, True)
    retry_parked(site.hub, site.hub.now())
    exchange.blobs[NAME] = PICTURE
    exchange.wire.down = True
    retry_parked(site.hub, site.hub.now())
    assert look(site, set_aside.counts)["parked"] == 1
    exchange.wire.down = False
    retry_parked(site.hub, site.hub.now())
    assert look(site, tasks.slot, "assignment-a").state == "free"
    assert site.hub.blobs.get(NAME) == PICTURE


def test_who_is_not_let_in_fetches_no_picture(site, exchange):
    body = allotment(site, "assignment-a", row={"image": f"sha256:{NAME}"})
    exchange.has_for_the_hub(body, blobs=(BlobRef(NAME, len(PICTURE), "image/png"),))
    exchange.blobs = Closed()
    pull(site)
    assert (site.hub.line.up, site.hub.line.paused) == (False, "not_allowed")


class Closed:
    def __contains__(self, name) -> bool:
        raise Refusal("not_allowed")


def test_a_pull_that_is_cut_goes_on_later(site, exchange, clock):
    exchange.has_for_the_hub(*[allotment(site, f"assignment-{n}") for n in range(4)])
    honest = exchange.wire.send
    exchange.wire.send = lambda *asked: honest(*asked) if len(exchange.pulls) < 1 else _cut()
    pull(site)
    assert look(site, tasks.counts) == {"free": 2}
    assert not site.hub.line.up
    exchange.wire.send = honest
    clock.forward(minutes=6)
    pull(site)
    assert look(site, tasks.counts) == {"free": 4}


def _cut():
    from kiosk.link.client import LinkDownError

    raise LinkDownError("cut")


def test_a_portal_is_not_taken_for_the_exchange(site, exchange):
    exchange.wire.portal = b"<html>"
    pull(site)
    assert (site.hub.line.up, site.hub.line.failures) == (False, 1)


def test_a_run_ends_also_when_the_feed_does_not(site, exchange, monkeypatch):
    monkeypatch.setattr("kiosk.jobs.exchange_jobs.ROUNDS_A_RUN", 2)
    monkeypatch.setattr("kiosk.jobs.exchange_jobs.BATCHES_A_RUN", 0)
    exchange.has_for_the_hub(*[allotment(site, f"assignment-{n}") for n in range(9)])
    pull(site)
    assert look(site, tasks.counts) == {"free": 4}
    send(site)


# parked


def test_many_parked_facts_keep_none_from_being_tried(site, exchange, seat_1, monkeypatch):
    """Facts that nobody ever understands stay; the one that can be read by now is taken."""
    monkeypatch.setattr("kiosk.jobs.parked.AT_ONCE", 3)
    for _ in range(8):
        exchange.give(exchange.say(None, kind="from_the_future", plain=b"{}"))
    exchange.decide("assignment-0")
    grace = work(site, exchange, seat_1)
    retry_parked(site.hub, site.hub.now())
    assert site.balance(f"visitor:{grace}") == 150
    assert look(site, set_aside.counts)["parked"] == 8


def test_a_busy_exchange_is_left_alone_for_as_long_as_it_asked(site, exchange, seat_1, clock):
    work(site, exchange, seat_1)
    taken, exchange.take = exchange.take, _busy
    send(site)
    clock.forward(seconds=59)
    exchange.take = taken
    send(site)
    assert waiting(site) == 1
    clock.forward(seconds=1)
    send(site)
    assert waiting(site) == 0


def _busy(body):
    raise Refusal("busy", after_s=60)


def test_an_exchange_that_was_away_for_three_days_gets_all_with_no_restart(
    site, exchange, seat_1, clock
):
    """The job tries again within the longest wait, whatever happened before."""
    exchange.wire.down = True
    work(site, exchange, seat_1, 3)
    for _ in range(3 * 24):
        clock.forward(hours=1)
        send(site)
    exchange.wire.down = False
    send(site)
    clock.forward(seconds=LONGEST_MS // 1000)
    send(site)
    assert waiting(site) == 0
