"""A station speaks to its own hub only: pinned roots, never a way back to plain HTTP."""

import pytest
from fakes.clock import FakeClock
from fakes.hub import FakeHub
from fakes.tls_server import serving_tls
from msgspec.structs import replace

from kiosk import site_ca
from kiosk.link.client import HttpTransport, LinkDownError, UntrustedError
from kiosk.protocol.keys import make_keys
from kiosk.protocol.succession import chain_of
from kiosk.protocol.trust import Trust, sign_trust
from kiosk.rules.refusals import Refusal
from station_agent.folder import Machine, PinnedHub, enrol_station, keep_keys, load_machine
from station_agent.line import first_line, line_to

DAY_S = 86_400


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def ca(tmp_path, clock):
    site_ca.make(tmp_path / "hub", clock.now(), names=("hub.lan",), site_name="Kibera")
    return tmp_path / "hub"


@pytest.fixture
def hub(clock):
    return FakeHub(clock)


@pytest.fixture
def server(ca, hub):
    with serving_tls(ca, hub.keys, hub) as server:
        yield server


@pytest.fixture
def enrolled(tmp_path, server, hub):
    line, trust = first_line(server.url, hub.code)
    enrol_station(tmp_path / "seat", line, url=server.url, code=hub.code, trust=trust)
    return load_machine(tmp_path / "seat")


def asks(line):
    return line.send("GET", "/anything", {}, b"").status


def test_the_first_line_pins_the_roots_and_the_second_uses_them(enrolled, server, ca):
    assert enrolled.hub.trust == site_ca.trust(ca)
    assert asks(line_to(enrolled, server.url)) == 401  # the hub's own no: nobody signed


def test_a_hub_that_did_not_give_the_code_hears_nothing_of_it(server, hub, tmp_path):
    server.keys = make_keys()
    with pytest.raises(Refusal, match="hub_key_differs"):
        first_line(server.url, hub.code)
    assert server.heard == []


def test_somebody_in_between_hears_nothing(enrolled, server, ca, tmp_path, clock):
    """A neighbour at the hub's address, with a CA of its own that it calls the hub's."""
    site_ca.make(tmp_path / "bad", clock.now(), names=("hub.lan",), site_name="Kibera")
    with serving_tls(tmp_path / "bad", make_keys()) as neighbour:
        with pytest.raises(UntrustedError, match="certificate"):
            asks(line_to(enrolled, neighbour.url))
        assert neighbour.heard == []
        neighbour.keys = enrolled.keys  # and one that signs with another key that exists
        with pytest.raises(UntrustedError):
            asks(line_to(enrolled, neighbour.url))
        assert neighbour.heard == []


def test_the_same_roots_for_another_address_are_not_enough(enrolled, server, hub, tmp_path, clock):
    """A certificate of this very CA, but for another machine."""
    names = site_ca.leaf(server.folder).names
    assert "127.0.0.1" in names
    site_ca._make_leaf(server.folder / site_ca.FOLDER, clock.now(), ("hub.lan",))
    server.show_certificate()
    with pytest.raises(UntrustedError):
        asks(line_to(enrolled, server.url))


def test_a_new_leaf_needs_no_word(enrolled, server, clock):
    line = line_to(enrolled, server.url)
    assert asks(line) == 401
    clock.forward(seconds=270 * DAY_S)
    assert site_ca.renew_if_due(server.folder, clock.now())
    server.show_certificate()
    assert asks(line_to(enrolled, server.url)) == 401
    assert load_machine(enrolled.folder).hub.trust == enrolled.hub.trust


def test_new_roots_reach_a_station_that_runs_and_are_kept(enrolled, server, hub, clock):
    line = line_to(enrolled, server.url)
    assert asks(line) == 401
    clock.forward(seconds=1)
    site_ca.new_root(server.folder, clock.now(), site_name="Kibera")
    server.show_certificate()
    fresh = line_to(enrolled, server.url)
    assert asks(fresh) == 401
    assert load_machine(enrolled.folder).hub.trust == site_ca.trust(server.folder)
    assert asks(line_to(load_machine(enrolled.folder), server.url)) == 401


def test_old_roots_are_never_believed_again(enrolled, server, clock, tmp_path):
    """What the hub signed once can be told again by who stole the old root."""
    old = server.trust()
    clock.forward(seconds=1)
    site_ca.new_root(tmp_path / "hub", clock.now(), site_name="Kibera")
    new = line_to(enrolled, server.url)
    server.show_certificate()
    asks(new)
    newer = load_machine(enrolled.folder)
    assert newer.hub.trust.n > old.n
    site_ca.make(tmp_path / "thief", clock.now(), names=("hub.lan",), site_name="Kibera")
    with serving_tls(tmp_path / "thief", server.keys) as thief:
        thief.answers_questions = False  # the words are signed, but not for who asks now
        thief.trust = lambda: old
        with pytest.raises(UntrustedError):
            asks(line_to(newer, thief.url))
        thief.trust = lambda: Trust(newer.hub.trust.n, site_ca.trust(tmp_path / "thief").roots)
        with pytest.raises(UntrustedError):
            asks(line_to(newer, thief.url))
        assert thief.heard == []


def test_roots_made_under_a_clock_of_the_future_do_not_outrank_those_of_today(
    tmp_path, hub, clock, enrolled, server
):
    """The clock stood at 2038 when they were made; then the hub lost them and made others."""
    site_ca.new_root(server.folder, 2_145_916_800_000, site_name="Kibera")
    server.show_certificate()
    assert asks(line_to(enrolled, server.url)) == 401
    future = load_machine(enrolled.folder)
    clock.forward(seconds=DAY_S)
    site_ca.new_root(server.folder, clock.now(), site_name="Kibera")
    server.show_certificate()
    assert site_ca.trust(server.folder).n < future.hub.trust.n
    assert asks(line_to(future, server.url)) == 401
    assert load_machine(enrolled.folder).hub.trust == site_ca.trust(server.folder)


