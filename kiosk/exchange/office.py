"""What acts are handed besides their arguments: keys, settings and the machine's boot clock."""

from dataclasses import dataclass

from kiosk.disk.acting import Tool
from kiosk.protocol.facts import Moment
from kiosk.protocol.keys import Keys
from kiosk.rules.instants import Instant
from kiosk.settings import ExchangeSettings


@dataclass(frozen=True, slots=True)
class Office(Tool):
    """The exchange's own means in one act; never part of what is asked."""

    keys: Keys
    settings: ExchangeSettings
    boot_id: str
    boot_ns: int

    def moment(self, now: Instant) -> Moment:
        """When a fact is made, by every clock there is."""
        return Moment(wall=now, boot_id=self.boot_id, boot_ns=self.boot_ns)
