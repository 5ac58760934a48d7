"""What the fields of bodies may hold: names, words, numbers, each with its limit."""

from typing import Annotated

import msgspec

NAME_LIMIT = 120
NO_NUL = r"^[^\x00]*\Z"
"""PostgreSQL keeps no text with a NUL: one such word would stop all facts behind it."""
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_LIMIT, pattern=NO_NUL)]
Words = Annotated[str, msgspec.Meta(max_length=2000, pattern=NO_NUL)]
Seconds = Annotated[int, msgspec.Meta(ge=0, le=10**8)]
Minor = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
Took = Annotated[int, msgspec.Meta(ge=0, le=10**12)]
"""Milliseconds; like every number here small enough for a column of SQLite."""
At = Annotated[int, msgspec.Meta(ge=0, le=10**15)]
"""UTC, milliseconds; 0 for never."""
