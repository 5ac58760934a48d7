"""Questions that a learner is asked again after days, on the wire. Source: `rules/recall.py`."""

import msgspec

from kiosk.protocol.fields import Name


class Recall(msgspec.Struct, frozen=True, tag="recall"):
    """Station to hub, sealed: the first answer to a question that was asked again after days."""

    visitor: Name
    edition: Name
    step: Name
    item: Name
    right: bool


class ToRecall(msgspec.Struct, frozen=True):
    """A part of `station_calls.Record`: a question to ask again now, in whatever edition."""

    slug: str
    step: str
    item: str
