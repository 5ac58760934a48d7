"""The word that names numbers which were given and will never come. Source: DESIGN.md §8."""

from typing import Annotated

import msgspec

ABANDONED = "abandoned"
Epoch = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}\Z")]
Seq = Annotated[int, msgspec.Meta(ge=1, le=2**53)]


class Abandoned(msgspec.Struct, frozen=True, tag=ABANDONED):
    """Any maker to its reader: the facts `first` to `last` of one of its epochs do not come.

    They were set aside by their maker, or its copies were let go; `why` is a code. Without this
    word the reader would wait for them for ever, and what came after them would never be safe.
    """

    epoch: Epoch
    first: Seq
    last: Seq
    why: Annotated[str, msgspec.Meta(max_length=60, pattern=r"^[a-z_]*\Z")]
