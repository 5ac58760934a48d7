"""What nobody can repeat any more is forgotten; what still may be is not."""

import pytest
from fakes.machines import look

from kiosk.acts import cashier, forgetting
from kiosk.disk import once
from kiosk.jobs import tidying
from kiosk.rules.refusals import Refusal
from kiosk.store import books, commands

REQUEST = "request-of-monday"


def move_cash(site, request_id, minor):
    return site.hub.write(
        cashier.move_cash,
        request_id=request_id,
        move=f"move-{minor}",
        kind="pay_in",
        amount_minor=minor,
        reason="found",
        by=site.operator,
    )


def kept_requests(site):
    with site.hub.read() as db:
        return db.execute("SELECT count(*) FROM request_done").fetchone()[0]


def test_a_request_is_known_for_a_week(site, clock):
    move_cash(site, REQUEST, 100)
    clock.forward(days=7)
    assert site.hub.write(forgetting.forget_done) is False
    with pytest.raises(Refusal, match="conflict"):
        move_cash(site, REQUEST, 200)
    clock.forward(seconds=1)
    assert look(site, forgetting.any_to_forget, site.hub.now())
    site.hub.write(forgetting.forget_done)
    assert kept_requests(site) == 0


def test_younger_requests_stay(site, clock):
    move_cash(site, REQUEST, 100)
    clock.forward(days=6)
    move_cash(site, "request-of-sunday", 300)
    clock.forward(days=2)
    site.hub.write(forgetting.forget_done)
    assert kept_requests(site) == 1
    assert look(site, once.eldest_at) == clock.now() - 2 * 86_400_000


def test_an_act_forgets_a_little_at_a_time(site, clock, monkeypatch):
    monkeypatch.setattr(forgetting, "ROWS_AT_ONCE", 2)
    for n in range(1, 6):
        move_cash(site, f"request-{n}", n)
    clock.forward(days=8)
    assert [site.hub.write(forgetting.forget_done) for _ in range(3)] == [True, True, False]
    assert kept_requests(site) == 0
    assert not look(site, forgetting.any_to_forget, site.hub.now())


def orders(site, seat):
    with site.hub.read() as db:
        rows = db.execute(
            "SELECT n FROM command WHERE station = :station ORDER BY n",
            {"station": site.stations[seat]},
        )
        return [row["n"] for row in rows]


def send(site, seat, count, *, done):
    station = site.stations[seat]
    numbers = [
        site.hub.write(commands.send, station=station, kind="message", words="hello")
        for _ in range(count)
    ]
    if done:
        site.hub.write(commands.done_upto, station=station, n=numbers[-1])


def test_done_orders_go_but_for_each_stations_newest(site, clock):
    send(site, 1, 3, done=True)
    send(site, 2, 2, done=False)
    clock.forward(days=8)
    site.hub.write(forgetting.forget_done)
    assert (orders(site, 1), orders(site, 2)) == ([3], [1, 2])
    send(site, 1, 1, done=False)
    assert orders(site, 1) == [3, 4]  # a number is never given twice


def test_the_job_forgets_until_all_is_gone_and_writes_nothing_then(site, clock, monkeypatch):
    monkeypatch.setattr(forgetting, "ROWS_AT_ONCE", 2)
    send(site, 1, 6, done=True)
    clock.forward(days=8)
    tidying.forget_done(site.hub, site.hub.now())
    assert orders(site, 1) == [6]
    commits = site.hub.changes.n
    tidying.forget_done(site.hub, site.hub.now())
    assert site.hub.changes.n == commits


def test_the_job_leaves_the_rest_for_its_next_run(site, clock, monkeypatch):
    monkeypatch.setattr(forgetting, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(tidying, "ACTS_A_RUN", 2)
    send(site, 1, 6, done=True)
    clock.forward(days=8)
    tidying.forget_done(site.hub, site.hub.now())
    assert orders(site, 1) == [3, 4, 5, 6]


def test_the_books_are_closed_once_it_is_worth_a_write(site, monkeypatch):
    tidying.close_books(site.hub, site.hub.now())
    assert look(site, books.closed).transfers == 0
    monkeypatch.setattr(tidying, "CLOSED_AFTER_ROWS", 1)
    tidying.close_books(site.hub, site.hub.now())
    assert look(site, books.closed) == look(site, books.newest)
    commits = site.hub.changes.n
    tidying.close_books(site.hub, site.hub.now())
    assert site.hub.changes.n == commits
