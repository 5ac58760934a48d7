"""What a seat is kept for, as the desk beside the map says it."""

from dataclasses import dataclass

from flask import url_for

from admin_panel.frame import short_name
from admin_panel.guards import hub, i_may
from kiosk.queries.floor_seats import FloorSeat, Kept
from kiosk.rules.instants import Instant
from kiosk.store import blocks, visitors


@dataclass(frozen=True, slots=True)
class ShownKept:
    """A booking or a class; see floor/kept.html.

    `claim` lets its visitor start where the seat is held for them now; "" where it is not yet.
    `who` is what stands in the field for the visitor. `free`: the class pays nothing.
    """

    name: str
    starts: Instant
    ends: Instant
    held: bool
    claim: str
    who: str
    is_class: bool
    free: bool
    url: str
    ticket: int = 0


def shown_kept(seat: FloorSeat | None) -> ShownKept | None:
    """What the chosen seat is kept for, now or soon."""
    if seat is None or seat.kept is None:
        return None
    kept = seat.kept
    return ShownKept(
        name=kept.name if kept.block is not None else short_name(kept.name),
        starts=kept.starts,
        ends=kept.ends,
        held=kept.held,
        claim=(kept.block or kept.booking) if kept.held else "",
        who=_code(kept.visitor) if kept.held else "",
        is_class=kept.block is not None,
        free=_is_free(kept.block),
        url=_url(kept) if i_may("book_seat") else "",
        ticket=kept.ticket,
    )


def _url(kept: Kept) -> str:
    if kept.ticket:
        return url_for("waiting.show")
    if kept.block is not None:
        return url_for("blocks.show", block=kept.block)
    return url_for("bookings.show", booking=kept.booking)


def _code(visitor: str | None) -> str:
    with hub().read() as db:
        who = None if visitor is None else visitors.by_id(db, visitor)
    return "" if who is None else who.code or ""


def _is_free(block: str | None) -> bool:
    with hub().read() as db:
        found = None if block is None else blocks.by_id(db, block)
    return found is not None and found.pays == "free"
