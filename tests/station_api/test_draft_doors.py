"""A draft is kept sealed for its visitor and goes only to the station where that visitor sits."""

import pytest
from fakes.machines import look

from kiosk.acts import forgetting, front_desk, merging
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.drafts import (
    DRAFT_LIMIT_BYTES,
    DRAFT_PATH,
    DRAFTS_LIMIT,
    DRAFTS_LIMIT_BYTES,
    DRAFTS_PATH,
    SEAL_BYTES,
    Draft,
    DraftKept,
    Drafts,
    KeepDraft,
)
from kiosk.protocol.sealing import seal, unseal
from kiosk.rules.refusals import Refusal
from kiosk.store import drafts

HALF = b"half a sentence"


@pytest.fixture
def grace(site):
    return site.visitor("Grace Mwangi", code="471932")


@pytest.fixture
def seats(site, ask, ask_from_2):
    return Seats(site, {1: ask, 2: ask_from_2})


class Seats:
    """Who sits where, and what stations ask of drafts."""

    def __init__(self, site, asks) -> None:
        self.site, self.asks = site, asks

    def sits(self, seat, visitor):
        return self.site.start(seat, by=self.site.operator, visitor=visitor).session

    def leaves(self, seat):
        self.site.hub.write(front_desk.settle_lost_session, seat=seat, by=self.site.operator)

    def types(self, seat, session, plain=HALF, *, name=1, at=None):
        """One that is finished where `plain` is empty; returns whether it holds."""
        sealed = seal(self.site.hub.keys.public_sealing, plain) if plain else b""
        at = self.site.hub.now() if at is None else at
        return self.sends(seat, KeepDraft(session, Draft(f"{name:032x}", sealed), at))

    def sends(self, seat, keeping):
        return decode(self.asks[seat]("POST", DRAFT_PATH, encode(keeping)), DraftKept).kept

    def finds(self, seat, session):
        """What comes for whom sits there, by number."""
        told = self.asks[seat]("GET", f"{DRAFTS_PATH}?session={session}", b"")
        key = self.site.keys[seat].sealing
        drafts = decode(told, Drafts).drafts
        return {int(one.name, 16): unseal(key, one.sealed) for one in drafts}


def test_a_visitor_goes_on_at_another_seat(seats, grace):
    first = seats.sits(1, grace)
    assert seats.types(1, first)
    seats.leaves(1)
    assert seats.finds(2, seats.sits(2, grace)) == {1: HALF}


def test_another_visitor_never_gets_it(site, seats, grace):
    hassan = site.visitor("Hassan Ali", code="471903")
    first = seats.sits(1, grace)
    seats.types(1, first)
    other = seats.sits(2, hassan)
    assert seats.finds(2, other) == {}
    with pytest.raises(Refusal, match="no_session_here"):
        seats.finds(2, first)
    seats.leaves(1)
    with pytest.raises(Refusal, match="no_session_here"):
        seats.finds(1, first)


def test_no_station_writes_into_a_session_that_was_never_there(seats, grace):
    first = seats.sits(1, grace)
    for session in (first, "no-such-session"):
        with pytest.raises(Refusal, match="no_session_here"):
            seats.types(2, session)


def test_what_comes_after_the_sessions_end_is_kept(seats, grace):
    first = seats.sits(1, grace)
    seats.leaves(1)
    assert seats.types(1, first)
    assert seats.finds(1, seats.sits(1, grace)) == {1: HALF}


def test_a_station_whose_visitor_has_left_writes_over_nothing_that_came_later(site, seats, grace):
    first = seats.sits(1, grace)
    seats.leaves(1)
    site.clock.forward(seconds=60)
    second = seats.sits(2, grace)
    assert seats.types(2, second, b"what Grace typed")
    site.clock.forward(seconds=60)
    assert not seats.types(1, first, b"what a thief typed")
    assert not seats.types(1, first, b"")
    assert seats.finds(2, second) == {1: b"what Grace typed"}


