"""What a new site starts with: its owner, its offers, its seats. Nothing where there is a site."""

import hashlib
import secrets

from kiosk import passwords
from kiosk.acts import furnishing, people
from kiosk.hub import Hub
from kiosk.store import staff
from kiosk.store.offers import Offer
from kiosk.store.stations import SeatRow

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letters that are read as others."""
PASSWORD_LETTERS = 10
S_PER_MIN = 60
VALID_S = 30 * 86_400
SEATS = 12
SEATS_A_ROW = 6
ROWS = ("Window", "Door")
OFFERS = (
    Offer("15min", "15 min", 15 * S_PER_MIN, 2000, VALID_S, 1),
    Offer("30min", "30 min", 30 * S_PER_MIN, 4000, VALID_S, 2),
    Offer("1h", "1 hour", 60 * S_PER_MIN, 7000, VALID_S, 3),
    Offer("2h", "2 hours", 120 * S_PER_MIN, 12_000, VALID_S, 4),
    Offer("10h", "10 hours", 600 * S_PER_MIN, 60_000, VALID_S, 5),
)


def easy_password() -> str:
    """A password that is easy to read aloud and to type (49 bits)."""
    return "".join(secrets.choice(LETTERS) for _ in range(PASSWORD_LETTERS))


def password_for(request_id: str, *, key: bytes) -> str:
    """A password drawn for one form: sent twice, it shows the same one that was kept.

    Nobody works it out without the hub's key.
    """
    drawn = hashlib.blake2b(request_id.encode(), key=key, digest_size=4 * PASSWORD_LETTERS).digest()
    parts = (drawn[at : at + 4] for at in range(0, len(drawn), 4))
    return "".join(LETTERS[int.from_bytes(part) % len(LETTERS)] for part in parts)


def make_site(hub: Hub, *, password: str) -> list[dict[str, str]]:
    """Add the owner, offers and seats of a new site; returns the sign-ins, none if it was there.

    A site is there once it has its owner.
    """
    with hub.read() as db:
        if staff.is_taken(db, "owner"):
            return []
    hub.write(furnishing.furnish, offers=OFFERS, seats=_seats())
    hub.write(
        people.add_staff,
        sign_in="owner",
        name="Owner",
        role="owner",
        password_hash=hub.pepper.sealed(passwords.hash_of(password)),
        by="init",
    )
    return [{"role": "owner", "sign_in": "owner", "secret": password}]


def _seats() -> tuple[SeatRow, ...]:
    return tuple(
        SeatRow(number, "standard", ROWS[(number - 1) // SEATS_A_ROW], None, "")
        for number in range(1, SEATS + 1)
    )
