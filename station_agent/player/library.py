"""The modules that lie on this station, read from their blobs when they are first shown."""

import threading

from kiosk.link.blobs import BlobFolder
from kiosk.protocol.bodies import Edition
from kiosk.protocol.tmod import unpack_module
from kiosk.rules.editions import number_of
from kiosk.rules.module_files import read_module
from kiosk.rules.modules import Item, Module, Step
from kiosk.rules.refusals import Refusal
from station_agent.store import shelf
from station_agent.store.open import Store

KEPT_IN_MEMORY = 4


class Library:
    """Reads editions, and keeps the last few in memory."""

    def __init__(self, store: Store, blobs: BlobFolder) -> None:
        self._store = store
        self._blobs = blobs
        self._read: dict[str, Module] = {}
        self._lock = threading.Lock()

    def known(self) -> tuple[Edition, ...]:
        """Every edition that the hub has told of."""
        with self._store.readers.read() as db:
            return shelf.editions(db)

    def here(self) -> dict[str, Edition]:
        """All editions whose bytes have come, by name."""
        return {one.edition: one for one in self.known() if self._blobs.has(one.sha256)}

    def editions(self) -> tuple[Edition, ...]:
        """The newest edition of each module whose bytes have come, by title."""
        newest: dict[str, Edition] = {}
        for one in sorted(self.here().values(), key=lambda one: number_of(one.edition)):
            newest[one.slug] = one
        return tuple(sorted(newest.values(), key=lambda one: one.title))

    def modules(self) -> tuple[Module, ...]:
        """The modules to learn; one that cannot be read is left out."""
        return tuple(
            module for one in self.editions() if (module := self._readable(one)) is not None
        )

    def module(self, slug: str) -> Module:
        """The newest edition of a module.

        Raises:
            Refusal: `module_unknown`, `module_wrong`.
        """
        for one in self.editions():
            if one.slug == slug:
                return self._module(one)
        raise Refusal("module_unknown")

    def edition(self, name: str) -> Module:
        """One edition, also an older one: what is open in it goes on.

        Raises:
            Refusal: `module_unknown`, `module_wrong`.
        """
        for one in self.known():
            if one.edition == name and self._blobs.has(one.sha256):
                return self._module(one)
        raise Refusal("module_unknown")

    def _readable(self, edition: Edition) -> Module | None:
        try:
            return self._module(edition)
        except Refusal:
            return None

    def _module(self, edition: Edition) -> Module:
        with self._lock:
            module = self._read.get(edition.sha256)
            if module is None:
                module = read_module(unpack_module(self._blobs.get(edition.sha256)))
                while len(self._read) >= KEPT_IN_MEMORY:
                    self._read.pop(next(iter(self._read)))
                self._read[edition.sha256] = module
            return module


def media(module: Module, name: str) -> bytes:
    """A picture or sound that the module shows; no other file leaves it.

    Raises:
        Refusal: `not_found`.
    """
    shown = {file for step in module.steps for file in _of_step(step)}
    shown |= {file for item in module.items.values() for file in _of_item(item)}
    if name not in shown or name not in module.files:
        raise Refusal("not_found", what="media")
    return module.files[name]


def _of_step(step: Step) -> tuple[str | None, ...]:
    return (step.picture, step.media)


def _of_item(item: Item) -> tuple[str | None, ...]:
    return (item.form.picture, item.audio)
