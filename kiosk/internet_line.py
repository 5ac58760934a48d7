"""What the hub knows of the internet: whether it is there, and since when. Memory only."""

from dataclasses import dataclass

from kiosk.rules.instants import Instant


@dataclass(slots=True)
class InternetLine:
    """`up` None: nobody looks."""

    up: bool | None = None
    since: Instant = Instant(0)  # noqa: RUF009  a NewType call makes no new thing

    def note(self, now: Instant, *, up: bool | None) -> None:
        """What a look has found."""
        if self.up != up:
            self.up, self.since = up, now
