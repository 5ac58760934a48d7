"""Chance that comes from a seed, so that a journey that failed can be walked again."""

import contextlib
import random
import secrets
from random import Random


@contextlib.contextmanager
def seeded(seed):
    """Every drawn number of this process comes from the seed, keys' nonces apart."""
    chance = Random(f"secrets {seed}")
    drawn = {
        "token_bytes": lambda n=32: chance.randbytes(n),
        "token_hex": lambda n=32: chance.randbytes(n).hex(),
        "randbelow": chance.randrange,
        "choice": chance.choice,
        "randbits": chance.getrandbits,
    }
    kept = {name: getattr(secrets, name) for name in drawn}
    state = random.getstate()
    random.seed(seed)
    for name, draw in drawn.items():
        setattr(secrets, name, draw)
    try:
        yield
    finally:
        random.setstate(state)
        for name, draw in kept.items():
            setattr(secrets, name, draw)
