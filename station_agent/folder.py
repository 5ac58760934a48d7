"""A station's data folder: its keys, the hub it was enrolled with, its file, its blobs."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from kiosk.link.client import LinkDownError, SignedClient, Transport
from kiosk.link.enrol import Upstream, enrol
from kiosk.link.following import ask_way
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.enrolment import fingerprint, read_code
from kiosk.protocol.keys import Keys, load_keys, make_keys, save_keys
from kiosk.protocol.succession import Handover
from kiosk.protocol.trust import Trust
from kiosk.rules.refusals import Refusal

KEYS_FILE = "station.keys"
NEXT_KEYS_FILE = "station.keys.next"
HUB_FILE = "hub.json"
SETTINGS_FILE = "station.toml"
LOCK_FILE = "station.lock"
BLOB_FOLDER = "blobs"
STATUS_FILE = "status.json"


class PinnedHub(msgspec.Struct, frozen=True):
    """The hub as it was met at enrolment; another key is another hub."""

    url: str
    seat: str
    public_signing: bytes
    public_sealing: bytes
    trust: Trust | None = None
    """The roots of its certificate; None: met on this machine itself, without TLS."""
    older: tuple[bytes, ...] = ()
    """Keys that it signed with before, the newest first: printed vouchers stay good."""

    @property
    def upstream(self) -> Upstream:
        """As the link wants it."""
        return Upstream(self.seat, self.public_signing, self.public_sealing)


@dataclass(frozen=True, slots=True)
class Machine:
    """An enrolled station: where its data is, who it is, whom it believes."""

    folder: Path
    keys: Keys
    hub: PinnedHub


def is_enrolled(folder: Path) -> bool:
    """Whether a hub is pinned here."""
    return (folder / HUB_FILE).exists()


def load_machine(folder: Path) -> Machine:
    """Read an enrolled station's folder.

    Raises:
        Refusal: `data_folder_wrong` when it is not enrolled or was damaged.
    """
    try:
        raw = (folder / HUB_FILE).read_bytes()
        hub = decode(raw, PinnedHub)
    except (OSError, Refusal) as error:
        raise Refusal("data_folder_wrong", path=str(folder)) from error
    return Machine(folder, load_keys(folder / KEYS_FILE), hub)


def enrol_station(
    folder: Path,
    transport: Transport,
    *,
    url: str,
    code: str,
    name: str = "",
    trust: Trust | None = None,
) -> Machine:
    """Make keys, show the one-time code to the hub, pin the hub's keys.

    The keys of a try that failed are used again: the hub may have let them in already.

    Raises:
        Refusal: `already_enrolled`, `code_unknown`, `code_expired`, `hub_key_differs`, …
        LinkDownError: the hub does not answer.
    """
    if is_enrolled(folder):
        raise Refusal("already_enrolled")
    _make_folder(folder)
    if not (folder / KEYS_FILE).exists():
        save_keys(make_keys(), folder / KEYS_FILE)
    keys = load_keys(folder / KEYS_FILE)
    upstream = enrol(transport, keys, code=code, kind="station", name=name)
    hub = PinnedHub(url, upstream.name, upstream.public_signing, upstream.public_sealing, trust)
    write_whole(folder / HUB_FILE, encode(hub))
    return Machine(folder, keys, hub)


def enrol_again(
    machine: Machine,
    transport: Transport,
    *,
    url: str,
    code: str,
    name: str = "",
    trust: Trust | None = None,
) -> Machine:
    """Come in at the same hub with new keys; what waits here stays and is sent.

    Cut off at any point, the old keys or the new ones stand here whole, and the same code brings it
    to its end: the hub knows the new keys by then, or not yet. Nobody else may use the folder, and
    nobody may sit here.

    Raises:
        Refusal: `hub_key_differs` for a code of another hub, for which nothing here was sealed;
            what `enrol` refuses.
        LinkDownError: the hub does not answer.
    """
    if not _is_of(machine.hub, code):
        machine = _followed(machine, transport)
        if not _is_of(machine.hub, code):
            raise Refusal("hub_key_differs")
    folder, coming = machine.folder, machine.folder / NEXT_KEYS_FILE
    keys = _coming_keys(coming)
    enrolled = enrol(transport, keys, code=code, kind="station", name=name, before=machine.keys)
    pinned = (enrolled.public_signing, enrolled.public_sealing)
    hub = PinnedHub(url, enrolled.name, *pinned, trust, machine.hub.older)
    write_whole(folder / HUB_FILE, encode(hub))
    coming.replace(folder / KEYS_FILE)
    _sync(folder)
    return Machine(folder, keys, hub)


def _is_of(hub: PinnedHub, code: str) -> bool:
    return read_code(code).fingerprint == fingerprint(hub.public_signing)


def _followed(machine: Machine, transport: Transport) -> Machine:
    """A hub whose keys have changed while this computer was off is the same hub."""
    client = SignedClient(transport, machine.keys, machine.hub.public_signing)
    try:
        way = ask_way(client, public_key=machine.hub.public_signing)
    except (LinkDownError, Refusal):  # another one, or a hub of before such changes
        return machine
    return keep_keys(machine, way) if way else machine


def _coming_keys(path: Path) -> Keys:
    """New keys, on disk before anybody hears of them; one torn on its way there was never shown."""
    try:
        return load_keys(path)
    except Refusal:
        path.unlink(missing_ok=True)
    save_keys(make_keys(), path)
    _sync(path.parent)
    return load_keys(path)


def _sync(folder: Path) -> None:
    """What was made or renamed in a folder survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def keep_trust(machine: Machine, trust: Trust) -> None:
    """Pin other roots for the same hub: its key has signed them."""
    hub = load_machine(machine.folder).hub  # its keys may have changed meanwhile
    write_whole(machine.folder / HUB_FILE, encode(replace(hub, trust=trust)))


def keep_keys(machine: Machine, way: tuple[Handover, ...]) -> Machine:
    """Pin the keys at the end of the way; those on it are known as older ones."""
    hub = load_machine(machine.folder).hub
    older = (*(one.before for one in reversed(way)), *hub.older)
    newest = way[-1]
    hub = replace(hub, public_signing=newest.signing, public_sealing=newest.sealing, older=older)
    write_whole(machine.folder / HUB_FILE, encode(hub))
    _sync(machine.folder)
    return Machine(machine.folder, machine.keys, hub)


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file so that it is whole or not there; readable by its owner only."""
    aside = path.with_name(f".{path.name}.part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)


def read_status(path: Path) -> dict[str, object]:
    """What a running agent last said of itself; nothing where there is no such file."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(folder)) from error
