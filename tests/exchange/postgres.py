"""A PostgreSQL of our own for tests: in a temporary folder, reached by a socket in it only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

BINARIES = Path("/usr/lib/postgresql/15/bin")
STARTS_WITHIN_S = "240"
USER = "kiosk"
MEMORY = "/dev/shm"  # noqa: S108  each test makes a folder of its own in it
STOP = 'cat; "$1" -D "$2" -m immediate stop; rm -rf "$3"'
NOBODY = ("postgres", "nobody")


class MissingError(Exception):
    """PostgreSQL is not installed here; `deploy/test` says how to get it."""


def binaries():
    """Where initdb and pg_ctl are."""
    if (BINARIES / "initdb").exists():
        return BINARIES
    found = shutil.which("initdb")
    if found is None:
        raise MissingError(
            "The exchange's tests need PostgreSQL 15: apt-get install postgresql-15 (no skip)."
        )
    return Path(found).resolve().parent


@contextmanager
def running():
    """A server for the length of a session; gives the address of its database `postgres`."""
    tools = binaries()
    folder = Path(tempfile.mkdtemp(prefix="kiosk-pg-", dir=memory()))
    as_user = _as_user(folder)
    data = folder / "data"
    with _ended_with_us(tools, data, folder, as_user):
        _start(tools, data, folder, as_user)
        yield f"postgresql+psycopg://{USER}@/postgres?host={folder}"


@contextmanager
def _ended_with_us(tools, data, folder, as_user):
    """Who stops the server and takes its folder away, also when we are killed: our pipe closes then.

    In a session of its own, so that nobody who ends all of ours ends it too.
    """
    words = ["sh", "-c", STOP, "sh", tools / "pg_ctl", data, folder]
    keeper = subprocess.Popen(
        [str(word) for word in words],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        **as_user,
    )
    try:
        yield
    finally:
        keeper.stdin.close()
        keeper.wait()


def _start(tools, data, folder, as_user):
    _run(
        [tools / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"],
        as_user,
    )
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=200"
    _run([tools / "pg_ctl", "-D", data, "-w", "-t", STARTS_WITHIN_S, "-l", folder / "log", "-o", options, "start"], as_user)  # fmt: skip


def memory():
    """A folder in memory where there is one: tests of what is kept need no slow disk."""
    return MEMORY if os.access(MEMORY, os.W_OK) else None


def _as_user(folder):
    """PostgreSQL refuses to run as root: then somebody else runs it."""
    if os.geteuid() != 0:
        return {}
    for name in NOBODY:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, found.pw_uid, found.pw_gid)
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise MissingError("PostgreSQL will not run as root and there is no other user here.")


def _run(command, as_user):
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        cwd="/",
        check=False,
        **as_user,
    )
    if done.returncode:
        raise MissingError(done.stderr.decode(errors="replace")[-2000:])


def execute(url, statement):
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.execute(text(statement))
    engine.dispose()


def named(url, name):
    return url.replace("/postgres?", f"/{name}?")
