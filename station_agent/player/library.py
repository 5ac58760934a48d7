"""The modules that lie on this station: their words are kept in memory, their pictures are not."""

import threading
from dataclasses import replace

from msgspec import UNSET

from kiosk.link.blobs import BlobFolder
from kiosk.protocol.bodies import Edition
from kiosk.protocol.tmod import unpack_module, unpack_one
from kiosk.rules.editions import number_of
from kiosk.rules.module_files import read_module
from kiosk.rules.module_translations import FOLDER as TRANSLATIONS
from kiosk.rules.module_translations import in_language, tables
from kiosk.rules.modules import Item, Module, Step
from kiosk.rules.refusals import Refusal
from station_agent.store import shelf
from station_agent.store.open import Store

KEPT_LIMIT_BYTES = 8 * 1024 * 1024
"""What modules may take in memory. Those that come along take a fourth of it."""
OBJECTS_A_BYTE = 6
"""What a byte of a module's tables takes once it is read: 4 as a rule, measured over those that
come along; 14 where every question has ten keys."""
MEDIA = "media/"


class Library:
    """Reads editions, and keeps those in memory that were shown last."""

    def __init__(
        self, store: Store, blobs: BlobFolder, *, limit_bytes: int = KEPT_LIMIT_BYTES
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._limit_bytes = limit_bytes
        self._read: dict[str, Module] = {}
        self._shown: set[str] = set()
        self._lock = threading.Lock()

    def known(self) -> tuple[Edition, ...]:
        """Every edition that the hub has told of."""
        with self._store.readers.read() as db:
            return shelf.editions(db)

    def minor_of(self) -> dict[str, str]:
        """Editions that change words only, and which ones they change."""
        known = ((one.edition, one.minor_of) for one in self.known())
        return {name: before for name, before in known if before is not UNSET}

    def here(self) -> dict[str, Edition]:
        """All editions whose bytes have come, by name."""
        return {one.edition: one for one in self.known() if self._blobs.has(one.sha256)}

    def editions(self) -> tuple[Edition, ...]:
        """The newest edition of each module whose bytes have come, as the site took them in."""
        newest: dict[str, Edition] = {}
        for one in sorted(self.here().values(), key=lambda one: number_of(one.edition)):
            newest[one.slug] = one
        order = self.order()
        return tuple(sorted(newest.values(), key=lambda one: order[one.slug]))

    def order(self) -> dict[str, int]:
        """Each module's place by when its first edition came: they are best learned so."""
        order: dict[str, int] = {}
        for one in reversed(self.known()):
            order.setdefault(one.slug, len(order))
        return order

    def modules(self) -> tuple[Module, ...]:
        """The modules to learn; one that cannot be read is left out."""
        return tuple(
            module for one in self.editions() if (module := self._readable(one)) is not None
        )

    def module(self, slug: str) -> Module:
        """The newest edition of a module; its `files` are those that are no pictures or sounds.

        Raises:
            Refusal: `module_unknown`, `module_wrong`.
        """
        for one in self.editions():
            if one.slug == slug:
                return self._module(one)
        raise Refusal("module_unknown")

    def media(self, edition: str, name: str) -> bytes:
        """A picture or sound that an edition shows, from disk; no other file leaves it.

        Raises:
            Refusal: `module_unknown`, `module_wrong`; `not_found`.
        """
        here = self._named(edition)
        if name not in _shown(self._module(here)):
            raise Refusal("not_found", what="media")
        with self._blobs.opened(here.sha256) as file:
            return unpack_one(file, name)

    def in_language(self, module: Module, language: str) -> Module | None:
        """A module as it is read in a language; None where it has no such translation."""
        name = f"{TRANSLATIONS}{language}.json"
        if name not in module.files:
            return None
        key = f"{module.sha256} {language}"
        with self._lock:
            found = self._read.pop(key, None)
            if found is None:
                table = tables({name: module.files[name]})[language]
                files = {name: module.files[name]}  # the others are the whole module's
                found = replace(in_language(module, table), files=files)
            self._keep(key, found)
            return found

    @property
    def kept(self) -> tuple[str, ...]:
        """The slugs of the modules in memory; the one shown last comes last."""
        return tuple(module.slug for module in self._read.values())

    def edition(self, name: str) -> Module:
        """One edition, also an older one: what is open in it goes on.

        Raises:
            Refusal: `module_unknown`, `module_wrong`.
        """
        return self._module(self._named(name))

    def _named(self, name: str) -> Edition:
        for one in self.known():
            if one.edition == name and self._blobs.has(one.sha256):
                return one
        raise Refusal("module_unknown")

    def _readable(self, edition: Edition) -> Module | None:
        try:
            return self._module(edition)
        except Refusal:
            return None

    def take_shown(self) -> tuple[str, ...]:
        """Editions that were shown since this was asked last."""
        with self._lock:
            shown, self._shown = tuple(self._shown), set()
        return shown

    def _module(self, edition: Edition) -> Module:
        with self._lock:
            self._shown.add(edition.edition)
            module = self._read.pop(edition.sha256, None)
            if module is None:
                module = _light(read_module(unpack_module(self._blobs.get(edition.sha256))))
            self._keep(edition.sha256, module)
            return module

    def _keep(self, key: str, module: Module) -> None:
        self._read[key] = module
        while len(self._read) > 1 and self._kept_bytes() > self._limit_bytes:
            self._read.pop(next(iter(self._read)))

    def _kept_bytes(self) -> int:
        return sum(weight(module) for module in self._read.values())


def weight(module: Module) -> int:
    """About how many bytes of memory a module takes: its files, and what was read from them."""
    files = sum(len(content) for content in module.files.values())
    tables = sum(
        len(content) for name, content in module.files.items() if name.endswith((".json", ".csv"))
    )
    return files + tables * OBJECTS_A_BYTE


def _light(module: Module) -> Module:
    """The module without the bytes of its pictures and sounds."""
    files = {name: one for name, one in module.files.items() if not name.startswith(MEDIA)}
    return replace(module, files=files)


def _shown(module: Module) -> set[str | None]:
    steps = {file for step in module.steps for file in _of_step(step)}
    return steps | {file for item in module.items.values() for file in _of_item(item)}


def _of_step(step: Step) -> tuple[str | None, ...]:
    return (step.picture, step.media)


def _of_item(item: Item) -> tuple[str | None, ...]:
    return (item.form.picture, item.audio)
