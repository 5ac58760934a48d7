"""A dump of the exchange's PostgreSQL that was read back before anything is said of it.

What it has is taken from the dump itself, as pg_restore gives it back, and compared with what the
database held in the very snapshot that was dumped. Its password stands in no list of processes.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import make_conninfo
from sqlalchemy.exc import OperationalError

from kiosk.disk.copying import sync
from kiosk.exchange.start_check import shown
from kiosk.exchange.store import dumps, inbox, ledger
from kiosk.exchange.store import engine as engines
from kiosk.exchange.store.own_key import owner_of
from kiosk.protocol.sync import Kept
from kiosk.rules.refusals import Refusal

COPY, END = "COPY ", "\\."
PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Dumped:
    """What a dump holds, and where its server is."""

    owner: str
    heard: tuple[Kept, ...]
    transfers: int
    server_is_here: bool
    server_folder: str | None


def dump(url: str, target: Path) -> Dumped:
    """Dump the database at this address into a file, and read all of it back.

    Raises:
        Refusal: `tool_missing`, `database_unreachable`, `database_damaged`.
        OSError: the place takes no more.
    """
    pg_dump, pg_restore = _tool("pg_dump"), _tool("pg_restore")
    engine = engines.postgres(url)
    words: dict[str, Any] = {
        **engine.url.translate_connect_args(username="user", database="dbname"),
        **{
            name: ",".join([v] if isinstance(v, str) else v) for name, v in engine.url.query.items()
        },
    }
    password = str(words.pop("password", ""))
    try:
        with (
            engine.connect().execution_options(isolation_level="REPEATABLE READ") as db,
            db.begin(),
        ):
            owner, heard = owner_of(db) or "", inbox.all_kept(db)
            transfers, _ = ledger.end_of(db)
            here, server_folder = dumps.is_on_this_machine(db), dumps.data_folder(db)
            snapshot = dumps.export_snapshot(db)
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
            asked = (f"--snapshot={snapshot}", "--format=custom", f"--file={target}")
            _run(pg_dump, *asked, f"--dbname={make_conninfo('', **words)}", password=password)
    except OperationalError as error:
        raise Refusal("database_unreachable", path=shown(url), reason=str(error.orig)) from error
    finally:
        engine.dispose()
    sync(target)
    found, count = read_back(pg_restore, target)
    if (set(found), count) != (set(heard), transfers):
        raise Refusal("database_damaged", path=str(target), reason="it is not what was dumped")
    return Dumped(owner, found, count, here, server_folder)


def read_back(pg_restore: str, target: Path) -> tuple[tuple[Kept, ...], int]:
    """How far each hub's facts are in a dump, and how many transfers; all of it is read.

    Raises:
        Refusal: `database_damaged`.
    """
    command = [pg_restore, "--data-only", "--file=-", str(target)]
    heard: list[Kept] = []
    transfers = 0
    with subprocess.Popen(  # noqa: S603  PostgreSQL's own
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        assert process.stdout is not None  # noqa: S101  it is a pipe
        for table, row in _rows(process.stdout):
            transfers += table == "transfer"
            if table == "heard":
                heard.append(
                    Kept(row["origin"], row["epoch"], int(row["have"]), int(row["safe_upto"]))
                )
    if process.returncode:
        raise Refusal("database_damaged", path=str(target), reason="pg_restore cannot read it")
    return tuple(heard), transfers


def _rows(lines: IO[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row that pg_restore gives, by its table; only small tables' columns are split."""
    table, columns = "", []
    for line in lines:
        if line.startswith(COPY) and not table:
            name, _, rest = line.removeprefix(COPY).partition(" (")
            table = name.rpartition(".")[2]
            columns = rest.partition(")")[0].split(", ")
        elif line.rstrip("\n") == END:
            table = ""
        elif table == "heard":
            yield table, dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))
        elif table:
            yield table, {}


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Refusal("tool_missing", tool=name)
    return found


def _run(*command: str, password: str) -> None:
    environment = {**os.environ, "PGPASSWORD": password} if password else None
    done = subprocess.run(  # noqa: S603  PostgreSQL's own
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise Refusal("database_unreachable", path="pg_dump", reason=reason)
