"""From a data folder to the hub that works on it; a new folder gets its database and keys here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.clock import Clock
from kiosk.disk import lock
from kiosk.disk.open import refuse_emptied
from kiosk.disk.read_only import unusable
from kiosk.disk.writer import end_process
from kiosk.first_acts import finish_what_was_begun
from kiosk.hub import Hub
from kiosk.hub_folder import (
    DATABASE,
    KEYS,
    LOCK,
    MAKING,
    make_folder,
    note_making,
    refuse_marked,
    was_lived_in,
)
from kiosk.protocol.keys import load_keys, make_keys, save_keys
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store.schema import bring_up_to_date


def open_hub(
    folder: Path,
    settings: HubSettings,
    clock: Clock,
    *,
    on_disaster: Callable[[BaseException], None] = end_process,
) -> Hub:
    """Open a site's data folder, making what is missing in an empty one.

    The caller holds the folder's lock.

    Raises:
        Refusal: `data_folder_wrong`, `disk_read_only`, `database_missing`, `database_damaged`.
    """
    make_folder(folder)
    keys_file = folder / KEYS
    database = folder / DATABASE
    making = folder / MAKING
    refuse_marked(folder)
    if not database.exists() and not making.exists():
        if keys_file.exists() or was_lived_in(folder):  # never an empty one in its place
            raise Refusal("database_missing", path=str(database))
        note_making(making)
    if keys_file.exists() and not making.exists():
        refuse_emptied(database)
    if not keys_file.exists():
        if database.exists():  # a database without its keys is half a restore: never go on
            raise Refusal("data_folder_wrong", path=str(keys_file))
        try:
            save_keys(make_keys(), keys_file)
        except OSError as error:
            raise unusable(folder, error) from error
    bring_up_to_date(database)
    making.unlink(missing_ok=True)
    hub = Hub(folder, settings, clock, load_keys(keys_file), on_disaster=on_disaster)
    finish_what_was_begun(hub)
    return hub


@contextmanager
def hub_alone(folder: Path, settings: HubSettings, clock: Clock) -> Iterator[Hub]:
    """A site's hub for one command, every other process kept out meanwhile.

    Raises:
        Refusal: `already_running`, and what `open_hub` refuses.
    """
    make_folder(folder)
    with lock.holding(folder / LOCK):
        hub = open_hub(folder, settings, clock)
        try:
            yield hub
        finally:
            hub.close()
