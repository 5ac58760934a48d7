"""The hub's disk is full while somebody sells: the desk is told, and the same form sells once later."""

import pytest

from kiosk.disk.writer import Writer
from kiosk.rules.refusals import Refusal

REQUEST = "the-same-form-twice"
FULL = "The disk is full, so this was not saved."


@pytest.fixture
def full(cafe, monkeypatch):
    """The writer finds no room from now on, or has some again."""

    def no_room(_writer, _act, **_told):
        raise Refusal("disk_full")

    def turn(*, on):
        if on:
            monkeypatch.setattr(Writer, "run", no_room)
        else:
            monkeypatch.undo()

    return turn


def test_a_sale_on_a_full_disk_says_so_and_is_made_once_there_is_room(operator, shift, cafe, full):
    sale = {"seat": "1", "offer": "half-hour", "given": "exact", "request_id": REQUEST}
    full(on=True)
    answer = operator.post("/floor/start", **sale)
    assert (answer.status_code, FULL in answer.text) == (507, True)
    assert cafe.session_at(1) is None
    assert operator.get("/floor").status_code == 200  # what is there may still be read
    full(on=False)
    for _ in range(2):
        assert operator.post("/floor/start", **sale).status_code in (302, 303)
    assert cafe.session_at(1) is not None
    assert cafe.balance("sales:pass") + cafe.balance("sales:time") == 4_000
