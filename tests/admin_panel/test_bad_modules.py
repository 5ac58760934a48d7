"""Bad modules at the form of the page Modules: each is refused in words, with its file and row."""

import csv
import io

import pytest
from rules.module_samples import HEADER, ROWS, sample_files

from kiosk.protocol.tmod import pack_module
from kiosk.rules.module_files import SUMS_FILE, sums


def summed(files):
    """Files whose checksums are right, whatever else is wrong with them."""
    own = {name: content for name, content in files.items() if name != SUMS_FILE}
    return {**own, SUMS_FILE: sums(own)}


def without(name):
    return {one: content for one, content in sample_files().items() if one != name}


LIE = sample_files()[SUMS_FILE].replace(b"items.csv", b"stems.csv").decode()
MANY = "".join(f"m{n},practice,text,word,,,,grey,,,,,,,,\n" for n in range(10_000))
LATIN = (HEADER + ROWS.replace("It purrs.", "Il est né.")).encode("latin-1")
TWO_GOLDS = sample_files(
    rows=ROWS.replace(
        "x2,exam,choice,pet,media/b.png,,,dog", "x2,exam,choice,pet,media/b.png,,,dog|cow"
    )
)
CASES = {
    "lying sums": ({**sample_files(), SUMS_FILE: LIE.encode()}, "items.csv", "no checksum"),
    "changed": ({**sample_files(), "items.csv": b"id\n"}, "items.csv", "its checksum differs"),
    "no sums": (without(SUMS_FILE), "items.csv", "no checksum"),
    "two golds": (TWO_GOLDS, "<bdi>7</bdi>", "gold"),
    "no picture": (sample_files(extra={"media/b.png": b"MZ no picture"}), "media/b.png", "no picture"),
    "encoding": (summed({**sample_files(), "items.csv": LATIN}), "items.csv", "not in UTF-8"),
    "rows": (sample_files(rows=ROWS + MANY), "items.csv", "rows"),
    "twice": (sample_files(rows=ROWS.replace("\nx2,", "\nx1,")), "items.csv", "twice"),
    "no head": (summed(without("module.json")), "module.json", ""),
    "deep": (summed({**sample_files(), "module.json": b"[" * 90_000}), "module.json", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "place", "said"), CASES.values(), ids=CASES)
def test_it_is_refused_with_its_place(owner, files, place, said):
    answer = owner.post(
        "/modules", page="/modules", module=(io.BytesIO(pack_module(files)), "pets-e2.tmod")
    )
    assert answer.status_code == 422
    listed = answer.text.partition("What to mend in the module")[2]
    assert place in listed
    assert said in listed
    assert "pets-e2</code>" not in answer.text


def test_hostile_words_are_words(owner):
    """A title is shown as it was typed, and nothing in a file of results is a formula."""
    title = '=HYPERLINK("http://bad.example")<script>alert(1)</script>'
    packed = pack_module(sample_files(title=title))
    answer = owner.post("/modules", page="/modules", module=(io.BytesIO(packed), "pets-e2.tmod"))
    assert answer.status_code == 303
    assert "<script>alert" not in owner.page("/modules")
    table = owner.get("/modules/pets-e2/results.csv").data.decode("utf-8-sig")
    assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(table)) for cell in row)
