"""Keys that follow each other: who knows one finds the newest, and nobody else lengthens the way."""

import msgspec
import pytest
from protocol.samples import keys

from kiosk.protocol.keys import PAIRS_LIMIT
from kiosk.protocol.succession import chain_of, follow, leads
from kiosk.rules.refusals import Refusal

FIRST, SECOND, THIRD, STRANGER = keys(1), keys(2), keys(3), keys(4)
TODAY = FIRST.followed_by(SECOND).followed_by(THIRD)
CHAIN = chain_of(TODAY)


def test_keys_that_never_changed_have_no_chain():
    assert chain_of(FIRST) == ()
    assert follow((), FIRST.public_signing) == ()


@pytest.mark.parametrize(
    ("known", "way"),
    [(FIRST, CHAIN), (SECOND, CHAIN[1:]), (THIRD, ()), (STRANGER, ())],
    ids=["two changes away", "one change away", "the newest", "a stranger"],
)
def test_who_knows_any_of_them_finds_the_newest(known, way):
    assert follow(CHAIN, known.public_signing) == way
    if way:
        assert (way[-1].signing, way[-1].sealing) == (TODAY.public_signing, TODAY.public_sealing)


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize(
    "wrong",
    [
        {"signing": STRANGER.public_signing},
        {"sealing": STRANGER.public_sealing},
        {"proof": bytes(64)},
    ],
    ids=["another signing key", "another sealing key", "another proof"],
)
def test_a_way_on_which_anything_was_changed_is_refused(at, wrong):
    changed = [*CHAIN]
    changed[at] = msgspec.structs.replace(CHAIN[at], **wrong)
    with pytest.raises(Refusal, match="wrong_signature"):
        follow(changed, FIRST.public_signing)
    assert not leads(tuple(changed), origin=TODAY.site, to=TODAY.public_signing)


def test_a_way_with_a_step_left_out_or_a_strangers_step_is_refused():
    long = chain_of(TODAY.followed_by(keys(5)))
    theirs = chain_of(STRANGER.followed_by(keys(6)))
    for wrong in ((long[0], long[2]), (*CHAIN, *theirs), (CHAIN[0], CHAIN[0])):
        with pytest.raises(Refusal, match="wrong_signature"):
            follow(wrong, FIRST.public_signing)


def test_a_key_is_of_a_name_that_it_bears_or_that_leads_to_it():
    name, newest = FIRST.origin, TODAY.public_signing
    assert TODAY.site == name
    assert leads(CHAIN, origin=name, to=newest)
    assert leads((), origin=name, to=FIRST.public_signing)
    assert not leads((), origin=name, to=newest)
    assert not leads(CHAIN, origin=name, to=SECOND.public_signing)
    assert not leads(CHAIN, origin=SECOND.origin, to=newest)
    assert not leads(chain_of(STRANGER.followed_by(THIRD)), origin=name, to=newest)


def test_the_longest_chain_that_is_kept_is_followed():
    held = keys(1)
    for n in range(2, PAIRS_LIMIT + 1):
        held = held.followed_by(keys(n))
    assert len(follow(chain_of(held), keys(1).public_signing)) == PAIRS_LIMIT - 1
