"""Copies of facts stay as long as somebody may still need them, and no longer."""

from fakes.machines import look

from kiosk.acts import exchange_link, retention, station_link
from kiosk.jobs import tidying
from kiosk.link import sqlite_inbox
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.sync import Kept, Outcome

DAY_S = 86_400


def told(site, seat_1, facts):
    session = site.start(1, by=site.operator).session
    for n in range(facts):
        assert seat_1.tell(SessionUsed(session, n + 1, "paused")) == [("stored", "")]


def note_safe(site, kept):
    def act(db, now) -> int:
        return sqlite_inbox.note_safe(db, kept)

    return site.hub.write(act)


def with_bytes(site):
    sql = "SELECT count(*) FROM inbox WHERE raw <> x''"
    return look(site, lambda db: db.execute(sql).fetchone()[0])


def for_stations(site, state):
    sql = "SELECT count(*) FROM outbox WHERE audience LIKE 'station:%' AND state = :state"
    return look(site, lambda db: db.execute(sql, {"state": state}).fetchone()[0])


def test_bytes_of_stations_facts_go_once_a_verified_copy_has_them(site, seat_1, clock):
    told(site, seat_1, facts=3)
    clock.forward(days=31)
    assert look(site, retention.any_to_let_go, site.hub.now()) is False
    note_safe(site, [Kept(seat_1.keys.origin, seat_1.epoch, 2)])
    assert look(site, retention.any_to_let_go, site.hub.now()) is True
    tidying.let_copies_go(site.hub, site.hub.now())
    assert with_bytes(site) == 1
    changes = site.hub.changes.n
    tidying.let_copies_go(site.hub, site.hub.now())
    assert site.hub.changes.n == changes


def test_what_a_station_has_pulled_goes_after_thirty_days(site, seat_1, clock):
    site.hub.write(station_link.tell_again)
    feed = look(site, lambda db: db.execute("SELECT epoch, last_seq FROM stream").fetchone())
    site.hub.write(station_link.note_pulled, epoch=feed["epoch"], seq=feed["last_seq"])
    kept = for_stations(site, "acknowledged")
    assert kept
    clock.forward(days=30)
    tidying.let_copies_go(site.hub, site.hub.now())
    assert for_stations(site, "acknowledged") == kept
    clock.forward(seconds=1)
    tidying.let_copies_go(site.hub, site.hub.now())
    assert for_stations(site, "acknowledged") == 0


def test_an_act_lets_a_little_go_at_a_time(site, seat_1, clock, monkeypatch):
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 2)
    told(site, seat_1, facts=5)
    note_safe(site, [Kept(seat_1.keys.origin, seat_1.epoch, 5)])
    clock.forward(days=31)
    assert [site.hub.write(retention.let_go) for _ in range(3)] == [True, True, False]
    assert with_bytes(site) == 0


def test_an_exchange_that_lost_what_we_let_go_is_told_so(site, exchange, seat_1, clock):
    exchange.allot("assignment-1")
    grace = site.visitor()
    site.sat(1, grace, by=site.operator)
    seat_1.submit("session", grace, "assignment-1")
    sql = "SELECT epoch, seq FROM outbox WHERE audience = 'exchange' ORDER BY n"
    sent = look(site, lambda db: db.execute(sql).fetchone())
    ours = site.hub.keys.origin
    site.hub.write(
        exchange_link.settle_outbox,
        outcomes=(Outcome(f"{ours}/{sent['epoch']}/1", "stored", answer="accepted"),),
        kept=(Kept(ours, sent["epoch"], 1, safe_upto=1),),
    )
    clock.forward(days=3)
    tidying.let_copies_go(site.hub, site.hub.now())
    for _ in range(2):
        lost = (Kept(ours, sent["epoch"], 0),)
        site.hub.write(exchange_link.settle_outbox, outcomes=(), kept=lost)
    rows = look(site, lambda db: [tuple(row) for row in db.execute(sql)])
    assert rows == [(sent["epoch"], 2)]
