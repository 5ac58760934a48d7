"""A backup on a stick that is lost, changed, pulled out or full, at every point.

The café on it has a visitor, staff, a module; what would give any of it away is looked for in every
byte of the stick. A flip or a cut is one case; so is each write, sync and rename of a copy.
"""

import errno
import os
import random
import shutil
from contextlib import contextmanager, suppress

import pytest
from fakes.hub_world import World, make_hub
from fakes.machines import import_pets

from kiosk.backups import backing_up, backup_checks, sealed_backups, sealed_blobs, second_place
from kiosk.backups.backing_up import FOLDER, back_up
from kiosk.backups.sealed_fronts import FRONT, is_sealed
from kiosk.hub_folder import DATABASE
from kiosk.link import owner_key
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000
EACH = 20
NO_ROOM, GONE = {"backup_no_room"}, {"data_folder_wrong", "backup_not_read_back"}
REFUSED = frozenset({"database_damaged", "backup_key_wrong", "backup_of_other_version"})
NAMES = (
    b"Grace Muthoni",
    b"Amina",
    b"argon2",
    b"SQLite format",
    b"CREATE TABLE",
    b"hub.db",
    b"\x89PNG\r\n\x1a\n",  # three bytes of it are met in a sealed file by chance
)


@pytest.fixture
def site(tmp_path, clock):
    (tmp_path / "stick").mkdir()
    world = World(make_hub(tmp_path / "data", clock), clock)
    world.folder, world.stick = tmp_path / "data", tmp_path / "stick"
    world.usual = world.folder / FOLDER
    world.staff()
    world.visitor()
    import_pets(world.hub)
    world.private = owner_key.read(owner_key.make(world.folder))
    yield world
    world.hub.close()


def backed_up(site, now=NOW):
    return back_up(site.folder / DATABASE, site.usual, now, site=site.hub.keys.origin)


def put(site, ours):
    return second_place.put(ours, site.stick, folder=site.usual, now=NOW)


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def opens(site, copy):
    """Whether it is read to its end with the owner's key, with no blob missing."""
    try:
        return sealed_backups.check(copy, site.private)[1] == 0
    except Refusal as refusal:
        if refusal.code not in REFUSED:
            raise
        return False


def test_a_lost_stick_tells_nothing(site):
    put(site, backed_up(site))
    blobs = [path for part in ("modules", "blobs") for path in (site.folder / part).glob("??/*")]
    assert blobs
    secrets = [
        *NAMES,
        *(path.name.encode() for path in blobs),
        *(bytes.fromhex(path.name) for path in blobs),
        *(path.read_bytes()[:24] for path in blobs),
        bytes(site.private),
        (site.folder / "hub.keys").read_bytes()[:32],
    ]
    shown = [path.read_bytes() + bytes(path) for path in files_of(site.stick)]
    assert len(shown) > len(blobs)
    for secret in secrets:
        assert not any(secret in content for content in shown), secret
    plain = (site.usual / f"hub-{NOW}" / DATABASE).read_bytes()
    assert all(secret in plain for secret in NAMES[:5])  # else the test looks for what is nowhere


def test_a_bit_that_flipped_anywhere_or_a_cut_is_found_out(site, rounds):
    copy = put(site, backed_up(site))
    files = files_of(site.stick)
    assert opens(site, copy)
    for seed in rounds("lost_stick", each=EACH):
        chance = random.Random(seed)
        for _ in range(EACH):
            path = chance.choice(files)
            content = path.read_bytes()
            path.write_bytes(damaged(chance, content))
            assert not opens(site, copy), path.name
            path.write_bytes(content)
    assert opens(site, copy)


def damaged(chance, content):
    if chance.random() < 0.2:
        return content[: chance.randrange(len(content))]
    at, changed = chance.randrange(len(content)), bytearray(content)
    changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


class Medium:
    """Counts what is asked of the stick, and says no at one number; for ever, where it is pulled."""

    def __init__(self, stick, fails_at, *, error, for_ever) -> None:
        self.stick, self.fails_at, self.error, self.for_ever = stick, fails_at, error, for_ever
        self.n = 0

    def step(self, path):
        if not str(path).startswith(str(self.stick)):
            return
        self.n += 1
        if self.n == self.fails_at or (self.for_ever and self.n > self.fails_at):
            raise OSError(self.error, os.strerror(self.error))


