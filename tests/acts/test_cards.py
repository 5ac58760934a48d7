"""Cards made ahead, bound at their first scan, replaced when lost."""

import pytest
from fakes.machines import look

from kiosk.acts import cards as acts
from kiosk.acts import people
from kiosk.acts.cards import Codes
from kiosk.acts.people import Card
from kiosk.rules.refusals import Refusal
from kiosk.store import cards, visitors

DRAWN = Codes(("000007", "000008", "000008", "000009"))


@pytest.fixture
def make(site):
    def act(count=2, codes=DRAWN):
        return site.hub.write(acts.make_cards, count=count, codes=codes, by=site.operator)

    return act


@pytest.fixture
def register(site):
    def act(blank="", codes=("100000",), name="Hassan Ali"):
        asked = {"name": name, "language": "en", "group": "visitor", "by": site.operator}
        card = Card("hash", codes, "pictures")
        return site.hub.write(people.register_at_desk, card=card, blank=blank, **asked)

    return act


@pytest.fixture
def replace(site):
    def act(visitor, blank="", codes=("200000",)):
        given = {"blank": blank, "codes": Codes(codes), "by": site.operator}
        return site.hub.write(acts.replace_card, visitor=visitor, **given)

    return act


def test_cards_are_made_ahead_with_codes_that_nobody_has(site, make):
    site.visitor(code="000007")
    batch = make(2)
    blank = look(site, cards.blank_of, batch, limit=9)
    assert [(card.n, card.code) for card in blank] == [(1, "000008"), (2, "000009")]
    (shown,) = look(site, cards.batches, limit=9)
    assert (shown.id, shown.count, shown.blank) == (batch, 2, 2)


@pytest.mark.parametrize(("count", "refusal"), [(0, "too_many"), (501, "too_many"), (4, "busy")])
def test_a_batch_out_of_bounds_is_refused(site, make, count, refusal):
    with pytest.raises(Refusal, match=refusal):
        make(count)
    assert look(site, cards.batches, limit=9) == ()


def test_a_blank_card_is_bound_to_who_registers_with_it(site, make, register):
    batch = make()
    who = look(site, visitors.by_id, register(blank="000008"))
    assert (who.code, who.pin_kind) == ("000008", "pictures")
    assert look(site, cards.by_code, "000008").visitor == who.id
    assert [card.code for card in look(site, cards.blank_of, batch, limit=9)] == ["000007"]


def test_a_card_has_one_owner(site, make, register, replace):
    make()
    own = register(blank="000007")
    for code, refusal in (("000007", "card_taken"), ("999999", "card_unknown")):
        with pytest.raises(Refusal, match=refusal):
            register(blank=code, name="Another")
    replace(own)
    with pytest.raises(Refusal, match="card_replaced"):
        register(blank="000007", name="Another")
    own_printed = site.visitor(code="471902")
    with pytest.raises(Refusal, match="card_taken"):
        register(blank="471902", name="Another")
    assert look(site, visitors.count) == 2
    assert own_printed != own


def test_no_new_code_is_that_of_a_printed_card(site, make, register):
    make()
    assert look(site, visitors.by_id, register(codes=("000007", "000010"))).code == "000010"
    with pytest.raises(Refusal, match="busy"):
        register(codes=("000007",))


def test_a_lost_card_is_replaced_by_a_drawn_code_or_a_blank_card(site, make, replace):
    make()
    grace = site.visitor(code="471902")
    assert replace(grace) == "200000"
    assert replace(grace, blank="000007") == "000007"
    assert look(site, visitors.by_id, grace).code == "000007"
    had = look(site, cards.of_visitor, visitor=grace, limit=9)
    assert {card.code: card.state for card in had} == {
        "471902": "replaced",
        "200000": "replaced",
        "000007": "bound",
    }


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"visitor": "nobody"}, "not_found"),
        ({"blank": "999999"}, "card_unknown"),
        ({"codes": ("471902",)}, "busy"),
    ],
)
def test_a_card_that_cannot_be_given_leaves_the_old_one(site, replace, given, refusal):
    grace = site.visitor(code="471902")
    with pytest.raises(Refusal, match=refusal):
        replace(**{"visitor": grace, **given})
    assert look(site, visitors.by_id, grace).code == "471902"
