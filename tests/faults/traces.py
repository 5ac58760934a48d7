"""Looking for words where they must not be: every file of some folders, in every form a word may take."""

import base64
import re
from urllib.parse import quote

from fakes.folders import content, paths_in

HASHES = re.compile(rb"\$argon2id?\$[ -~]{20,}")
SMALLEST = 8
"""Shorter words are found by chance in any megabyte."""


def forms_of(word):
    """The bytes that give a word away: plain, UTF-16, hex, base64 at each of three offsets, in a URL."""
    assert len(word) >= SMALLEST
    plain = word.encode()
    found = {plain, word.encode("utf-16-le"), word.encode("utf-16-be"), quote(word).encode()}
    found |= {plain.hex().encode(), plain.hex().upper().encode(), plain[::-1]}
    for before in range(3):
        text = base64.b64encode(b"\0" * before + plain)
        inner = text[-(-before * 8 // 6) + (before > 0) : -4]
        found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return frozenset(one for one in found if len(one) >= SMALLEST)


class Traces:
    """Words that nobody may find again."""

    def __init__(self, words) -> None:
        self._forms = {form: word for word in words for form in forms_of(word)}
        self._any = re.compile(b"|".join(re.escape(form) for form in self._forms))

    def in_bytes(self, content):
        """The words that can be read there."""
        return {self._forms[one] for one in self._any.findall(content)}

    def in_folders(self, *folders):
        """(file, word) wherever one is; also where a file's name gives it away."""
        found = set()
        for path in paths_in(*folders):
            found |= {(path.name, word) for word in self.in_bytes(str(path).encode())}
            found |= {(path.name, word) for word in self.in_bytes(content(path))}
        return sorted(found)


def hashes_in(*folders):
    """Files with a hash of a PIN: four digits are soon tried."""
    return sorted(path.name for path in paths_in(*folders) if HASHES.search(content(path)))
