"""What a visitor's record says of certificates and learning: a part of `station_calls.Record`."""

import msgspec


class Certified(msgspec.Struct, frozen=True):
    """A certificate that holds: `paper` is the text of its QR. Days are the site's, "" for ever."""

    number: str
    title: str
    day: str
    until: str
    paper: str


class Learned(msgspec.Struct, frozen=True):
    """Seconds practised; first answers, how many were right; tasks handed in, and approved."""

    practised_s: int
    right: int
    asked: int
    done: int
    approved: int
