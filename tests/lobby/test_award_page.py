"""Check a certificate: anybody, by scan, paste or PDF, and nothing but the paper is told."""

import io
import re

import pytest
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.passing import passed

from kiosk.acts import awards
from kiosk.app import create_app
from kiosk.protocol.awards import FILE_LIMIT_BYTES, key_print, write_award
from kiosk.protocol.keys import make_keys
from kiosk.rules.awards import Award
from kiosk.store import awards as store

PAGE = "/lobby/certificate"
AWARD = Award("7K2M9QX04T", "Far Away", "Amina", "Digits", "digits-e1", 9, 10, "2026-11-26", None)


@pytest.fixture
def world(tmp_path):
    clock = FakeClock()
    world = World(make_hub(tmp_path / "hub", clock), clock)
    yield world
    world.hub.close()


@pytest.fixture
def row(world):
    grace = world.visitor()
    told = {"attempt": passed(world.hub, grace), "name": "Grace M.", "by": "test"}
    number = world.hub.write(awards.give, visitor=grace, **told)
    with world.hub.read() as db:
        return store.by_number(db, number)


@pytest.fixture
def asked(world):
    phone = create_app(world.hub).test_client()

    def ask(lang="en", **typed):
        shown = phone.get(f"{PAGE}?lang={lang}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', shown)[1]
        return phone.post(f"{PAGE}?lang={lang}", data={"csrf_token": token, **typed})

    return ask


def test_what_the_paper_says_is_told_and_no_more(asked, row):
    answer = asked(text=row.paper)
    assert answer.status_code == 200
    for words in ("Valid", "Grace M.", "Read digits", "9 of 10 answers right (90 %)"):
        assert words in answer.text
    assert "Muthoni" not in answer.text
    assert "سارية" in asked("ar", text=row.paper).text


def test_one_that_lapsed_or_was_taken_back_is_told_so(asked, row, world):
    world.clock.forward(seconds=366 * 86_400)
    assert "Lapsed" in asked(text=row.paper).text
    world.hub.write(awards.revoke, number=row.number, reason="a secret reason", by="test")
    answer = asked(text=row.paper).text
    assert "Taken back" in answer
    assert "a secret reason" not in answer


def test_a_number_alone_tells_no_name(asked, row):
    answer = asked(text=f" {row.number[:5]}-{row.number[5:]} ".lower())
    assert "Read digits" in answer.text
    assert "Grace" not in answer.text
    assert asked(text="A" * 10).status_code == 404


def test_a_hub_that_is_not_known_is_not_believed_until_its_fingerprint_is_typed(asked, world):
    keys = make_keys()
    text, mark = write_award(keys.signing, AWARD), key_print(keys.public_signing)
    answer = asked(text=text).text
    assert f"Signed by a hub this one does not know, fingerprint {mark}." in answer
    said = asked(text=text, print=mark).text
    assert "Signed with the key whose fingerprint you typed." in said
    assert "Whether it was taken back is not known here." in said

    def hear(db, now):
        store.know_hub(db, now, signing=keys.public_signing, name="The real name")

    world.hub.write(hear)
    said = asked(text=text).text
    assert "The real name gave this certificate." in said
    assert "as far as the exchange last told this hub" in said


def test_a_file_is_read_and_a_wrong_one_is_refused_in_a_sentence(asked, row):
    pdf = io.BytesIO(b"%PDF-1.3 (" + row.paper.encode() + b")")
    assert "Valid" in asked(file=(pdf, "a.pdf")).text
    answer = asked(file=(io.BytesIO(b"a picture"), "a.png"))
    assert answer.status_code == 400
    assert "This is no certificate" in answer.text
    large = asked(file=(io.BytesIO(bytes(FILE_LIMIT_BYTES + 1)), "a.pdf"))
    assert large.status_code == 413
    assert asked(text="").status_code == 400
    forged = asked(text=row.paper[:40] + row.paper[41:50] + row.paper[40] + row.paper[50:])
    assert forged.status_code == 409


def test_the_lobby_leads_there(world):
    assert f'href="{PAGE}?lang=en"' in create_app(world.hub).test_client().get("/lobby/").text
