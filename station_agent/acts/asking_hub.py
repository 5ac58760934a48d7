"""What a visitor asks of the hub is written down first: it costs money, and the answer may be lost.

A killed agent and a power cut forget nothing of it, so it is paid once. Source: DESIGN.md §4.
"""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from station_agent.store import unanswered


def ask_hub(db: Db, now: Instant, *, session: str, asked: str, name: str) -> str:
    """On disk before it is sent; returns the request id to send it under."""
    del now
    return unanswered.name_of(db, session=session, asked=asked, request_id=name)


def hub_answered(db: Db, now: Instant, *, session: str, asked: str) -> None:
    """The answer came; the same question asked anew is another one."""
    del now
    unanswered.answered(db, session=session, asked=asked)