@contextmanager
def failing(medium, monkeypatch):
    """Opening, writing, syncing, renaming and making folders on the stick go by the medium."""
    really = {name: getattr(os, name) for name in ("open", "fsync", "rename", "mkdir")}
    paths = {}

    def opened(path, flags, mode=0o777, **more):
        medium.step(path)
        descriptor = really["open"](path, flags, mode, **more)
        paths[descriptor] = path
        return descriptor

    def synced(descriptor):
        medium.step(paths.get(descriptor, ""))
        really["fsync"](descriptor)

    def on_path(name):
        def asked(path, *rest, **more):
            medium.step(path)
            return really[name](path, *rest, **more)

        return asked

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", opened)
        patched.setattr(os, "fsync", synced)
        for name in ("rename", "mkdir"):
            patched.setattr(os, name, on_path(name))
        yield


@pytest.mark.parametrize(
    ("error", "for_ever"),
    [
        pytest.param(errno.ENOSPC, False, id="full at this step"),
        pytest.param(errno.EIO, True, id="pulled out at this step"),
    ],
)
def test_a_plain_one_that_is_sealed_in_its_place_is_there_at_any_step(
    site, monkeypatch, error, for_ever
):
    ours = backed_up(site)
    (site.folder / owner_key.FILE).rename(site.folder / "later")
    put(site, ours)
    (site.folder / "later").rename(site.folder / owner_key.FILE)
    before = site.stick.with_name("before")
    shutil.copytree(site.stick, before)
    sealed = tried = 0
    while sealed < 2:  # the last steps leave it sealed, and say that the rest failed
        tried += 1
        medium = Medium(site.stick, tried, error=error, for_ever=for_ever)
        with failing(medium, monkeypatch), suppress(Refusal):
            put(site, ours)
            sealed = 2
        (copy,) = backing_up.all_in(site.stick)
        if is_sealed(copy):
            assert opens(site, copy)
            sealed = max(sealed, 1)
        else:
            backup_checks.check(copy)
        put(site, ours)
        assert opens(site, copy)
        assert {path.name for path in copy.iterdir()} == {"part-1", FRONT, f"{FRONT}.sig"}
        shutil.rmtree(site.stick)
        shutil.copytree(before, site.stick)
    assert tried > 10


@pytest.mark.parametrize(
    ("error", "for_ever"),
    [
        pytest.param(errno.ENOSPC, False, id="full at this step"),
        pytest.param(errno.EIO, True, id="pulled out at this step"),
    ],
)
def test_full_or_pulled_out_at_any_step_no_half_copy_counts(site, monkeypatch, error, for_ever):
    first = put(site, backed_up(site))
    for folder in ("sealed",):  # so that blobs are written again
        shutil.rmtree(site.stick / folder)
    ours = backed_up(site, NOW + 1)
    tried = done = 0
    while not done:
        tried += 1
        medium = Medium(site.stick, tried, error=error, for_ever=for_ever)
        with failing(medium, monkeypatch):
            try:
                put(site, ours)
                done = 1
            except Refusal as refusal:
                code = refusal.code
        whole = [path.name for path in backing_up.all_in(site.stick)]
        if done:
            break
        assert code in (NO_ROOM if error == errno.ENOSPC else GONE)
        assert second_place.apart_at(site.usual) is None
        if whole != [first.name]:  # the name was given, the sync of it failed: it is whole
            assert opens(site, site.stick / ours.name)
            shutil.rmtree(site.stick / ours.name)
        shutil.rmtree(site.stick / "sealed", ignore_errors=True)
    assert tried > 10
    assert whole == [first.name, ours.name]
    assert opens(site, site.stick / ours.name)
    assert sealed_blobs.missing(first) == 0


def test_a_medium_that_gives_back_something_else_does_not_count(site, monkeypatch):
    """A worn stick says that all was written."""
    really, worn = sealed_backups.write_parts, []

    def wears(folder, frames):
        parts = really(folder, frames)
        path = folder / "part-1"
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        worn.append(path)
        return parts

    monkeypatch.setattr(sealed_backups, "write_parts", wears)
    with pytest.raises(Refusal, match="backup_not_read_back"):
        put(site, backed_up(site))
    assert worn
    assert backing_up.all_in(site.stick) == ()
    assert not list(site.stick.glob("hub-*"))