def test_nor_do_its_own_push_any_of_them_out(site, seats, grace):
    first = seats.sits(1, grace)
    seats.leaves(1)
    site.clock.forward(seconds=60)
    second = seats.sits(2, grace)
    seats.types(2, second)
    site.clock.forward(seconds=60)
    for name in range(2, DRAFTS_LIMIT + 5):
        seats.types(1, first, name=name)
    assert 1 in seats.finds(2, second)


def test_of_two_the_later_one_holds_whichever_comes_last(site, seats, grace):
    first, now = seats.sits(1, grace), site.hub.now()
    assert seats.types(1, first, b"newer", at=now)
    assert not seats.types(1, first, b"older", at=now - 1)
    assert seats.finds(1, first) == {1: b"newer"}
    assert seats.types(1, first, b"", at=now)
    assert not seats.types(1, first, b"older", at=now - 1), "it was finished meanwhile"
    assert seats.finds(1, first) == {}


def test_a_clock_that_is_ahead_wins_for_no_longer_than_now(site, seats, grace):
    first = seats.sits(1, grace)
    assert seats.types(1, first, b"ahead", at=site.hub.now() + 10**9)
    site.clock.forward(seconds=1)
    assert seats.types(1, first, b"after it")
    assert seats.finds(1, first) == {1: b"after it"}


def test_the_oldest_of_too_many_go(site, seats, grace):
    first = seats.sits(1, grace)
    for name in range(DRAFTS_LIMIT + 2):
        site.clock.forward(seconds=1)
        seats.types(1, first, name=name)
    assert set(seats.finds(1, first)) == set(range(2, DRAFTS_LIMIT + 2))


def test_the_oldest_of_too_much_go(site, seats, grace):
    first = seats.sits(1, grace)
    large = b"x" * DRAFT_LIMIT_BYTES
    for name in range(5):
        site.clock.forward(seconds=1)
        seats.types(1, first, large, name=name)
    found = seats.finds(1, first)
    assert sum(len(one) for one in found.values()) <= DRAFTS_LIMIT_BYTES
    assert 4 in found
    assert 0 not in found


@pytest.mark.parametrize(
    ("name", "sealed"), [("../etc", b""), ("0" * 32, b"x" * (DRAFT_LIMIT_BYTES + SEAL_BYTES + 1))]
)
def test_what_is_out_of_shape_is_malformed(seats, grace, name, sealed):
    first = seats.sits(1, grace)
    with pytest.raises(Refusal, match="malformed"):
        seats.sends(1, KeepDraft(first, Draft(name, sealed), 1))


def test_one_that_cannot_be_opened_stops_no_other(seats, grace):
    first = seats.sits(1, grace)
    seats.sends(1, KeepDraft(first, Draft(f"{2:032x}", b"x" * 60), 1))
    seats.types(1, first)
    assert seats.finds(1, first) == {1: HALF}


def test_an_erased_visitors_drafts_are_gone(site, seats, grace):
    session = seats.sits(1, grace)
    seats.types(1, session)
    seats.leaves(1)
    site.hub.write(
        merging.erase_visitor, visitor=grace, by=site.operator, reason="asked", given_up="",
        site=site.hub.site,
    )  # fmt: skip
    assert look(site, drafts.newest, grace, limit=9) == ()
    with pytest.raises(Refusal, match="not_found"):  # one that waited at the seat comes after
        seats.types(1, session)
    assert look(site, drafts.newest, grace, limit=9) == ()


def test_what_was_left_alone_for_a_month_is_forgotten(site, seats, grace):
    seats.types(1, seats.sits(1, grace))
    site.clock.forward(seconds=forgetting.DRAFTS_KEPT_DAYS * 86_400 - 1)
    site.hub.write(forgetting.forget_done)
    assert len(look(site, drafts.newest, grace, limit=9)) == 1
    site.clock.forward(seconds=2)
    with site.hub.read() as db:
        assert forgetting.any_to_forget(db, site.hub.now())
    site.hub.write(forgetting.forget_done)
    assert look(site, drafts.newest, grace, limit=9) == ()
