"""The doors for hubs: who comes in, what goes over the line, what is refused."""

import pytest
from exchange.lines import ClientTransport, join
from exchange.market import PNG, Market

from kiosk.exchange import commands
from kiosk.exchange.acts.people import revoke_hub
from kiosk.exchange.app import create_app
from kiosk.link.client import LinkDownError
from kiosk.link.puller import pull_once
from kiosk.protocol.bodies import Allotment, HubSubmission, read_body, type_of, write_body
from kiosk.protocol.codec import decode, pack
from kiosk.protocol.enrolment import make_code
from kiosk.protocol.facts import Moment, Place, make_fact
from kiosk.protocol.keys import make_keys
from kiosk.protocol.sync import PULL_PATH, PUSH_PATH, Push, PushAnswer, Sent
from kiosk.rules.refusals import Refusal


@pytest.fixture
def app(quick_market):
    return create_app(quick_market.exchange)


@pytest.fixture
def code(quick_market):
    return commands.add_hub(quick_market.exchange, name="Kibera")["code"]


@pytest.fixture
def joined(app, code):
    return join(app, code)


def refusal_of(function, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        function(*arguments, **named)
    return caught.value.code


def push(client, *facts):
    body = pack(Push(tuple(Sent(one.raw, one.signature) for one in facts)))
    return decode(client.call("POST", PUSH_PATH, body), PushAnswer)


def fact(keys, body, seq=1):
    at = Moment(wall=0, boot_id="b", boot_ns=0)
    place = Place(keys.origin, "00000000000000ab", seq)
    return make_fact(keys.signing, place, type=type_of(body), body=write_body(body), at=at)


def pulled(exchange, client, kept=None):
    """Everything that is new, and how far it goes."""
    bodies = []
    while True:
        following = pull_once(
            client,
            public_key=exchange.keys.public_signing,
            kept=kept,
            take=bodies.extend,
        )
        if following is None:
            return bodies, kept
        kept = following


def test_a_task_goes_down_with_its_picture_and_its_answer_comes_up(quick_market, joined):
    keys, client, _ = joined
    quick_market.post(rows=2)
    facts, kept = pulled(quick_market.exchange, client)
    (allotment,) = [read_body(one.fact, one.fact.body_bytes) for one in facts]
    assert isinstance(allotment, Allotment)
    sha256 = facts[0].fact.blobs[0].sha256
    assert client.call("GET", f"/sync/v1/blobs/{sha256}") == PNG

    submission = quick_market.hub.submission(allotment.slots[0].assignment)
    answer = push(client, fact(keys, submission))
    assert [one.answer for one in answer.results] == ["accepted"]
    assert answer.kept[0].have == 1

    quick_market.decide(submission.assignment, "approve")
    more, _ = pulled(quick_market.exchange, client, kept)
    assert [one.fact.type for one in more] == ["decision"]


def test_a_pull_tells_the_exchange_what_the_hub_has(quick_market, joined):
    _, client, _ = joined
    quick_market.post(rows=2)
    _, kept = pulled(quick_market.exchange, client)
    pulled(quick_market.exchange, client, kept)
    assert quick_market.verify()["facts"]["waiting"] == 0


def test_a_hub_that_lost_its_data_is_given_everything_again(quick_market, joined):
    _, client, _ = joined
    quick_market.post(rows=2)
    first, _ = pulled(quick_market.exchange, client)
    again, _ = pulled(quick_market.exchange, client)
    assert [one.raw for one in again] == [one.raw for one in first]


def test_a_code_lets_one_hub_in(app, code):
    join(app, code)
    assert refusal_of(join, app, code) == "code_used_up"


def test_a_hub_whose_answer_was_lost_may_ask_again(app, code):
    keys, _, _ = join(app, code)
    join(app, code, keys=keys)


def test_a_code_is_good_for_ten_minutes(app, code, clock):
    clock.forward(minutes=10, seconds=1)
    assert refusal_of(join, app, code) == "code_expired"


def test_five_wrong_codes_use_up_the_right_one(app, code):
    wrong = code[:-5] + ("00000" if not code.endswith("00000") else "11111")
    for _ in range(5):
        assert refusal_of(join, app, wrong) == "code_unknown"
    assert refusal_of(join, app, code) == "code_used_up"


def test_who_knows_no_code_uses_up_none(app, code, quick_market):
    for n in range(12):
        guess = str(make_code(quick_market.exchange.keys.public_signing, n.to_bytes(7, "big")))
        assert refusal_of(join, app, guess) == "code_unknown"
    assert join(app, code)


@pytest.mark.parametrize(("back_s", "is_good"), [(60, True), (62, False), (86_400, False)])
def test_a_code_is_not_good_for_longer_where_the_clock_is_set_back(
    app, code, clock, back_s, is_good
):
    clock.jump_wall(seconds=-back_s)
    if is_good:
        assert join(app, code)
    else:
        assert refusal_of(join, app, code) == "code_expired"


def test_a_hub_with_another_currency_is_refused(app, code):
    assert refusal_of(join, app, code, currency="USD") == "currency_differs"
    join(app, code)


def test_a_revoked_hub_is_not_let_in(quick_market, joined):
    keys, client, _ = joined
    quick_market.exchange.write(revoke_hub, origin=keys.origin, by="test")
    assert refusal_of(client.call, "GET", PULL_PATH + "?epoch=&after=0") == "revoked"


def test_a_stranger_is_not_let_in(app, joined, quick_market):
    from kiosk.link.client import SignedClient

    stranger = SignedClient(
        ClientTransport(app), make_keys(), quick_market.exchange.keys.public_signing
    )
    assert refusal_of(stranger.call, "GET", PULL_PATH + "?epoch=&after=0") == "unknown_origin"


def test_a_request_sent_again_is_refused(app, joined):
    _, client, transport = joined
    client.call("GET", PULL_PATH + "?epoch=&after=0")
    answer = transport.send(*transport.sent[-1])
    assert answer.status == 401
    assert b"replayed" in answer.body


@pytest.mark.parametrize(
    ("path", "method", "body", "status", "refusal"),
    [
        (PUSH_PATH, "POST", b"", 401, "unsigned"),
        (PULL_PATH, "GET", b"", 401, "unsigned"),
        ("/sync/v1/blobs/" + "0" * 64, "GET", b"", 401, "unsigned"),
        ("/enrol/v1", "POST", b"not json", 400, "malformed"),
        ("/enrol/v1", "POST", b"{}", 400, "malformed"),
        (PUSH_PATH, "POST", b"x" * (1024 * 1024 + 1), 413, "too_large"),
        ("/enrol/v1", "POST", b"x" * (1024 * 1024 + 1), 413, "too_large"),
        ("/sync/v1/nothing", "GET", b"", 404, "not_found"),
        (PUSH_PATH, "GET", b"", 405, "method_not_allowed"),
        (PUSH_PATH, "PUT", b"", 405, "method_not_allowed"),
        ("/sync/v1/nothing", "POST", b"", 404, "not_found"),
    ],
)
def test_what_comes_unasked_is_refused_as_json(app, path, method, body, status, refusal):
    response = app.test_client().open(path, method=method, data=body)
    assert response.status_code == status
    assert response.get_json(force=True)["refusal"] == refusal


@pytest.mark.parametrize(
    ("path", "method", "refusal"),
    [
        ("/station/v1/beat", "POST", "not_found"),
        ("/", "POST", "method_not_allowed"),
        ("/requester/sign-in", "POST", "csrf_failed"),
    ],
)
def test_a_page_that_is_not_there_is_not_called_a_forged_form(app, path, method, refusal):
    response = app.test_client().open(path, method=method, headers={"Accept": "application/json"})
    assert response.get_json()["refusal"] == refusal


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"no msgpack", "malformed"),
        (b"", "malformed"),
        (b"x" * (300 * 1024), "too_large"),
    ],
)
def test_a_signed_push_that_cannot_be_read_is_refused(joined, body, refusal):
    _, client, _ = joined
    assert refusal_of(client.call, "POST", PUSH_PATH, body) == refusal


