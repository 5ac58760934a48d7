"""What this hub can say of a certificate that somebody shows, its own or another hub's."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.protocol.awards import Shown, is_of, key_print, read_award
from kiosk.protocol.keys import Keys
from kiosk.rules.awards import Award, Said, number_typed, said_of
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay
from kiosk.store import awards


@dataclass(frozen=True, slots=True)
class Checked:
    """What is said of a certificate; `award` is what stands on the paper, and no more.

    `ours`: this hub gave it. `mark` is the fingerprint of the key that signed it, `signer` what the
    exchange calls its hub: the paper itself may name any centre.
    """

    said: Said
    award: Award
    ours: bool
    mark: str
    signer: str = ""

    @property
    def hears_revoked(self) -> str:
        """How this machine would know that it was taken back: "own", "exchange", "" for not."""
        return "own" if self.ours else "exchange" if self.signer else ""


def check(
    db: Db | None, *, text: str, keys: Keys | None, today: LocalDay, prints: Iterable[str] = ()
) -> Checked:
    """Check a certificate with nothing but what this machine knows.

    Args:
        db: the hub's; None where there is none, as on anybody's computer.
        text: as it was scanned or pasted.
        keys: the hub's; what it signed with keys of before is still its own.
        today: the day by the site's calendar.
        prints: fingerprints of keys that somebody vouches for.

    Raises:
        Refusal: `certificate_unreadable`, `certificate_forged`.
    """
    shown = read_award(text)
    ours = keys is not None and shown.signing in keys.all_public_signing
    signer = None if db is None else awards.hub_known(db, shown.signing)
    known = ours or signer is not None or is_of(shown.signing, known=(), prints=prints)
    said = said_of(
        shown.award.until, is_known=known, is_revoked=_is_revoked(db, shown), today=today
    )
    return Checked(said, shown.award, ours, key_print(shown.signing), signer or "")


def by_number(db: Db, *, typed: str, keys: Keys, site: str, today: LocalDay) -> Checked:
    """What this hub says of a number alone: which exam it was given for, and no name.

    So it can answer for somebody who was erased too: their paper stays as good as it was.

    Raises:
        Refusal: `certificate_unreadable`, `certificate_unknown`.
    """
    row = awards.by_number(db, number_typed(typed))
    if row is None:
        raise Refusal("certificate_unknown")
    until = LocalDay(row.until) if row.until else None
    said = said_of(until, is_known=True, is_revoked=row.revoked_at is not None, today=today)
    award = Award(
        row.number,
        site,
        "",
        row.title,
        row.edition,
        row.right,
        row.asked,
        LocalDay(row.day),
        until,
    )
    return Checked(said, award, row.signing in keys.all_public_signing, key_print(row.signing))


def _is_revoked(db: Db | None, shown: Shown) -> bool:
    if db is None:
        return False
    number = shown.award.number
    return awards.revoked_at(db, signing=shown.signing, number=number) is not None
