"""A hub whose keys changed: what was sealed to those of before opens, what they signed is its own."""

import pytest
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine
from fakes.two_sides import Sides

from kiosk import passwords
from kiosk.acts.opening import open_fact
from kiosk.backups import backup_checks, manifests, sealed_backups, second_place
from kiosk.backups.backing_up import FOLDER, back_up
from kiosk.backups.restoring import check_site, restore_hub
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.link import backup_marks, owner_key
from kiosk.opening_hub import open_hub
from kiosk.protocol.bodies import Submission, VoucherOpened
from kiosk.protocol.keys import change_keys, load_keys, make_keys, save_keys
from kiosk.protocol.sealing import seal
from kiosk.protocol.vouchers import write_voucher
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store import hub_keys, visitors

NOW = 1_795_300_000_000
PIN = "4826"


@pytest.fixture
def site(tmp_path, clock):
    world = World(make_hub(tmp_path / "data", clock), clock)
    world.folder = tmp_path / "data"
    world.staff()
    world.station(1)
    yield world
    world.hub.close()


def changed(world):
    """Its keys change while it is down, and it starts again."""
    path = world.hub.folder / KEYS
    before = world.hub.keys
    world.hub.close()
    change_keys(load_keys(path).followed_by(make_keys()), path)
    world.hub = open_hub(world.hub.folder, HubSettings(), world.clock)
    assert world.hub.keys.origin != before.origin
    return before


def opened(site, signed):
    return open_fact(signed, keys=site.hub.keys, module_of=site.hub.module_of)


def test_answers_that_a_station_sealed_before_two_changes_are_read(site):
    said = Submission("s1", "v1", "a1", 1, {"digit": "7"}, 2000)
    signed = SeatMachine(site, 1).say(said)
    for _ in range(2):
        changed(site)
        assert opened(site, signed).body == said
    other = make_keys()
    sealed = seal(other.public_sealing, b"{}")
    stranger = SeatMachine(site, 1).say(None, kind="submission", plain=sealed)
    assert opened(site, stranger).refusal is not None


def test_a_voucher_that_was_printed_before_is_this_hubs(site):
    def word(keys):
        lapses = Instant(NOW + 20_000)
        text = write_voucher(keys.signing, code="4F7K2M9T", seconds=1800, lapses=lapses)
        return SeatMachine(site, 1).say(VoucherOpened("s1", text, 1800))

    before = changed(site)
    assert opened(site, word(before)).refusal is None
    assert opened(site, word(site.hub.keys)).refusal is None
    assert opened(site, word(make_keys())).refusal.code == "voucher_other_site"


def test_pins_go_on_and_new_ones_are_sealed_under_the_newest_keys(site):
    grace = site.visitor(pin=PIN)
    site.restart_process()  # which seals the hash
    old = site.hub.pepper
    changed(site)
    with site.hub.read() as db:
        kept = visitors.by_id(db, grace).pin_hash
    assert passwords.matches(site.hub.pepper.opened(kept), PIN)
    new = site.hub.pepper.sealed("$argon2id$some")
    assert site.hub.pepper.opened(new) == "$argon2id$some"
    assert old.opened(new) is None


def test_a_stick_that_was_written_for_the_keys_of_before_is_read(clock):
    with quick_disk.folder() as folder:
        sides = Sides(folder, clock)
        sides.market.post(3)
        sides.exchange_writes()
        changed(sides)
        sides.read()
        assert len(sides.slots()) == 3
        sides.close()


# backups


@pytest.fixture
def owned(site):
    """A site whose owner has printed a key, and somebody whose PIN is known."""
    site.private = owner_key.read(owner_key.make(site.folder))
    site.grace = site.visitor(pin=PIN)
    site.restart_process()
    return site


def backed_up(site, now=NOW):
    return back_up(site.folder / DATABASE, site.folder / FOLDER, now)


def restored(site, copy, folder, *, private=None):
    """The hub of the folder after that backup was restored there."""
    site.hub.close()
    restore_hub(copy, folder, NOW + 9, private=private)
    site.hub = open_hub(folder, HubSettings(), site.clock)
    return site.hub


def knows_grace(site):
    with site.hub.read() as db:
        kept = visitors.by_id(db, site.grace).pin_hash
    return passwords.matches(site.hub.pepper.opened(kept), PIN)


