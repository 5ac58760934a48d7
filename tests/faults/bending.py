"""Good bytes bent by hypothesis: flips, cuts, splices, nesting, numbers and signs that nobody writes."""

import json
import random
import re

from hypothesis import strategies as st

TOKENS = (
    *(b"", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\xef\xbb\xbf"),
    *(b"NaN", b"-Infinity", b"1e999", b"1e-999", b"-0", b"1.0", b"9" * 25, b"9" * 5000, b"-1"),
    *(b"9223372036854775808", b"18446744073709551616", b"null", b"true", b"{}", b"[]", b'""'),
    *(
        b'"\\ud800"',
        b'"\\u0000"',
        b"\\u0000",
        b"\\",
        b'"',
        b"'",
        b'"""',
        b"''''''",
        b"#",
        b",",
        b";",
    ),
    *(b"[" * 3000, b"{" * 3000, b'{"a":' * 1500, b"a." * 2000, b"\n" * 3000, b"\t", b"\r"),
    *("\u0661\u0662".encode(), "\u00b2".encode(), "\u202e".encode(), "e\u0301".encode() * 50),
    *(
        "\U0001f600".encode(),
        "\u0130".encode(),
        "\ufb01".encode(),
        b"../",
        b"/",
        b"con",
        b"%s{x}{0}",
    ),
    *(
        b"2026-02-30",
        b"0000-01-01T00:00:00Z",
        b"24:00",
        b"\xdf\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
    ),
    *(b"\xcf" + b"\xff" * 8, b"\xd9\x02", b"PK\x05\x06", b"PK\x06\x07", b"A" * 5000),
)
"""What is put in."""
VALUES = (
    *(None, True, -1, 0, 2**31, 2**63, 2**64, 10**400, 1.5, float("nan"), float("inf"), [], {}, ""),
    *("\ud800", "\x00", "a" * 5000, "\u202e\u0661", "\u00b2", [[[[]]]], {"": {}}, [None] * 300),
    *({"a": 1}, "${image}", "${", "../x", "2026-02-30", "sha256:", "*", "{x}", [1, "1"]),
)
"""What stands in the place of a value of JSON."""
NUMBER = re.compile(rb"-?[0-9]+")


class Bent(bytes):
    """Bytes that a failed test shows without filling the screen."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{len(self)} bytes: {bytes(self[:1500])!r}"


def bent(examples):
    """Bytes made out of good ones by up to five steps, or any bytes at all."""
    steps = st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 65_535), st.integers(0, 65_535)),
        min_size=1,
        max_size=5,
    )
    return st.builds(_bend, st.sampled_from(examples), steps, st.just(examples))


def bent_once(data, number, examples):
    """One step, chosen by a number."""
    chance = random.Random(number)
    return chance.choice(STEPS)(data, chance.randrange(65_536), chance.randrange(65_536), examples)


def _bend(data, steps, examples):
    for step, one, two in steps:
        data = step(data, one, two, examples)[:300_000]
    return Bent(data)


def _at(data, number):
    return number * (len(data) + 1) >> 16


def _flip(data, one, two, _):
    if not data:
        return data
    at = min(_at(data, one), len(data) - 1)
    return data[:at] + bytes([data[at] ^ (1 << two % 8)]) + data[at + 1 :]


def _set(data, one, two, _):
    at = _at(data, one)
    return data[:at] + bytes([two % 256]) + data[at + 1 :]


def _cut(data, one, _two, _):
    return data[: _at(data, one)]


def _drop(data, one, two, _):
    first, last = sorted((_at(data, one), _at(data, two)))
    return data[:first] + data[last:]


def _double(data, one, two, _):
    first, last = sorted((_at(data, one), _at(data, two)))
    return data[:last] + data[first:last] + data[last:]


def _put_in(data, one, two, _):
    at = _at(data, one)
    return data[:at] + TOKENS[two % len(TOKENS)] + data[at:]


def _put_over(data, one, two, _):
    at, token = _at(data, one), TOKENS[two % len(TOKENS)]
    return data[:at] + token + data[at + len(token) :]


def _splice(data, one, two, examples):
    other = examples[two % len(examples)]
    at = _at(data, one)
    return data[:at] + other[min(at, len(other)) :]


def _number(data, one, two, _):
    found = list(NUMBER.finditer(data))
    if not found:
        return data
    at = found[one % len(found)]
    numbers = (
        b"-1",
        b"9" * 30,
        b"9" * 5000,
        b"1e400",
        b"NaN",
        b"0.5",
        b"07",
        b"18446744073709551615",
    )
    return data[: at.start()] + numbers[two % len(numbers)] + data[at.end() :]


def _nest(data, one, two, _):
    first, last = sorted((_at(data, one), _at(data, two)))
    deep = (50, 500, 5000)[one % 3]
    opens, closes = ((b"[", b"]"), (b'{"a":', b"}"))[two % 2]
    return data[:first] + opens * deep + data[first:last] + closes * deep + data[last:]


def _value(data, one, two, _):
    """Another value in one place of a JSON text, a key twice, one more or one fewer."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        return _flip(data, one, two, _)
    places = list(_places(raw))
    if not places:
        return json.dumps(VALUES[two % len(VALUES)]).encode()
    holder, key = places[one % len(places)]
    way = two % 8
    if way == 0:
        del holder[key]
    elif way == 1 and isinstance(holder, dict):
        holder["a\ud800" if two % 3 else "unknown"] = VALUES[two % len(VALUES)]
    elif way == 2 and isinstance(holder, dict):
        text = json.dumps(raw)
        name = json.dumps(key)
        return text.replace(f"{name}:", f"{name}: 1, {name}:", 1).encode()
    elif way == 3 and isinstance(holder, list):
        holder.extend([holder[key]] * 300)
    else:
        holder[key] = VALUES[two // 8 % len(VALUES)]
    try:
        return json.dumps(raw, ensure_ascii=bool(two % 2)).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return data


def _places(raw):
    """Each (holder, key) in a JSON value."""
    if isinstance(raw, dict | list):
        for key in list(raw) if isinstance(raw, dict) else range(len(raw)):
            yield raw, key
            yield from _places(raw[key])


STEPS = (
    *(_flip, _set, _cut, _drop, _double, _put_in, _put_over, _splice, _number, _nest),
    *(_value, _value, _value, _value),
)
