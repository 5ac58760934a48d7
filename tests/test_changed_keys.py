"""A hub's keys change: to its exchange it is the same hub, by network and by stick."""

import pytest
from exchange.lines import ClientTransport, join
from fakes import quick_disk
from fakes.two_sides import Sides, answered, fresh, only
from faults.web import token
from sqlalchemy import select

from kiosk.acts import exchange_link
from kiosk.exchange import commands
from kiosk.exchange.acts.people import revoke_hub
from kiosk.exchange.app import create_app
from kiosk.exchange.queries.standing import facts_now
from kiosk.exchange.store import hub_keys, people
from kiosk.exchange.store.tables import audit
from kiosk.hub_folder import KEYS
from kiosk.jobs.exchange_jobs import pull_from_exchange
from kiosk.link import sqlite_outbox, sqlite_settled
from kiosk.link.client import LinkDownError, SignedClient
from kiosk.protocol.keys import Keys, bytes_of, make_keys
from kiosk.protocol.succession import chain_of
from kiosk.protocol.sync import PULL_PATH, Kept
from kiosk.rules.refusals import Refusal


@pytest.fixture
def sides(clock):
    with quick_disk.folder() as folder:
        made = Sides(folder, clock)
        yield made
        made.close()


def known_as(sides, keys):
    """What the exchange has of the hub with these keys."""
    with sides.exchange.read() as db:
        return people.hub_of(db, keys.origin)


def as_newest(sides, peer):
    keys = sides.hub.keys
    kept = (peer.origin, peer.public_signing, peer.public_sealing)
    return kept == (keys.site, keys.public_signing, keys.public_sealing)


def all_went(sides, names):
    assert [sides.market.state(name) for name in names] == ["Submitted"] * len(names)
    with sides.exchange.read() as db:
        assert facts_now(db).gaps == ()
    sides.market.adds_up()


def changes(sides):
    with sides.exchange.read() as db:
        return len(db.execute(select(audit).where(audit.c.what == "change_keys")).all())


@pytest.mark.parametrize("times", [1, 2])
def test_what_waited_goes_up_under_the_new_keys_and_is_paid_to_the_same_hub(sides, times):
    _, names = answered(sides)
    first = sides.hub.keys.origin
    sides.change_keys(times)
    more = sides.slots()
    sides.connect()
    sides.talk()
    assert (sides.hub.line.up, sides.waiting(), more) == (True, 0, [])
    all_went(sides, names)
    assert as_newest(sides, known_as(sides, sides.hub.keys))
    assert changes(sides) == 1
    for name in names:
        sides.market.decide(name, "approve")
    assert sides.market.balance(f"hub:{first}") > 0
    sides.market.post(2)
    sides.talk()
    assert len(sides.slots()) == 2


def give_two_more(sides):
    """Two more tasks come, and are answered under the keys of now."""
    sides.market.post(2)
    sides.connect()
    sides.hub.line.client.tell_keys()
    pull_from_exchange(sides.hub, sides.clock.now())
    names = sides.slots()
    for name in names:
        assert sides.seat.submit("session", sides.grace, name) == [("stored", "")]
    return names


def test_answers_of_before_and_after_the_change_go_in_one_batch(sides):
    sides.grace, names = answered(sides)
    sides.change_keys()
    names += give_two_more(sides)
    assert sides.waiting() == 5
    sides.talk()
    all_went(sides, names)
    assert sides.waiting() == 0


def test_the_keys_of_before_let_nobody_in_any_more(sides):
    old = sides.hub.keys
    sides.change_keys()
    transport = sides.connect()
    sides.talk()
    thief = SignedClient(transport, old, sides.exchange.keys.public_signing)
    with pytest.raises(Refusal, match="wrong_signature"):
        thief.call("GET", PULL_PATH)
    fork = SignedClient(transport, old.followed_by(make_keys()), b"")
    with pytest.raises(LinkDownError):
        fork.tell_keys()
    assert as_newest(sides, known_as(sides, old))


def test_a_stick_written_before_the_change_is_read_after_it(sides):
    _, names = answered(sides)
    path = only(sides.write(fresh(sides)))
    down = fresh(sides)
    sides.market.post(2)
    sides.exchange_writes(down)
    sides.change_keys()
    sides.connect()
    sides.talk()
    assert sides.exchange_reads(path)["hubs"] == ["Van"]
    assert sides.read(down)["facts"] > 0
    all_went(sides, names)