def test_a_backup_of_after_a_change_bears_the_sites_first_name_and_the_newest_signature(owned):
    before = changed(owned)
    copy = backed_up(owned)
    assert backup_checks.check(copy).site == before.origin
    assert manifests.signer_of(copy) == owned.hub.keys.origin
    check_site(copy, backup_marks.site_mark(before.origin))  # as the owner's paper has it


def test_a_sealed_backup_of_after_a_change_fits_the_owners_paper_of_before(owned, tmp_path):
    before = changed(owned)
    (tmp_path / "stick").mkdir()
    there = second_place.put(
        backed_up(owned), tmp_path / "stick", folder=owned.folder / FOLDER, now=NOW
    )
    check_site(there, backup_marks.site_mark(before.origin))
    manifest, lost = sealed_backups.check(there, owned.private)
    assert (manifest.site, lost) == (before.origin, 0)


def test_plain_backups_of_before_are_sealed_by_the_newest_keys(site, tmp_path):
    stick, usual = tmp_path / "stick", site.folder / FOLDER
    stick.mkdir()
    second_place.put(back_up(site.folder / DATABASE, usual, NOW), stick, folder=usual, now=NOW)
    private = owner_key.read(owner_key.make(site.folder))
    changed(site)
    later = back_up(site.folder / DATABASE, usual, NOW + 1)
    second_place.put(later, stick, folder=usual, now=NOW + 1)
    for name in (f"hub-{NOW}", f"hub-{NOW + 1}"):
        assert sealed_backups.check(stick / name, private)[1] == 0


def test_a_backup_of_before_a_change_is_restored_where_the_newest_keys_are(owned):
    copy = backed_up(owned)
    changed(owned)
    newest = owned.hub.keys
    hub = restored(owned, copy, owned.folder)
    assert hub.keys == newest
    assert knows_grace(owned)
    with hub.read() as db:  # stations are told again in the newest name
        assert hub_keys.taken_up_at(db, newest.origin) is not None


def test_on_an_empty_machine_all_pairs_come_from_the_backup(owned, tmp_path):
    changed(owned)
    newest, copy = owned.hub.keys, backed_up(owned)
    hub = restored(owned, copy, tmp_path / "new", private=owned.private)
    assert hub.keys == newest
    assert knows_grace(owned)


def test_keys_of_before_a_change_make_room_for_those_of_the_backup(owned, tmp_path):
    """A disk of before the change and a backup of after it: its newest pair is nowhere else."""
    before = changed(owned)
    copy, newest = backed_up(owned), owned.hub.keys
    (tmp_path / "old").mkdir()
    save_keys(before, tmp_path / "old" / KEYS)
    with pytest.raises(Refusal, match="backup_key_needed"):
        restore_hub(copy, tmp_path / "old", NOW + 9)
    assert load_keys(tmp_path / "old" / KEYS) == before
    assert restored(owned, copy, tmp_path / "old", private=owned.private).keys == newest
    assert knows_grace(owned)


def test_keys_that_went_another_way_since_are_not_dropped(owned, tmp_path):
    before = changed(owned)
    copy, other = backed_up(owned), before.followed_by(make_keys())
    (tmp_path / "fork").mkdir()
    save_keys(other, tmp_path / "fork" / KEYS)
    with pytest.raises(Refusal, match="data_folder_wrong"):
        restore_hub(copy, tmp_path / "fork", NOW + 9, private=owned.private)
    assert load_keys(tmp_path / "fork" / KEYS) == other
    assert not (tmp_path / "fork" / DATABASE).exists()


def test_a_stranger_who_signs_in_the_sites_name_is_refused(owned):
    changed(owned)
    copy = backed_up(owned)
    manifest, beside = copy / "manifest.json", copy / "manifest.json.sig"
    true = beside.read_bytes()
    stranger, old = make_keys(), owned.hub.keys.older[0]
    beside.unlink()
    backup_marks.sign_file(manifest, stranger)
    forged = beside.read_bytes()
    beside.unlink()
    backup_marks.sign_file(manifest, stranger.followed_by(make_keys()))
    chained = beside.read_bytes()
    for wrong in (forged, chained, forged + true[96:], true[:96], true[:-1], true + b"x"):
        beside.write_bytes(wrong)
        with pytest.raises(Refusal, match="database_damaged"):
            backup_checks.check(copy)
    beside.unlink()
    backup_marks.sign_file(manifest, old)  # it is still the site's own
    assert backup_checks.check(copy).site == old.origin
