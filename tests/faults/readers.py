"""One reader of bytes from outside, and readers made of others."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.rules.refusals import Refusal


@dataclass(frozen=True)
class Target:
    """One reader; `read` takes any bytes."""

    read: Callable[[bytes], object]
    examples: tuple[bytes, ...]


def any_of(*reads):
    """What one of several readers says; refused when all refuse."""

    def reading(data):
        refused, found = None, []
        for read in reads:
            try:
                found.append(read(data))
            except Refusal as refusal:
                refused = refusal
        if not found:
            raise refused
        return found

    return reading


def of_file(folder, name, read):
    def reading(data):
        (folder / name).write_bytes(data)
        return read(folder / name)

    return reading