def test_where_no_network_is_the_stick_itself_says_that_the_keys_have_changed(sides):
    _, names = answered(sides)
    before = only(sides.write(fresh(sides)))
    sides.change_keys(2)
    after = only(sides.write(fresh(sides)))
    assert sides.exchange_reads(after)["hubs"] == ["Van"]
    assert as_newest(sides, known_as(sides, sides.hub.keys))
    assert sides.exchange_reads(before)["new"] == 0
    all_went(sides, names)
    sides.exchange_writes()
    sides.read()
    assert sides.waiting() == 0


def test_a_stick_of_between_two_changes_is_read_after_both(sides):
    _, names = answered(sides)
    sides.change_keys()
    between = only(sides.write(fresh(sides)))
    sides.change_keys()
    sides.connect()
    sides.talk()
    assert sides.exchange_reads(between)["new"] == 0
    all_went(sides, names)


def test_no_other_hub_is_believed_for_its_stick(sides):
    """Neither one with a chain of its own, nor one that goes on from a key that was given up."""
    answered(sides)
    ours = (sides.hub.folder / KEYS).read_bytes()
    old = sides.hub.keys
    sides.change_keys()
    sides.connect()
    sides.talk()
    for keys in (make_keys().followed_by(make_keys()), old.followed_by(make_keys())):
        sides.hub.close()
        (sides.hub.folder / KEYS).write_bytes(bytes_of(keys))
        sides.start_again()
        with pytest.raises(Refusal, match="bundle_of_stranger"):
            sides.exchange_reads(only(sides.write(fresh(sides))))
    assert changes(sides) == 1
    sides.hub.close()
    (sides.hub.folder / KEYS).write_bytes(ours)
    sides.start_again()


def test_a_hub_that_was_removed_cannot_come_back_by_new_keys(sides):
    answered(sides)
    old = sides.hub.keys
    sides.exchange.write(revoke_hub, origin=old.origin, by="test")
    sides.change_keys()
    transport = sides.connect()
    sides.talk()
    assert not sides.hub.line.up
    with pytest.raises(LinkDownError):
        SignedClient(transport, sides.hub.keys, b"").tell_keys()
    with pytest.raises(Refusal, match="revoked"):
        sides.exchange_reads(only(sides.write(fresh(sides))))
    assert known_as(sides, old).public_signing == old.public_signing


def test_a_hub_is_removed_by_any_of_its_names(sides):
    old = sides.hub.keys
    sides.change_keys()
    sides.connect()
    sides.talk()
    sides.exchange.write(revoke_hub, origin=sides.hub.keys.origin, by="test")
    assert known_as(sides, old).revoked


def test_a_hub_restored_to_keys_of_before_goes_on_with_these_by_a_code_of_staff(sides):
    """Its machine burned, and the backup is older than the change: nobody has the newer keys."""
    _, names = answered(sides)
    path = sides.hub.folder / KEYS
    old = path.read_bytes()
    sides.change_keys()
    sides.connect()
    sides.talk()
    sides.hub.close()
    path.write_bytes(old)
    sides.start_again()
    sides.connect()
    sides.talk()
    assert (sides.hub.line.up, sides.hub.line.paused) == (False, "wrong_signature")
    code = commands.add_hub(sides.exchange, name="Van")["code"]
    join(create_app(sides.exchange), code, keys=sides.hub.keys)
    sides.connect()
    sides.talk()
    assert sides.hub.line.up
    assert as_newest(sides, known_as(sides, sides.hub.keys))
    all_went(sides, names)


def test_it_is_told_twice_and_noted_once_and_a_wrong_word_is_refused(sides):
    sides.change_keys()
    transport = sides.connect()
    client = SignedClient(transport, sides.hub.keys, b"")
    client.tell_keys()
    client.tell_keys()
    assert changes(sides) == 1
    own = sides.hub.keys
    round_again = Keys(own.signing, own.sealing).followed_by(own.older[0])
    for body in (b"{}", b'{"chain":[]}', b"no", b"x" * 40_000):
        assert transport.send("POST", "/keys/v1", {}, body).status in {400, 413}
    with pytest.raises(LinkDownError):  # to a key that it had: no way back but a code
        SignedClient(transport, round_again, b"").tell_keys()
    with pytest.raises(LinkDownError):  # no hub of here
        SignedClient(transport, make_keys().followed_by(make_keys()), b"").tell_keys()
    with sides.exchange.read() as db:
        assert hub_keys.other_names(db) == dict.fromkeys(own.origins, own.site)
        assert hub_keys.names_of(db, own.site) == (own.site, own.origin)


def test_a_line_that_breaks_while_the_keys_are_told_is_tried_again(sides):
    _, names = answered(sides)
    sides.change_keys()
    transport = sides.connect()
    honest = transport.send
    cut = []

    def send(method, path, headers, body):
        if path == "/keys/v1" and not cut:
            cut.append(path)
            raise LinkDownError("cut")
        return honest(method, path, headers, body)

    transport.send = send
    sides.talk()
    assert (sides.hub.line.up, sides.waiting()) == (False, 3)
    sides.clock.forward(seconds=600)
    sides.talk()
    all_went(sides, names)


