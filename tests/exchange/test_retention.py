"""What nobody can ask for goes, a bounded part at a time; whatever is asked for is there or told.

The cases in which a hub asks again, and what it finds:

| the hub                                          | it finds                                      |
|--------------------------------------------------|-----------------------------------------------|
| never fetched                                    | all, however old                              |
| restored to less than 30 days ago                | all it lost, as it was sent                   |
| restored to longer ago                           | a word on what is gone, every decision of it  |
| restored to before the exchange's last epoch     | the same from the epoch's beginning           |
| asks twice for the same, its answer lost         | the same once more, nothing told twice        |
| restored, then away for long                     | all: the thirty days begin anew               |
| carries sticks only                              | the same on its stick                         |
| whose exchange was restored meanwhile            | the same in the new epoch                     |
| sends a fact again whose bytes are let go        | `duplicate`; another under its name: `conflict` |
"""

import pytest
from exchange.market import Market
from link.shelves import shelf
from sqlalchemy import func, insert, select, text

from kiosk.exchange import commands
from kiosk.exchange.acts import people, retention
from kiosk.exchange.acts.retention import REQUESTS_KEPT_S, ROWS_AT_ONCE, let_go
from kiosk.exchange.exchange import open_exchange
from kiosk.exchange.jobs import let_go as job
from kiosk.exchange.store.fact_tables import heard, inbox, outbox, stream
from kiosk.exchange.store.tables import audit, request_done, sign_in
from kiosk.link.receiver import reread, take_only
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.bodies import Allotment
from kiosk.protocol.facts import Place, make_fact
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

BOTH = pytest.mark.parametrize("market", ["sqlite", "postgres"], indirect=True)
"""Where the engine matters; the rest runs on SQLite only, for it is the same act."""


@pytest.fixture
def market(request):
    """A market on SQLite; on both where a test asks for it."""
    return request.getfixturevalue(
        "quick_market" if not hasattr(request, "param") else request.param + "_market"
    )


@pytest.fixture
def sqlite_market(quick_market):
    return quick_market


@pytest.fixture
def postgres_market(fast_folder, postgres_url, clock):
    settings = ExchangeSettings(database_url=postgres_url)
    opened = open_exchange(fast_folder / "exchange", settings, clock)
    yield Market(opened)
    opened.close()


@pytest.fixture
def worked(market):
    """Three answers approved; the hub has fetched all, and said so."""
    names = market.submitted(rows=3)
    for name in names:
        market.decide(name, "approve")
    market.exchange.let_time_pass()
    for _ in range(2):
        market.hub.pull()
    return names


def pass_days(market, clock, days):
    """Days go by with the job in each ten of them."""
    for _ in range(0, days, 10):
        clock.forward(days=10)
        job(market.exchange)


def kept(market):
    """The numbers of the hub's stream that are there with their bytes."""
    with market.exchange.read() as db:
        rows = db.execute(select(outbox.c.seq, outbox.c.raw).order_by(outbox.c.seq))
        return [row.seq for row in rows if row.raw]


def restored_to(market, seq, epoch=None):
    market.hub.have = (epoch or market.hub.have[0], seq)


@BOTH
def test_what_a_hub_has_had_for_thirty_days_goes_and_the_books_still_add_up(market, worked, clock):
    assert kept(market) == [1, 2, 3, 4]
    pass_days(market, clock, 20)
    assert kept(market) == [1, 2, 3, 4]
    pass_days(market, clock, 30)
    assert kept(market) == []
    assert market.hub.pull() == []
    market.adds_up()
    market.post(rows=1)
    assert [type(body) for body in market.hub.pull()] == [Allotment]


def test_what_a_hub_never_fetched_never_goes(market, clock):
    market.post(rows=1)
    market.hub.slots()  # it has not said that it has them
    pass_days(market, clock, 400)
    assert kept(market) == [1]


def test_a_hub_restored_to_lately_finds_all_as_it_was_sent(market, worked, clock):
    pass_days(market, clock, 20)
    restored_to(market, 1)
    assert [body.assignment for body in market.hub.decisions()] == worked
    market.adds_up()


def test_a_hub_restored_and_then_away_finds_all(market, worked, clock):
    pass_days(market, clock, 30)
    restored_to(market, 1)
    lost = market.hub.have
    assert len(market.hub.pull()) == 3
    market.hub.have = lost  # the answer was lost, and then the line
    pass_days(market, clock, 30)
    assert [body.assignment for body in market.hub.decisions()] == worked


def after_long(market, clock):
    pass_days(market, clock, 50)
    assert kept(market) == []


