"""A site whose backups leave the machine sealed: its folders, its owner's key, copies of it."""

import msgspec
from fakes.hub_world import World, make_hub
from fakes.machines import import_pets

from kiosk.backups import second_place
from kiosk.backups.backing_up import FOLDER, back_up
from kiosk.hub_folder import DATABASE
from kiosk.link import backup_marks, owner_key

NOW = 1_795_300_000_000


def sealing_site(folder, clock):
    """A hub with a second place and an owner's key; the caller closes it."""
    (folder / "second").mkdir()
    world = World(make_hub(folder / "data", clock), clock)
    world.folder, world.second = folder / "data", folder / "second"
    world.usual = world.folder / FOLDER
    world.staff()
    import_pets(world.hub)
    world.private = owner_key.read(owner_key.make(world.folder))
    return world


def backed_up(site, now=NOW):
    return back_up(site.folder / DATABASE, site.usual, now, site=site.hub.keys.origin)


def sealed(site, now=NOW):
    return second_place.put(backed_up(site, now), site.second, folder=site.usual, now=now)


def pool(site):
    return sorted((site.second / "sealed").glob("??/*"))


def sign_anew(site, copy, **changes):
    """As only the hub itself can: a front with other words in it."""
    front = msgspec.json.decode((copy / "sealed.json").read_bytes())
    (copy / "sealed.json").write_bytes(msgspec.json.encode({**front, **changes}))
    backup_marks.sign_file(copy / "sealed.json", site.hub.keys)