def test_joining_with_changed_keys_says_first_whose_they_are(sides, monkeypatch):
    from kiosk import exchange_child

    app = create_app(sides.exchange)
    monkeypatch.setattr(exchange_child, "HttpTransport", lambda _url: ClientTransport(app))
    sides.change_keys()
    code = commands.add_hub(sides.exchange, name="Van")["code"]
    exchange_child.join(sides.hub, "http://exchange", code=code, by="test")
    assert as_newest(sides, known_as(sides, sides.hub.keys))
    with sides.exchange.read() as db:
        assert [one.origin for one in people.hubs_named(db)].count(sides.hub.keys.site) == 1
        assert people.hub_of(db, sides.hub.keys.origin).origin == sides.hub.keys.site
        by_new_name = people.hubs_named(db, sides.hub.keys.origin)
    assert [one.origin for one in by_new_name] == [sides.hub.keys.site]


def test_the_page_of_messages_calls_the_hub_by_its_name(sides):
    """Also for what it says under a name that the exchange learned later."""
    sides.grace, _ = answered(sides)
    sides.change_keys()
    give_two_more(sides)
    sides.hub.write(quarantine_first_of_this_name, origin=sides.hub.keys.origin)
    sides.talk()
    with sides.exchange.read() as db:
        (gap,) = facts_now(db).gaps
    assert gap.origin == sides.hub.keys.origin
    client = create_app(sides.exchange).test_client()
    page = "/staff/sign-in"
    code = commands.staff(sides.exchange)["code"]
    client.post(page, data={"csrf_token": token(client, page), "code": code})
    assert "Van: 1 message missing" in client.get("/staff/").get_data(as_text=True)


def quarantine_first_of_this_name(db, now, *, origin):
    """The eldest fact under the new name never goes up."""
    del now
    rows = db.execute("SELECT n, raw FROM outbox WHERE audience = 'exchange' ORDER BY n").fetchall()
    mine = [row["n"] for row in rows if origin.encode() in bytes(row["raw"])]
    db.execute("UPDATE outbox SET state = 'quarantined' WHERE n = :n", {"n": mine[0]})


def test_a_stranger_with_our_chain_on_his_stick_is_a_stranger(sides, monkeypatch):
    """Whoever saw a stick of ours has it; it leads to our key, and he signs with his own."""
    sides.change_keys()
    chain = chain_of(sides.hub.keys)
    path = sides.hub.folder / KEYS
    ours = path.read_bytes()
    sides.hub.close()
    path.write_bytes(bytes_of(make_keys()))
    sides.start_again()
    monkeypatch.setattr("kiosk.link.bundles.chain_of", lambda _keys: chain)
    with pytest.raises(Refusal, match="bundle_of_stranger"):
        sides.exchange_reads(only(sides.write(fresh(sides))))
    assert changes(sides) == 0
    sides.hub.close()
    path.write_bytes(ours)
    sides.start_again()


def test_numbers_of_before_that_are_given_up_under_the_new_keys_are_not_waited_for(sides):
    _, names = answered(sides)
    sides.change_keys()
    with sides.hub.read() as db:
        (eldest, *_) = sqlite_outbox.next_parcels(
            db, audience="exchange", limit=9, limit_bytes=10**6
        )
    sides.hub.write(exchange_link.quarantine_parcel, parcel_id=eldest.id, code="failed")
    sides.connect()
    sides.talk()
    all_went(sides, names[1:])


def test_what_was_let_go_is_given_up_once_also_under_the_new_keys(sides):
    """The exchange was put back to before it had anything, and our copies are long gone."""
    answered(sides)
    first = sides.hub.keys.origin
    sides.change_keys()
    kept = sides.hub.write(let_go)
    with sides.hub.read() as db:
        told = Kept(first, kept, 0)
        assert sqlite_settled.has_let_go(db, told)
    sides.hub.write(exchange_link.settle_outbox, outcomes=(), kept=(told,))
    with sides.hub.read() as db:
        assert not sqlite_settled.has_let_go(db, told)


def let_go(db, now):
    """The first two of three are gone; returns their epoch."""
    del now
    rows = db.execute("SELECT n, epoch FROM outbox WHERE audience = 'exchange' ORDER BY n")
    (one, two, *_) = rows.fetchall()
    for row in (one, two):
        db.execute("DELETE FROM outbox WHERE n = :n", {"n": row["n"]})
    return one["epoch"]