@pytest.mark.parametrize("epoch", [None, "00" * 8])
def test_a_hub_restored_to_long_ago_hears_what_is_gone_and_every_decision(
    market, worked, clock, epoch
):
    after_long(market, clock)
    has = 1 if epoch is None else 0
    restored_to(market, 1, epoch)
    for _ in range(2):  # asked twice, its answer lost
        before = market.hub.have
        gone, *decisions = market.hub.pull()
        market.hub.have = before
        assert (gone.first, gone.last, gone.why) == (has + 1, 4, "let_go")
        assert [(one.assignment, one.verdict) for one in decisions] == [
            (name, "approved") for name in worked
        ]
    market.hub.pull()
    market.hub.pull()
    after = len(kept(market))
    market.hub.pull()
    assert len(kept(market)) == after == 4
    market.adds_up()
    pass_days(market, clock, 60)
    assert kept(market) == []
    restored_to(market, 0)
    gone, *decisions = market.hub.pull()
    assert (gone.first, gone.last, len(decisions)) == (1, 8, 3)


@BOTH
def test_the_inbox_of_such_a_hub_is_whole_again(market, worked, clock):
    """As a real hub keeps it: without the word on the gap it would ask for it for ever."""
    after_long(market, clock)
    restored_to(market, 1)
    assert isinstance(market.hub.pull()[0], Abandoned)
    with market.exchange.read() as db:
        rows = db.execute(select(outbox.c.raw, outbox.c.signature).where(outbox.c.raw != b""))
        facts = [reread(bytes(row.raw), bytes(row.signature)) for row in rows]
    origin, epoch = facts[0].fact.origin, facts[0].fact.epoch
    there = SqliteInbox(shelf())
    first = make_fact(
        market.exchange.keys.signing,
        Place(origin, epoch, 1),
        type="allotment",
        body=b"",
        at=facts[0].fact.at,
    )
    take_only(there, clock.now(), [first, *facts], lambda _: "")
    assert there.kept(origin=origin, epoch=epoch).have == 8


def test_an_exchange_restored_meanwhile_tells_it_in_the_new_epoch(market, worked, clock):
    after_long(market, clock)
    restored_to(market, 1)
    market.hub.pull()
    commands.restored(market.exchange)
    assert [body.assignment for body in market.hub.decisions()] == worked
    market.adds_up()


def test_a_hub_that_has_more_than_was_sent_hears_what_is_new_in_a_new_epoch(market, worked):
    """Somebody put an older copy of our folder back."""
    epoch, _ = market.hub.have
    names = market.submitted(rows=1)
    market.decide(names[0], "approve")
    restored_to(market, 99, epoch)
    (told,) = market.hub.decisions()
    assert told.assignment == names[0]
    assert market.hub.have[0] != epoch
    market.hub.pull()
    with market.exchange.read() as db:
        assert db.execute(select(stream.c.read_upto)).scalar() == market.hub.have[1]
        found = db.execute(select(audit.c.what).where(audit.c.what == "find_put_back"))
        assert len(found.all()) == 1
    assert market.hub.pull() == []
    market.adds_up()


def test_of_a_hub_that_is_not_known_nothing_is_kept(market):
    with market.exchange.read() as db:
        assert not retention.is_news(db, hub="nobody", epoch="", after=0)
    market.exchange.write(retention.hear, hub="nobody", epoch="", after=0)
    market.exchange.write(retention.tell_gone, hub="nobody", has=0)


@BOTH
def test_bytes_go_and_the_name_of_every_fact_stays(market, clock):
    names = market.submitted(rows=3)
    again = [
        market.hub.fact(market.hub.submission(name), seq=n + 1) for n, name in enumerate(names)
    ]
    other = market.hub.fact(market.hub.submission(names[0], "3"), seq=1)
    market.hub.react("nothing", "seen")
    market.hub.push(market.hub.submission(names[1], "3", 3))
    clock.forward(days=31)
    job(market.exchange)
    with market.exchange.read() as db:
        rows = db.execute(select(inbox.c.state, inbox.c.raw).order_by(inbox.c.seq)).all()
        assert [(row.state, bool(row.raw)) for row in rows] == [
            ("applied", False),
            ("applied", False),
            ("applied", False),
            ("rejected", True),
            ("parked", True),
        ]
        assert db.execute(select(heard.c.raw_upto)).scalar() == 5
    assert [one.result for one in market.hub.push_facts(*again)] == ["duplicate"] * 3
    assert [one.result for one in market.hub.push_facts(other)] == ["conflict"]
    market.adds_up()


