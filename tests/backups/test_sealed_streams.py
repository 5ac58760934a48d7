"""Sealed streams: read in order and whole, or not at all."""

import io

import pytest

from kiosk.link import sealed_streams
from kiosk.link.sealed_streams import (
    LENGTH,
    NotWholeError,
    Opening,
    new_key,
    sealed,
    sealed_bytes,
)

KEY, ABOUT = b"k" * 32, b"about"
SECTIONS = ([b"one", b"two"], [], [b"three"])


def written(sections=SECTIONS, *, key=KEY, about=ABOUT):
    return list(sealed(sections, key=key, about=about))


def opened(frames, sections=3, *, key=KEY, about=ABOUT):
    opening = Opening(io.BytesIO(b"".join(frames)).read, key=key, about=about)
    found = [list(opening.section()) for _ in range(sections)]
    opening.end()
    return found


def test_sections_come_back_as_they_were():
    assert opened(written()) == [[b"one", b"two"], [], [b"three"]]
    assert len(new_key()) == 32


@pytest.mark.parametrize(
    ("frames", "asked"),
    [
        pytest.param(lambda all_: all_[:0], {}, id="nothing"),
        pytest.param(lambda all_: all_[:1], {}, id="the start alone"),
        pytest.param(lambda all_: all_[:-1], {}, id="without its end"),
        pytest.param(lambda all_: [*all_[:-1], all_[-1][:-1]], {}, id="its end cut"),
        pytest.param(lambda all_: [*all_, b"x"], {}, id="something behind it"),
        pytest.param(lambda all_: [all_[0], all_[2], all_[1], *all_[3:]], {}, id="swapped"),
        pytest.param(lambda all_: [all_[0], all_[1], *all_[1:]], {}, id="doubled"),
        pytest.param(lambda all_: all_, {"key": b"x" * 32}, id="another key"),
        pytest.param(lambda all_: all_, {"about": b"another"}, id="another place"),
        pytest.param(lambda all_: all_, {"sections": 2}, id="more than was asked for"),
        pytest.param(lambda all_: all_, {"sections": 4}, id="fewer than were asked for"),
        pytest.param(lambda all_: [all_[0], LENGTH.pack(3), b"abc"], {}, id="too short a frame"),
        pytest.param(lambda all_: [all_[0], LENGTH.pack(2**31)], {}, id="too long a frame"),
    ],
)
def test_anything_else_is_refused(frames, asked):
    with pytest.raises(NotWholeError):
        opened(frames(written()), **asked)


def test_a_start_that_libsodium_does_not_take_is_refused(monkeypatch):
    def refuses(*_):
        raise sealed_streams.CryptoError

    monkeypatch.setattr(sealed_streams, "init_pull", refuses)
    with pytest.raises(NotWholeError):
        opened(written())


@pytest.mark.parametrize("plain", [0, 1, 9, 10, 11, 20, 25])
def test_how_long_it_will_be_is_known_before(monkeypatch, plain):
    monkeypatch.setattr(sealed_streams, "CHUNK_BYTES", 10)
    pieces = [b"x" * min(10, plain - at) for at in range(0, plain, 10)]
    assert sum(map(len, written([pieces]))) == sealed_bytes(plain)
