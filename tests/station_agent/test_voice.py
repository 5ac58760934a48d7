"""A page read aloud by this machine's own voice."""

import io
import wave

import pytest

from kiosk.rules.refusals import Refusal
from station_agent.voice import TEXT_LIMIT, Voice


def test_words_become_a_sound_in_each_language_of_ours():
    for language, words in [("en", "Hello"), ("ar", "مرحبا"), ("sw", "Karibu"), ("es", "Hola")]:
        with wave.open(io.BytesIO(Voice().say(words, language=language))) as sound:
            assert sound.getnchannels() == 1
            assert sound.getframerate() >= 16_000


def test_what_is_said_is_never_an_argument(tmp_path):
    told = tmp_path / "told"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\n(echo "$@"; cat) > {told}\nprintf RIFF\n')
    program.chmod(0o700)
    assert Voice(str(program)).say("-w out.wav\n my  name", language="en") == b"RIFF"
    arguments, said = told.read_text().split("\n", 1)
    assert "name" not in arguments
    assert said == "-w out.wav my name"


def test_marks_of_direction_and_joiners_stop_no_voice():
    assert Voice().say("\u200e 1\u200f مرحبا\u200d", language="ar").startswith(b"RIFF")


@pytest.mark.parametrize("text", ["", "  \n", "\u200e", "x" * (TEXT_LIMIT + 1), "a\0b", "\x1b[2J"])
def test_what_are_no_words_is_refused(text):
    with pytest.raises(Refusal, match="field_wrong"):
        Voice().say(text, language="en")


@pytest.mark.parametrize("language", ["", "-w", "en/../x", "english", "en-"])
def test_what_is_no_language_is_refused(language):
    with pytest.raises(Refusal, match="field_wrong"):
        Voice().say("Hello", language=language)


@pytest.mark.parametrize("script", ["exit 1", "echo no sound", "kill -9 $$"])
def test_a_program_that_fails_is_no_voice(tmp_path, script):
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    with pytest.raises(Refusal, match="no_voice"):
        Voice(str(program)).say("Hello", language="en")


@pytest.mark.parametrize("program", ["", "/nowhere/espeak-ng"])
def test_a_machine_without_a_voice_says_so(program):
    with pytest.raises(Refusal, match="no_voice"):
        Voice(program).say("Hello", language="en")


def test_a_language_that_the_machine_does_not_speak_is_refused():
    with pytest.raises(Refusal, match="no_voice"):
        Voice().say("Hello", language="zz")


def test_anybody_at_the_station_is_read_to_and_nothing_is_kept(browser):
    page = browser.get("/")
    assert 'data-voice="/voice"' in page
    browser.send("/voice", text="Type your code", language="en")
    assert browser.last.status_code == 200
    assert browser.last.data.startswith(b"RIFF")
    assert browser.last.content_type == "audio/wav"
    assert browser.last.headers["Cache-Control"] == "no-store"


def test_no_words_are_no_sound(browser):
    browser.get("/")
    browser.send("/voice", text="", language="en")
    assert browser.last.status_code == 400


def test_a_machine_without_a_voice_offers_none_of_its_own(browser, monkeypatch):
    monkeypatch.setattr(browser.app.extensions["voice"], "program", "")
    assert 'data-voice=""' in browser.get("/")
