"""Which user of this machine is at the other end of a connection to our port.

The kernel's tables say it; where there are none (no Linux), nobody is refused for that.
Source: proc_pid_net(5).
"""

import os
import pwd
from collections.abc import Iterable, Iterator
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
LOOPBACK = "0100007F"
LOCAL, REMOTE, USER = 1, 2, 7


def may_ask(asker_port: int, *, port: int, also: Iterable[str] = ()) -> bool:
    """Whether a program of our own user, or of one of `also`, asks from that port."""
    if not TABLES[0].exists():
        return True
    here = {os.geteuid(), *_ids(also)}
    return any(user in here for user in _users(_rows(), asker_port=asker_port, port=port))


def _rows() -> Iterator[str]:
    for table in TABLES:
        if table.exists():
            yield from table.read_text("ascii").splitlines()[1:]


def _users(rows: Iterable[str], *, asker_port: int, port: int) -> Iterator[int]:
    """Users of the asker's end: its local address is what we see as remote."""
    ends = (f"{LOOPBACK}:{asker_port:04X}", f"{LOOPBACK}:{port:04X}")
    for row in rows:
        columns = row.split()
        if columns[LOCAL].endswith(ends[0]) and columns[REMOTE].endswith(ends[1]):
            yield int(columns[USER])


def _ids(names: Iterable[str]) -> Iterator[int]:
    for name in names:
        try:
            yield pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