def test_a_hub_of_before_that_answers_no_question_is_believed_by_its_number(
    enrolled, server, clock
):
    server.answers_questions = False
    clock.forward(seconds=1)
    site_ca.new_root(server.folder, clock.now(), site_name="Kibera")
    server.show_certificate()
    assert asks(line_to(enrolled, server.url)) == 401
    site_ca.new_root(server.folder, clock.now() - 9_000, site_name="Kibera")
    server.show_certificate()
    with pytest.raises(UntrustedError):
        asks(line_to(load_machine(enrolled.folder), server.url))


def test_a_dead_clock_stops_nothing(tmp_path, hub):
    """Certificates from a time that this machine's clock has not reached, and long over."""
    for name, now in (("past", 946_684_800_000), ("future", 4_102_444_800_000)):
        site_ca.make(tmp_path / name, now, names=("hub.lan",), site_name="Kibera")
        with serving_tls(tmp_path / name, hub.keys) as server:
            line, _ = first_line(server.url, hub.code)
            assert asks(line) == 204


@pytest.mark.parametrize("url", ["http://10.0.0.2:8080", "http://hub.lan"])
def test_no_plain_http_to_another_machine(hub, tmp_path, url):
    keys = make_keys()
    pinned = PinnedHub(url, "seat 1", keys.public_signing, keys.public_sealing)
    with pytest.raises(Refusal, match="plain_http"):
        first_line(url, hub.code)
    with pytest.raises(Refusal, match="plain_http"):
        line_to(Machine(tmp_path, keys, pinned), url)


def test_plain_http_on_this_machine(hub, tmp_path):
    line, trust = first_line("http://127.0.0.1:9", hub.code)
    assert trust is None
    keys = make_keys()
    pinned = PinnedHub("http://127.0.0.1:9", "seat 1", keys.public_signing, keys.public_sealing)
    for plain in (line, line_to(Machine(tmp_path, keys, pinned), pinned.url)):
        assert isinstance(plain, HttpTransport)


def test_a_seat_that_was_enrolled_without_tls_learns_the_roots_by_the_pinned_key(enrolled, server):
    bare = Machine(enrolled.folder, enrolled.keys, replace(enrolled.hub, trust=None))
    assert asks(line_to(bare, server.url)) == 401
    assert load_machine(enrolled.folder).hub.trust == server.trust()


def test_a_hub_with_a_certificate_that_everybody_trusts_says_so(enrolled, hub):
    """No roots of its own: the system's count, which do not know this one."""
    line, trust = first_line(
        "https://127.0.0.1:9", hub.code, ask=lambda *_: sign_trust(hub.keys.signing, Trust())
    )
    assert trust == Trust()
    assert isinstance(line, HttpTransport)


def test_a_portal_that_answers_to_everything_is_no_hub(enrolled, ca, server):
    def nothing():
        raise ZeroDivisionError

    server.trust = nothing
    with pytest.raises(LinkDownError):
        first_line(server.url, "00000-00000-00000-00000")
    with pytest.raises(LinkDownError):
        first_line("https://127.0.0.1:9", "00000-00000-00000-00000")


def test_roots_that_cannot_be_read_are_no_roots(hub):
    torn = sign_trust(hub.keys.signing, Trust(1, ("torn",)))
    with pytest.raises(UntrustedError):
        first_line("https://127.0.0.1:9", hub.code, ask=lambda *_: torn)


def test_the_seat_says_that_somebody_else_answers(desk):
    class Impostor:
        def send(self, *_):
            raise UntrustedError("certificate")

    desk.agent.tick()
    assert desk.agent.link.hop.refused == ""
    real, desk.agent.link._client._transport = desk.agent.link._client._transport, Impostor()
    with pytest.raises(UntrustedError):
        desk.agent.link.record("session")
    assert (desk.agent.link.hop.refused, desk.agent.hub_away) == ("certificate", True)
    desk.agent.link._client._transport = real
    desk.agent.rounds.beat()
    assert (desk.agent.link.hop.refused, desk.agent.hub_away) == ("", False)


def test_roots_and_keys_that_changed_at_once_are_learned_by_the_pinned_key(
    enrolled, server, hub, clock
):
    line = line_to(enrolled, server.url)
    server.keys = hub.keys.followed_by(make_keys()).followed_by(make_keys())
    clock.forward(seconds=1)
    site_ca.new_root(server.folder, clock.now(), site_name="Kibera")
    server.show_certificate()
    assert asks(line) == 401
    assert load_machine(enrolled.folder).hub.trust == server.trust()


def test_new_roots_do_not_bring_the_key_of_before_back(enrolled, server, hub, clock):
    line = line_to(enrolled, server.url)
    server.keys = hub.keys.followed_by(make_keys())
    followed = keep_keys(enrolled, chain_of(server.keys))
    clock.forward(seconds=1)
    site_ca.new_root(server.folder, clock.now(), site_name="Kibera")
    server.show_certificate()
    assert asks(line) == 401
    now = load_machine(enrolled.folder).hub
    assert (now.public_signing, now.older) == (
        server.keys.public_signing,
        (hub.keys.public_signing,),
    )
    assert now == replace(followed.hub, trust=server.trust())
