"""The sessions of a day with where and when they ran: the use of seats is summed up from them."""

from collections.abc import Iterator

from kiosk.disk.db import Db, Row
from kiosk.rules import metering
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.metering import Run
from kiosk.rules.seat_use import Stay, Visit
from kiosk.rules.spans import whole_second
from kiosk.store import stations

LOOK_BACK_S = 32 * S_PER_DAY
"""How long before a day a session may have been opened and still be in it."""


def visits(db: Db, *, since: Instant, until: Instant, now: Instant) -> Iterator[Visit]:
    """The sessions that may have used a second from `since` up to `until`, in no order.

    One that is still open is told as far as its facts say, up to `now` and what it was granted.
    """
    seats = {str(seat.station): str(seat.number) for seat in stations.seats(db) if seat.station}
    rows = db.execute(
        """
        SELECT session.id, session.opened_at, session.used_s, session.granted_s, session.seat,
               session.station, session.closed_at, visitor.price_group,
               (SELECT count(*)
                FROM session_fact
                WHERE session_fact.session = session.id
                  AND session_fact.kind IN ('paused', 'resumed', 'moved')) AS breaks,
               (SELECT session_fact.zone
                FROM session_fact
                WHERE session_fact.session = session.id
                  AND session_fact.zone <> ''
                ORDER BY session_fact.at DESC
                LIMIT 1) AS zone
        FROM session
        JOIN visitor ON visitor.id = session.visitor
        WHERE session.opened_at >= :earliest
          AND session.opened_at < :until
          AND (session.closed_at IS NULL OR session.closed_at > :since)
        """,
        {"earliest": later(since, seconds=-LOOK_BACK_S), "since": since, "until": until},
    )
    for row in rows:
        yield _visit(db, row, seats=seats, now=now)


def _visit(db: Db, row: Row, *, seats: dict[str, str], now: Instant) -> Visit:
    seat, zone = str(row["seat"]), row["zone"] or ""
    if row["closed_at"] is not None and not row["breaks"]:
        start = whole_second(row["opened_at"])
        stays: tuple[Stay, ...] = (Stay(start, later(start, seconds=row["used_s"]), seat, zone),)
    else:
        runs = _runs(db, row, now=now)
        stays = tuple(
            Stay(
                run.start,
                run.end,
                seat if not run.station else seats.get(run.station, seat),
                run.zone,
            )
            for run in runs
        )
    return Visit(
        opened_at=row["opened_at"],
        used_s=sum((stay.end - stay.start) // 1000 for stay in stays),
        seat=seat,
        zone=zone,
        group=row["price_group"],
        stays=stays,
    )


def _runs(db: Db, row: Row, *, now: Instant) -> tuple[Run, ...]:
    """Its runs; a station is named where the session left it, "" where it is, or was last."""
    facts = list(
        db.execute(
            """
            SELECT kind, at, zone, used_s, station
            FROM session_fact
            WHERE session = :session
            ORDER BY at
            """,
            {"session": row["id"]},
        )
    )
    left = [fact["station"] for fact in facts if fact["kind"] == "moved"] + [""]
    told: list[metering.SessionFact] = []
    place = 0
    for fact in facts:
        match fact["kind"]:
            case "opened":
                told.append(metering.Opened(fact["at"], left[0], fact["zone"]))
            case "paused":
                told.append(metering.Paused(fact["at"], fact["used_s"]))
            case "resumed":
                told.append(metering.Resumed(fact["at"]))
            case "moved":
                place += 1
                told.append(metering.Moved(fact["at"], left[place], fact["zone"], fact["used_s"]))
            case _:
                told.append(metering.Closed(fact["at"], fact["used_s"]))
    if row["closed_at"] is None:
        sofar = metering.runs([*told, metering.Closed(now)])
        used_s = min(sum(run.seconds for run in sofar), row["granted_s"])
        told.append(metering.Closed(now, used_s))
    return metering.runs(told)
