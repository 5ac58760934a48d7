"""Whether staff have removed this computer from the site: kept on disk, so that it stays locked.

Only the hub's own signed word counts, and only its welcome at a beat ends it. What is still here
stays sealed and is sent: the hub keeps it for staff to decide.
"""

import logging
from pathlib import Path

from station_agent.folder import write_whole

FILE = "removed"
REVOKED = "revoked"

log = logging.getLogger("station")


class Removal:
    """The hub's last word on whether this station may come in."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self.is_so = self._file.exists()

    def note(self) -> bool:
        """The hub says that we were removed; returns whether that is news."""
        if self.is_so:
            return False
        log.warning("this computer was removed from the site; it stays locked")
        write_whole(self._file, b"")
        self.is_so = True
        return True

    def lift(self) -> None:
        """The hub has let us in."""
        if self.is_so:
            log.info("this computer belongs to the site again")
            self._file.unlink(missing_ok=True)
            self.is_so = False
