"""This machine's own voice: espeak-ng reads words aloud where no sound was recorded.

A browser in a kiosk often has no voice at all, so the agent has one. What is read goes in by a
pipe and comes out as sound: no file, no argument of a process and no address ever holds it.
"""

import re
import shutil
import subprocess
import threading
import unicodedata
from dataclasses import dataclass, field

from kiosk.rules.refusals import Refusal

PROGRAM = "espeak-ng"
TEXT_LIMIT = 600
"""Characters of one piece: a page is read paragraph by paragraph."""
SPEAKS_FOR_S = 10
WORDS_A_MINUTE = 145
"""Slower than its own 175, for who reads along."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@dataclass
class Voice:
    """Makes sounds, one at a time: an old machine has the session to run beside it."""

    program: str = field(default_factory=lambda: shutil.which(PROGRAM) or "")
    _one: threading.Lock = field(default_factory=threading.Lock)

    @property
    def here(self) -> bool:
        """Whether this machine can speak."""
        return bool(self.program)

    def say(self, text: str, *, language: str) -> bytes:
        """The words as a sound (WAV).

        Raises:
            Refusal: `field_wrong` for no words, too many or no language; `no_voice` where the
                machine has none, or none for this language.
        """
        words = " ".join("".join(filter(_is_heard, text)).split())
        if not 0 < len(words) <= TEXT_LIMIT or not words.isprintable():
            raise Refusal("field_wrong", field="text")
        if not LANGUAGE.fullmatch(language):
            raise Refusal("field_wrong", field="language")
        with self._one:
            return self._speak(words, language)

    def _speak(self, words: str, language: str) -> bytes:
        if not self.here:
            raise Refusal("no_voice")
        command = [self.program, "--stdin", "--stdout", "-b", "1"]
        command += ["-s", str(WORDS_A_MINUTE), "-v", language]
        try:
            done = subprocess.run(  # noqa: S603  its words come by the pipe
                command, input=words.encode(), capture_output=True, timeout=SPEAKS_FOR_S, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise Refusal("no_voice") from error
        if not done.stdout.startswith(b"RIFF"):
            raise Refusal("no_voice")
        return done.stdout


def _is_heard(sign: str) -> bool:
    """Marks of direction and joiners, which a text in Arabic has, make no sound."""
    return unicodedata.category(sign) != "Cf"