def test_a_fact_by_somebody_else_is_refused(quick_market, joined):
    _, client, _ = joined
    other = make_keys()
    body = quick_market.hub.submission("X")
    assert refusal_of(push, client, fact(other, body)) == "malformed"


def test_a_fact_of_another_version_is_refused(joined, quick_market):
    import msgspec

    from kiosk.protocol.signing import Purpose, sign

    keys, client, _ = joined
    made = fact(keys, quick_market.hub.submission("X"))
    raw = msgspec.json.encode({**msgspec.json.decode(made.raw), "v": 99})
    sent = Push((Sent(raw, sign(keys.signing, Purpose.FACT, raw)),))
    assert refusal_of(client.call, "POST", PUSH_PATH, pack(sent)) == "wrong_version"


@pytest.mark.parametrize("query", ["after=x", "epoch=&after=", "after=-1", "after=" + "9" * 17])
def test_a_pull_with_a_wrong_cursor_is_refused(joined, query):
    _, client, _ = joined
    assert refusal_of(client.call, "GET", f"{PULL_PATH}?{query}") == "malformed"


@pytest.mark.parametrize("name", ["0" * 64, "..", "%2e%2e%2fexchange.keys", "g" * 64])
def test_only_blobs_are_given_out(joined, name):
    _, client, _ = joined
    with pytest.raises((Refusal, LinkDownError)):
        client.call("GET", f"/sync/v1/blobs/{name}")


