"""A class joined by phone: its code, a card and its PIN; guessing gets nobody in."""

import re

import pytest
from fakes.clock import FakeClock
from fakes.hub_world import PIN, World, make_hub

from kiosk.acts import classes
from kiosk.acts.classes import ClassDraft
from kiosk.app import create_app
from kiosk.store import classes as store

CARD = "471902"


@pytest.fixture
def cafe(tmp_path):
    hub = make_hub(tmp_path / "hub", FakeClock())
    world = World(hub, hub.clock)
    world.mentor = world.staff("joy", role="mentor")
    world.grace = world.visitor(code=CARD)
    draft = ClassDraft("Morning group", world.mentor)
    world.made = hub.write(classes.make_class, draft=draft, by=world.mentor)
    told = {"class_id": world.made, "days": 7, "by": world.mentor}
    world.code = hub.write(classes.open_joining, **told)
    yield world
    hub.close()


@pytest.fixture
def join(cafe):
    phone = create_app(cafe.hub).test_client()

    def act(**typed):
        page = phone.get(f"/lobby/class?code={cafe.code}")
        assert cafe.code in page.text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        sent = {"code": cafe.code, "card": CARD, "pin": PIN, **typed}
        return phone.post("/lobby/class", data={"csrf_token": token, **sent})

    return act


def members(cafe):
    with cafe.hub.read() as db:
        return [row.visitor for row in store.members(db, cafe.made)]


def test_who_has_code_card_and_pin_is_in(cafe, join):
    answer = join(pin="٤٧١١")
    assert answer.status_code == 200
    assert "Morning group" in answer.text
    assert "Grace" not in answer.text  # a phone learns nobody's name
    assert members(cafe) == [cafe.grace]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"pin": "9999"}, 401), ({"code": "00000000"}, 404)],
)
def test_what_is_wrong_is_told_alike_and_locks_out_after_some_tries(cafe, join, wrong, status):
    answers = [join(**wrong) for _try in range(21)]
    assert answers[0].status_code == status
    assert answers[-1].status_code == 429
    assert join().status_code == 429
    assert members(cafe) == []


def test_one_phone_tries_so_many_cards_and_no_more(cafe, join):
    answers = [join(card=f"99999{n % 10}", pin="9999").status_code for n in range(21)]
    assert answers[0] == 401
    assert answers[-1] == 429
    assert join().status_code == 429
    assert members(cafe) == []


def test_a_card_that_nobody_has_is_locked_out_as_soon_as_one_that_somebody_has(join):
    """Else a guesser with a class's sheet reads from it which cards there are."""
    said = {
        card: [join(card=card, pin="9999").status_code for _ in range(6)]
        for card in (CARD, "999999")
    }
    assert said[CARD] == said["999999"]
    assert said[CARD][-1] == 429
