"""Memory that pages took and have left goes back to the machine."""

from kiosk import heap
from kiosk.hub import Hub
from kiosk.rules.instants import Instant


def give_memory_back(hub: Hub, now: Instant) -> None:  # noqa: ARG001  every job is called so
    """Return what is free."""
    heap.give_back()