def test_one_bad_answer_does_not_stop_the_others(quick_market, joined):
    keys, client, _ = joined
    quick_market.post(rows=2)
    facts, _ = pulled(quick_market.exchange, client)
    slots = read_body(facts[0].fact, facts[0].fact.body_bytes).slots
    good = quick_market.hub.submission(slots[0].assignment)
    bad = quick_market.hub.submission(slots[1].assignment)
    bad = HubSubmission(**{**{f: getattr(bad, f) for f in bad.__struct_fields__}, "answer_sha256": "0" * 64})  # fmt: skip
    answer = push(client, fact(keys, bad, 1), fact(keys, good, 2))
    assert [one.result for one in answer.results] == ["rejected", "stored"]
    quick_market.adds_up()


def test_an_idle_pull_writes_no_row(quick_market, joined):
    _, client, _ = joined
    pulled(quick_market.exchange, client)
    writes = []
    object.__setattr__(
        quick_market.exchange, "store", _Counting(quick_market.exchange.store, writes)
    )
    pulled(quick_market.exchange, client)
    assert writes == []


class _Counting:
    def __init__(self, store, writes) -> None:
        self._store, self._writes = store, writes

    def write(self, act, **named):
        self._writes.append(act)
        return self._store.write(act, **named)

    def read(self):
        return self._store.read()

    def close(self):
        self._store.close()


def test_a_large_batch_comes_in_facts_of_fifty(quick_market):
    market = Market.__new__(Market)
    market.__dict__.update(quick_market.__dict__)
    market.post(rows=120)
    sizes = [len(body.slots) for body in market.hub.pull()]
    assert sizes == [50, 50, 20]


def test_long_rows_come_in_facts_that_fit(quick_market):
    form = {"prompt": "${note}", "fields": [{"name": "digit", "kind": "text", "label": "x"}]}
    long = "w " * 4000
    table = "note\n" + "".join(f"{n} {long}\n" for n in range(12))
    quick_market.post(rows=12, csv_text=table, form=form)
    bodies = quick_market.hub.pull()
    assert sum(len(body.slots) for body in bodies) == 12
    assert len(bodies) >= 3
