"""Who pays for a session that a card has opened with the hub away, and how long it may run.

Nobody was asked for a PIN, so the card gives its seconds and no more, whatever its owner holds;
what is bought at the desk comes on top. At the end the owner's passes pay, if there are any.
"""

from kiosk.acts import holding
from kiosk.disk.db import Db
from kiosk.rules.card_paper import AGAIN
from kiosk.rules.passes import Pass, PassKind
from kiosk.store import card_uses, revisions, sessions
from kiosk.store.sessions import Session

BY_CARD = "card"
"""What stands for a pass while it is reckoned how long a session may run."""


def payer(db: Db, session: Session) -> str:
    """Whose passes pay for a session beside those of who sits in it: the owner's of its card.

    While the owner sits elsewhere, what they hold is that session's; a use too many pays nobody.
    """
    use = card_uses.of_session(db, session.id)
    if use is None or use.owner is None or use.found or sessions.open_of(db, use.owner):
        return session.visitor
    return use.owner


def lets_run(db: Db, session: Session) -> tuple[Pass, ...] | None:
    """What lets a card's session run: what the card gave, and what its guest bought; else None."""
    use = card_uses.of_session(db, session.id)
    if use is None:
        return None
    bought = holding.held_at(db, session.opened_at, visitor=session.visitor)
    return (Pass(BY_CARD, PassKind.PACKAGE, seconds_left=use.seconds), *bought)


def hand_over(db: Db, session: Session) -> None:
    """A card's session is over: what its guest bought and has left is the owner's."""
    use = card_uses.of_session(db, session.id)
    if use is not None and use.owner is not None and use.found in ("", AGAIN):
        card_uses.hand_over(db, guest=session.visitor, owner=use.owner)
        revisions.bump(db, revisions.record_of(use.owner))
