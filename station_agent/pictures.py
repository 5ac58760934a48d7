"""Pictures of tasks: named by their SHA-256 in a slot's cells."""

from collections.abc import Mapping

from kiosk.protocol.station_calls import Record

PREFIX = "sha256:"


def blob_name(cell: str | None) -> str:
    """The blob that a cell or a form's picture names, or ""."""
    return cell.removeprefix(PREFIX) if cell and cell.startswith(PREFIX) else ""


def names_in(cells: Mapping[str, object]) -> tuple[str, ...]:
    """All blobs that a slot's cells name."""
    return tuple(name for cell in cells.values() if (name := blob_name(str(cell))))


def picture_names(record: Record) -> tuple[str, ...]:
    """Pictures of the tasks that a record brings back to be done again."""
    rows = [outcome.task.get("row") for outcome in record.outcomes if outcome.task]
    return tuple(name for row in rows if isinstance(row, Mapping) for name in names_in(row))
