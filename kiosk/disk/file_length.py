"""Whether a SQLite file is as long as its own head says, told from its bytes alone.

SQLite looks at this where it has no log. With a log it believes the log, and a checkpoint would
make a file that was cut short as long as it should be, of zeros.
Source: https://sqlite.org/fileformat2.html
"""

import struct
from pathlib import Path

HEAD_BYTES = 100
PAGE_SIZE_AT, COUNTER_AT, PAGES_AT, VALID_FOR_AT = 16, 24, 28, 92
LARGEST_PAGE = 65_536
SAYS_LARGEST = 1
LOG_HEAD_BYTES, FRAME_HEAD_BYTES = 32, 24
SALT_AT, SALT_BYTES, FRAME_SALT_AT = 16, 8, 8


def missing(database: Path) -> str:
    """What is missing at the end of a file, in words; nothing where all is there, or not told."""
    try:
        with database.open("rb") as file:
            head = file.read(HEAD_BYTES)
        if len(head) < HEAD_BYTES:
            return ""  # SQLite says what it is
        size, pages = _page_size(head), _pages(head)
        has = database.stat().st_size // size if size else pages
        gone = set(range(has + 1, pages + 1)) if pages > has else set()
        gone -= _in_log(Path(f"{database}-wal"), size) if gone else set()
    except OSError as error:
        return str(error)
    return f"{len(gone)} of {pages} pages are missing at its end" if gone else ""


def _page_size(head: bytes) -> int:
    (said,) = struct.unpack_from(">H", head, PAGE_SIZE_AT)
    return LARGEST_PAGE if said == SAYS_LARGEST else int(said)


def _pages(head: bytes) -> int:
    """How many pages the file has by its head; 0 where an old program left it out of date."""
    (counter,) = struct.unpack_from(">I", head, COUNTER_AT)
    (pages,) = struct.unpack_from(">I", head, PAGES_AT)
    (valid_for,) = struct.unpack_from(">I", head, VALID_FOR_AT)
    return int(pages) if counter == valid_for else 0


def _in_log(log: Path, page_size: int) -> set[int]:
    """The pages whose newest content stands in the log: a checkpoint that was cut off left them."""
    if not log.exists():
        return set()
    found = set()
    with log.open("rb") as file:
        salt = file.read(LOG_HEAD_BYTES)[SALT_AT : SALT_AT + SALT_BYTES]
        while len(frame := file.read(FRAME_HEAD_BYTES)) == FRAME_HEAD_BYTES:
            if frame[FRAME_SALT_AT : FRAME_SALT_AT + SALT_BYTES] != salt:
                break  # what follows is of an earlier log
            found.add(struct.unpack_from(">I", frame)[0])
            file.seek(page_size, 1)
    return found
