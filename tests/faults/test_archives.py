"""Hostile archives at each door that unpacks one: modules at the hub, pictures at the exchange.

Each is refused in words; nothing is written but what the limits allow; what inflates without end is
stopped while it does.
"""

import json
import struct
import tracemalloc
from contextlib import suppress

import pytest
from exchange.market import table, template
from faults.archives import PNG, archives, honest, nested, raw_zip, unicode_path
from faults.web import REQUEST_ID, site, token, trade, with_files

from kiosk.exchange.pictures import read_pictures
from kiosk.exchange.requester_pages.words import said_of
from kiosk.protocol.tmod import ZIP_LIMIT_BYTES, pack_module, unpack_module
from kiosk.rules.picture_sizes import PNG as PNG_HEAD
from kiosk.rules.refusals import Refusal

CASES = [pytest.param(content, id=name) for name, content in archives()]
MEMORY_LIMIT_BYTES = 3 * ZIP_LIMIT_BYTES
"""What was sent, what comes out of it, and a copy."""


@pytest.fixture(scope="module")
def cafe():
    with site() as made:
        yield made


@pytest.fixture(scope="module")
def owner(cafe):
    return cafe.staff("naomi")


@pytest.fixture(scope="module")
def market():
    with trade() as made:
        yield made


@pytest.fixture(scope="module")
def requester(market):
    return market.requester("Zips")


def files_below(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


def test_there_are_sixty_of_them():
    assert len(CASES) >= 60


@pytest.mark.parametrize("content", CASES)
def test_it_is_refused_and_little_memory_is_used(content):
    tracemalloc.start()
    try:
        with pytest.raises(Refusal) as refused:
            unpack_module(content)
        assert tracemalloc.get_traced_memory()[1] < MEMORY_LIMIT_BYTES
    finally:
        tracemalloc.stop()
    assert refused.value.code in {"module_wrong", "too_large", "too_many"}
    with pytest.raises(Refusal):
        read_pictures(content)


def test_no_door_writes_anything_of_them_anywhere(cafe, owner, market, requester):
    folders = (cafe.world.hub.folder.parent, market.exchange.folder.parent)
    before = [files_below(folder) for folder in folders]
    for case in CASES:
        (content,) = case.values
        keys = {"csrf_token": token(owner, "/modules"), "request_id": REQUEST_ID}
        sent = with_files(keys, module=("pets-e9.tmod", content))
        answer = owner.post("/modules", **sent)
        assert answer.status_code in {400, 413, 422}, (case.id, answer.status_code)
        if answer.status_code == 422:
            assert "field__error" in answer.text or "note--bad" in answer.text, case.id
        keys = {"csrf_token": token(requester, "/requester/post"), "title": "Zips"}
        sent = with_files(
            keys,
            template=("template.json", json.dumps(template()).encode()),
            file=("batch.csv", table(1).encode()),
            pictures=("pictures.zip", content),
        )
        answer = requester.post("/requester/post", **sent)
        assert answer.status_code in {400, 413, 422}, (case.id, answer.status_code)
        assert 'role="alert"' in answer.text, case.id
    assert [files_below(folder) for folder in folders] == before


def test_an_archive_in_an_archive_is_a_file_like_any_other():
    assert max(map(len, unpack_module(nested()).values())) < 100_000
    with pytest.raises(Refusal) as refused:
        read_pictures(nested())
    assert refused.value.details["problem"] == "not_a_picture"


def test_a_picture_with_more_pixels_than_a_seat_can_hold_is_refused():
    """Some kilobytes that a browser would unpack into gigabytes."""
    bomb = PNG_HEAD + struct.pack(">I4sII", 13, b"IHDR", 60_000, 60_000)
    with pytest.raises(Refusal) as refused:
        read_pictures(pack_module({"a.png": PNG, "b.png": bomb}))
    assert (refused.value.details["file"], said_of(refused.value)) == (
        "b.png",
        "Please mend this: b.png: this picture has too many pixels. Please make it smaller.",
    )


def test_a_picture_of_an_impossible_name_is_told_in_words_of_files():
    with pytest.raises(Refusal) as refused:
        read_pictures(raw_zip([("../a.png", PNG)]))
    assert "../a.png: a file cannot have this name everywhere." in said_of(refused.value)


def test_no_second_name_in_an_extra_field_is_believed():
    """Python 3.11 passes it over, later ones take it for the name."""
    content = raw_zip([("a.png", PNG)], extra=unicode_path("../up"))
    found = []
    with suppress(Refusal):
        found = list(unpack_module(content))
    assert found in ([], ["a.png"])


def test_an_honest_one_is_unpacked():
    assert list(unpack_module(honest())) == ["a.png"]
