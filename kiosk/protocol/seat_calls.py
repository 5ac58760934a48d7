"""What a station and its hub say to each other of a learner beside the one who sits."""

from typing import Annotated

import msgspec

from kiosk.protocol.station_calls import Record, Text

BESIDE_PATH = "/station/v1/beside"
BESIDE_MOST = 4
"""More than a seat holds."""


class SitBeside(msgspec.Struct, frozen=True):
    """Somebody with a card, and its PIN, learns beside the visitor of the open session."""

    session: Text
    code: Annotated[str, msgspec.Meta(max_length=200)]
    pin: Annotated[str, msgspec.Meta(max_length=20)]


class Besides(msgspec.Struct, frozen=True):
    """The records of those who learn beside the visitor of the open session."""

    records: Annotated[tuple[Record, ...], msgspec.Meta(max_length=BESIDE_MOST)] = ()
