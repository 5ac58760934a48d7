"""Versions on the wire: this one and the one before are understood."""

WIRE_VERSION = 1
VERSIONS_UNDERSTOOD = frozenset({1})
PROGRAM_VERSION = "0.1.0"
"""As setup.cfg has it; a station says it in each beat."""
