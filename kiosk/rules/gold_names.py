"""The name of a dealt gold item tells its own hub what it is, and nobody else.

A hub restored from a copy has lost what it dealt after it. From the name that comes with an answer
it knows again which item that was, whose, and as which task: all of it is bound into the name under
a secret of the hub. A station can use the names it was dealt and make none; nothing that it says
about one is believed. To others a name is chance, as those of real tasks are.
"""

import hashlib
import json
from dataclasses import dataclass

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "N"
CHANCE, KIND, ITEM = 6, 4, 10
"""So many symbols of a name are chance, say the visitor and the kind of task, say all of it."""
LENGTH = CHANCE + KIND + ITEM
BITS = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """What a name stands for: a gold item that one visitor was dealt as a task of this kind."""

    visitor: str
    hit_type: str
    edition: str
    item: str


def gold_name(meant: Meant, *, secret: bytes, chance: int) -> str:
    """The name of a gold item that is dealt now; `chance` is 30 bits that nobody can guess."""
    salt = _symbols(chance, CHANCE)
    return PREFIX + salt + _kind(meant, salt, secret) + _item(meant, salt, secret)


def may_be_gold(name: str) -> bool:
    """Whether a name has the shape of one."""
    return len(name) == len(PREFIX) + LENGTH and name.startswith(PREFIX)


def is_of_kind(name: str, *, visitor: str, hit_type: str, secret: bytes) -> bool:
    """Whether it may be an item dealt to this visitor as this kind: asked before all items are."""
    salt, said, _ = _parts(name)
    return said == _kind(Meant(visitor, hit_type, "", ""), salt, secret)


def is_name_of(name: str, meant: Meant, *, secret: bytes) -> bool:
    """Whether we gave this name, for exactly this."""
    salt, kind, item = _parts(name)
    wanted = (_kind(meant, salt, secret), _item(meant, salt, secret))
    return may_be_gold(name) and (kind, item) == wanted


def _parts(name: str) -> tuple[str, str, str]:
    rest = name.removeprefix(PREFIX)
    return rest[:CHANCE], rest[CHANCE : CHANCE + KIND], rest[CHANCE + KIND :]


def _kind(meant: Meant, salt: str, secret: bytes) -> str:
    return _sealed(secret, KIND, "kind", salt, meant.visitor, meant.hit_type)


def _item(meant: Meant, salt: str, secret: bytes) -> str:
    told = (meant.visitor, meant.hit_type, meant.edition, meant.item)
    return _sealed(secret, ITEM, "item", salt, *told)


def _sealed(secret: bytes, length: int, *parts: str) -> str:
    digest = hashlib.blake2b(
        json.dumps(parts).encode(), digest_size=8, key=secret, person=b"gold name"
    )
    return _symbols(int.from_bytes(digest.digest()), length)


def _symbols(number: int, length: int) -> str:
    return "".join(SYMBOLS[number >> BITS * place & 31] for place in range(length))
