"""What a hub does to its database before anybody comes in: finish what an earlier run began."""

import sqlite3
from contextlib import suppress

from kiosk.acts.key_change import is_half_done, take_up_keys
from kiosk.acts.sealing_hashes import seal_hashes
from kiosk.hub import Hub
from kiosk.rules.refusals import Refusal
from kiosk.store import hashes


def finish_what_was_begun(hub: Hub) -> None:
    """Hashes of an older program or backup are sealed; a change of keys is taken up."""
    try:
        with hub.read() as db:
            plain, changed = hashes.any_plain(db), is_half_done(db, hub.site)
    except sqlite3.DatabaseError:  # the look at all of it says what is damaged
        return
    if plain:
        with suppress(Refusal):  # the disk is full: the next start does it
            hub.write(seal_hashes, pepper=hub.pepper)
    if changed:
        with suppress(Refusal):
            hub.write(take_up_keys)