def test_a_younger_fact_ends_what_may_go(market, clock):
    names = market.submitted(rows=2)
    clock.forward(days=29)
    market.hub.react(names[0], "seen")
    clock.forward(days=2)
    job(market.exchange)
    with market.exchange.read() as db:
        assert db.execute(select(heard.c.raw_upto)).scalar() == 2
    job(market.exchange)


def test_a_request_is_answered_alike_for_thirty_days_and_then_forgotten(market, clock):
    def ask(name):
        return market.exchange.write(
            people.add_requester,
            request_id="request-once",
            name=name,
            access_key="AK1",
            secret_hash="none",
            fund_minor=0,
            by="test",
        )

    first = ask("Once")
    clock.forward(days=29)
    job(market.exchange)
    assert ask("Once") == first
    with pytest.raises(Refusal, match="conflict"):
        ask("Twice")
    clock.forward(seconds=REQUESTS_KEPT_S)
    job(market.exchange)
    with market.exchange.read() as db:
        assert db.execute(select(func.count()).select_from(request_done)).scalar() == 0


def test_ended_sign_ins_go_and_counted_tries_stay(market, clock):
    def put(db, now, *, office) -> None:
        del office
        rows = [("ended:x", 0, now), ("staff:y", 0, later(now, seconds=10**6)), ("?ab", 3, 0)]
        for name, failed, until in rows:
            db.execute(insert(sign_in).values(name=name, failed=failed, locked_until=until))

    market.exchange.write(put)
    clock.forward(days=2)
    job(market.exchange)
    with market.exchange.read() as db:
        assert set(db.execute(select(sign_in.c.name)).scalars()) == {"staff:y", "?ab"}


@BOTH
def test_much_data_goes_in_bounded_parts(market, worked, clock):
    """Thousands of each kind: no pass changes more rows than it may, and all of them end it."""
    fill(market, rows=1300)
    clock.forward(days=31)
    passes = []
    market.exchange.write(let_go)  # sets the mark too
    clock.forward(days=31)
    before = total(market)
    while gone := market.exchange.write(let_go):
        passes.append(gone)
        after = total(market)
        assert before - after <= gone <= ROWS_AT_ONCE
        before = after
    assert len(passes) >= 6
    with market.exchange.read() as db:
        assert db.execute(select(func.count()).select_from(request_done)).scalar() == 0
        left = select(func.count()).select_from(inbox).where(inbox.c.raw != b"")
        assert db.execute(left).scalar() == 0
        assert not retention.any_to_let_go(db, clock.now())
    assert kept(market) == []
    job(market.exchange)


def total(market):
    """Rows that are there, and of the inbox those that still have their bytes."""
    with market.exchange.read() as db:
        counts = [
            db.execute(select(func.count()).select_from(request_done)).scalar(),
            db.execute(
                select(func.count()).select_from(outbox).where(outbox.c.raw != b"")
            ).scalar(),
            db.execute(select(func.count()).select_from(inbox).where(inbox.c.raw != b"")).scalar(),
        ]
    return sum(counts)


def fill(market, rows):
    """As after a long time: answered requests, facts that came and went."""

    def put(db, now, *, office) -> None:
        del office
        epoch, last = db.execute(select(stream.c.epoch, stream.c.last_seq)).one()
        done = [
            {
                "request_id": f"request-{n}",
                "act": "x",
                "arguments_sha256": b"",
                "result": b"",
                "at": now,
            }
            for n in range(rows)
        ]
        sent = [
            {
                "epoch": epoch,
                "seq": last + n,
                "type": "allotment",
                "raw": b"x",
                "signature": b"x",
                "at": now,
            }
            for n in range(1, rows + 1)
        ]
        came = [
            {"origin": "a" * 32, "epoch": "bb", "seq": n, "type": "x", "sha256": b"", "raw": b"x", "signature": b"x", "state": "applied", "code": "", "answer": "", "received_at": now}
            for n in range(1, rows + 1)
        ]  # fmt: skip
        db.execute(insert(request_done), done)
        db.execute(insert(outbox), sent)
        db.execute(insert(inbox), came)
        db.execute(insert(heard).values(origin="a" * 32, epoch="bb", have=rows))
        db.execute(text(f"UPDATE stream SET last_seq = {last + rows}, read_upto = {last + rows}"))

    market.exchange.write(put)


def test_the_job_leaves_the_rest_to_the_next_run(market, clock, monkeypatch):
    monkeypatch.setattr("kiosk.exchange.jobs.ACTS_A_RUN", 1)
    market.submitted(rows=1)
    fill(market, rows=600)
    clock.forward(days=31)
    job(market.exchange)
    with market.exchange.read() as db:
        assert db.execute(select(func.count()).select_from(request_done)).scalar() == 101
