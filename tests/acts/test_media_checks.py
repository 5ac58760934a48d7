"""A picture that is no picture, one that is far too large, a sound that is no sound."""

import io
import wave

import pytest
from PIL import Image
from rules.module_samples import PNG_A, sample_files

from kiosk.acts import media_checks
from kiosk.acts.importing import keep_module
from kiosk.acts.media_checks import media_problems
from kiosk.looks import media_types
from kiosk.rules.module_folders import MEDIA_ENDINGS
from kiosk.rules.refusals import Refusal


def picture(kind, size=(4, 4)):
    out = io.BytesIO()
    Image.new("RGB", size).save(out, kind)
    return out.getvalue()


def sound(frames=8):
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(b"\0\0" * frames)
    return out.getvalue()


def found(name, content):
    return [(one.file, one.code) for one in media_problems({name: content})]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("media/a.png", picture("PNG")),
        ("media/a.JPG", picture("JPEG")),
        ("media/a.gif", picture("GIF")),
        ("media/a.webp", picture("WEBP")),
        ("media/a.svg", b' <svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("media/a.wav", sound()),
        ("media/a.mp3", b"ID3 and so on"),
        ("media/a.mp3", b"\xff\xfb\x90\x00"),
        ("media/a.ogg", b"OggS"),
        ("media/a.webm", b"\x1a\x45\xdf\xa3"),
        ("notes/a.png", b"no picture, and not shown"),
        ("media/a.txt", b"not shown either"),
    ],
)
def test_what_its_name_says_is_in_order(name, content):
    assert found(name, content) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("media/a.png", b"a"),
        ("media/a.png", b""),
        ("media/a.png", picture("JPEG")),
        ("media/a.png", picture("PNG", (64, 64))[:-30]),
        ("media/a.jpg", picture("JPEG", (64, 64))[:-300]),
        ("media/a.gif", b"GIF89a"),
        ("media/a.svg", b"<html>"),
    ],
)
def test_a_picture_that_is_none_is_named(name, content):
    assert found(name, content) == [(name, "no_picture")]


def test_a_picture_at_the_limit_is_in_order_and_above_it_is_not(monkeypatch):
    monkeypatch.setattr(media_checks, "SIDE_LIMIT_PX", 64)
    monkeypatch.setattr(media_checks, "PIXELS_LIMIT", 64 * 32)
    assert found("media/a.png", picture("PNG", (64, 32))) == []
    for size in ((65, 1), (64, 33)):
        assert found("media/a.png", picture("PNG", size)) == [("media/a.png", "picture_too_large")]


def test_a_bomb_is_not_unpacked():
    bomb = bytearray(PNG_A)
    bomb[16:24] = (60_000).to_bytes(4) * 2
    assert found("media/a.png", bytes(bomb))[0][1] in {"picture_too_large", "no_picture"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("media/a.wav", b"RIFF"),
        ("media/a.wav", sound(frames=0)),
        ("media/a.mp3", b"sound"),
        ("media/a.mp3", b""),
        ("media/a.mp3", b"\xff\xe1 no layer"),
        ("media/a.ogg", b"RIFF"),
        ("media/a.webm", picture("PNG")),
    ],
)
def test_a_sound_that_is_none_is_named(name, content):
    assert found(name, content) == [(name, "no_sound")]


def test_an_import_refuses_it_by_its_file(tmp_path):
    files = sample_files(extra={"media/a.png": b"no picture"})
    with pytest.raises(Refusal) as refused:
        keep_module(files, modules=None, blobs=None)
    assert refused.value.details == {"file": "media/a.png", "problem": "no_picture"}


def test_what_is_no_part_of_a_module_is_named():
    names = ("run.exe", "media/run.exe", "notes.md", "LICENSE", "translations/ar.json", "x/y.csv")
    files = sample_files(extra=dict.fromkeys(names, b"{}"))
    found = [(one.file, one.code) for one in media_problems(files)]
    assert found == [(name, "stray_file") for name in ("media/run.exe", "run.exe", "x/y.csv")]


def test_what_a_seat_shows_is_what_a_module_may_bring():
    assert {*media_types.PICTURES, *media_types.SOUNDS} == MEDIA_ENDINGS
