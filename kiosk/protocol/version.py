"""Versions on the wire: this one and the one before are understood."""

WIRE_VERSION = 1
VERSIONS_UNDERSTOOD = frozenset({1})
