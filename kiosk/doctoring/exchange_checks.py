"""Is there a copy of an exchange on another disk, and a new one?"""

from pathlib import Path

from kiosk.clock import Clock
from kiosk.doctoring.finding import Finding
from kiosk.link import safe_copies
from kiosk.rules.instants import S_PER_HOUR, seconds_between
from kiosk.sentences import N_


def exchange_copy(folder: Path, clock: Clock) -> Finding:
    """How old the newest verified copy is that is on another disk; hubs keep what it lacks."""
    safe, do = safe_copies.read(folder), N_("Run kiosk exchange back-up each day, to another disk.")
    if safe is None:
        says = N_(
            "No copy of the exchange is known on another disk: hubs keep all for thirty days."
        )
        return Finding("exchange_copy", ok=False, says=says, do=do)
    age_s = max(0, seconds_between(safe.made_at, clock.now()))
    is_old = safe_copies.is_too_old(safe, clock.now())
    says = N_("The newest copy of the exchange on another disk is {hours} h old.")
    hours = {"hours": age_s // S_PER_HOUR}
    return Finding("exchange_copy", ok=not is_old, says=says, do=do if is_old else "", values=hours)
