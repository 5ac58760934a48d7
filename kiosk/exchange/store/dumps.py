"""What a dump of the exchange's PostgreSQL needs to know of its server."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError


def export_snapshot(db: Connection) -> str:
    """The name under which another connection sees what this transaction sees."""
    return str(db.execute(text("SELECT pg_export_snapshot()")).scalar())


def is_on_this_machine(db: Connection) -> bool:
    """Whether the server runs where we run: a socket, or one address at both ends."""
    asked = text("SELECT inet_server_addr() IS NOT DISTINCT FROM inet_client_addr()")
    return bool(db.execute(asked).scalar())


def data_folder(db: Connection) -> str | None:
    """Where the server keeps its files; None: it does not tell us."""
    try:
        with db.begin_nested():
            return str(db.execute(text("SHOW data_directory")).scalar())
    except ProgrammingError:
        return None
