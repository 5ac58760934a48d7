"""What is said to a machine that speaks an older version of the calls; the rule: `version.py`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from kiosk.protocol.enrolment import Newcomer
from kiosk.protocol.station_calls import Beat, BeatAnswer
from kiosk.protocol.version import CALLS_VERSION

Said = TypeVar("Said", bound=msgspec.Struct)

ADDED: Mapping[int, Mapping[type[msgspec.Struct], frozenset[str]]] = MappingProxyType(
    {
        2: MappingProxyType(
            {
                Beat: frozenset({"speaks", "waiting_since", "set_aside"}),
                BeatAnswer: frozenset({"speaks"}),
            }
        ),
        3: MappingProxyType({}),
        4: MappingProxyType({Beat: frozenset({"filled_percent"})}),
        5: MappingProxyType({}),
        6: MappingProxyType({Newcomer: frozenset({"before"})}),
        7: MappingProxyType({}),
        8: MappingProxyType({Beat: frozenset({"boot_ms"})}),
        9: MappingProxyType({}),
        10: MappingProxyType({Beat: frozenset({"learner"})}),
        11: MappingProxyType({}),
        12: MappingProxyType({}),
        13: MappingProxyType({}),
        14: MappingProxyType({}),
        15: MappingProxyType({}),
        16: MappingProxyType({}),
        17: MappingProxyType({}),
        18: MappingProxyType({BeatAnswer: frozenset({"beside", "beside_record"})}),
    }
)
"""The fields that each version added; each has a default, and is not sent where it has that."""


def said_to(version: int, message: Said) -> Said:
    """The message without what came after this version."""
    if version >= CALLS_VERSION:
        return message
    later = frozenset[str]().union(
        *(added.get(type(message), ()) for since, added in ADDED.items() if since > version)
    )
    fields = [one for one in msgspec.structs.fields(message) if one.name in later]
    return replace(message, **{one.name: one.default for one in fields}) if fields else message
