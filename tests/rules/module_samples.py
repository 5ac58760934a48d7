"""A small module for tests, as files and as what is read from them."""

import json
import zlib

from kiosk.rules.module_files import SUMS_FILE, read_module, sums


def _png(grey):
    """One pixel of a grey."""

    def chunk(kind, data):
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = chunk(b"IHDR", bytes((0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0)))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(bytes((0, grey))))
        + chunk(b"IEND", b"")
    )


PNG_A, PNG_B, MP3 = _png(0), _png(255), b"ID3 sound"
FORMS = {
    "pet": {
        "prompt": "What is it?",
        "picture": "${picture}",
        "picture_alt": "An animal",
        "fields": [
            {
                "name": "pet",
                "kind": "choice",
                "options": [{"value": "cat"}, {"value": "dog"}, {"value": "cow"}],
            }
        ],
    },
    "copy": {
        "prompt": "Copy ${what}",
        "fields": [{"name": "name", "kind": "text"}, {"name": "age", "kind": "number"}],
    },
    "word": {"prompt": "Type the word", "fields": [{"name": "word", "kind": "text"}]},
    "tags": {
        "prompt": "Pick",
        "fields": [{"name": "tags", "kind": "multi", "options": [{"value": "a"}, {"value": "b"}]}],
    },
}
HEADER = "id,pool,type,form,picture,what,audio,gold,tolerance,feedback_right,feedback_wrong,hint1,hint2,hint3,why,feedback_for:dog\n"
ROWS = (
    "p1,practice,choice,pet,media/a.png,,media/a.mp3,cat,,Yes.,No.,Look.,Look well.,It is a cat.,It purrs.,A dog barks.\n"
    'p2,practice,form,copy,,Ann,,"{""name"": ""Ann|Anne"", ""age"": 7}","{""name"": 1}",Yes.,No.,,,,Read on.,\n'
    "p3,practice,text,word,,,,grey|gray,1,Yes.,No.,,,,,\n"
    "p4,practice,multi,tags,,,,a|b,,Yes.,No.,,,,,\n"
    "x1,exam,choice,pet,media/a.png,secret note,,cat,,,,,,,,\n"
    "x2,exam,choice,pet,media/b.png,,,dog,,told,told,told,told,told,told,\n"
    "x3,exam,choice,pet,media/b.png,,,cow,,,,,,,,\n"
    "g1,gold,choice,pet,media/b.png,,,dog,,,,,,,,\n"
)
MODULE = {
    "schema": 1,
    "slug": "pets",
    "edition": 2,
    "title": "Know pets",
    "lang": "en",
    "minutes": 5,
    "licence": "CC0",
    "provenance": "FROM.md",
    "tries": 3,
    "qualification": "pets",
    "valid_days": 30,
    "forms": FORMS,
    "steps": [
        {
            "id": "read",
            "kind": "read",
            "title": "Pets",
            "text": "Pets live with us.",
            "picture": "media/a.png",
            "alt": "A cat",
        },
        {"id": "practice", "kind": "practice", "title": "Try", "items": ["p1", "p2"]},
        {"id": "exam", "kind": "exam", "title": "Exam", "draw": 2},
        {"id": "end", "kind": "reflect", "title": "Look back"},
    ],
}


def sample_files(*, rows=ROWS, header=HEADER, extra=None, leave_out=(), **changes):
    """The files of a module; `changes` go over `module.json`."""
    files = {
        "module.json": json.dumps({**MODULE, **changes}).encode(),
        "items.csv": (header + rows).encode(),
        "media/a.png": PNG_A,
        "media/b.png": PNG_B,
        "media/a.mp3": MP3,
        "FROM.md": b"drawn by us",
        **(extra or {}),
    }
    kept = {name: data for name, data in files.items() if name not in leave_out}
    return {**kept, SUMS_FILE: sums(kept)}


def sample_module(**changes):
    """The same, read."""
    return read_module(sample_files(**changes))
