import pytest
from fakes.hub_world import World, make_hub
from fakes.machines import import_pets

from kiosk.disk import lock
from kiosk.hub import new_request_id
from kiosk.hub_folder import DATABASE, KEYS, LOCK, MAKING
from kiosk.link.gate import Peer
from kiosk.opening_hub import hub_alone, open_hub
from kiosk.protocol.keys import load_keys
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings

SETTINGS = HubSettings()


def opened(folder, clock):
    hub = open_hub(folder, SETTINGS, clock)
    hub.close()
    return hub


def test_an_empty_folder_becomes_a_site_that_keeps_its_keys(tmp_path, clock):
    folder = tmp_path / "new" / "data"
    first = opened(folder, clock)
    assert {DATABASE, KEYS} <= {path.name for path in folder.iterdir()}
    assert opened(folder, clock).keys.origin == first.keys.origin
    assert oct(folder.stat().st_mode)[-3:] == "700"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path, clock):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(Refusal, match="data_folder_wrong"):
        opened(tmp_path / "data", clock)


def test_a_database_without_its_keys_is_half_a_restore(tmp_path, clock):
    opened(tmp_path, clock)
    (tmp_path / KEYS).unlink()
    with pytest.raises(Refusal, match="data_folder_wrong"):
        opened(tmp_path, clock)
    assert not (tmp_path / KEYS).exists()


@pytest.mark.parametrize("left", ["hub-before-restore-1.db", "backups/hub-1.db", KEYS])
def test_a_database_that_is_gone_is_never_replaced_by_an_empty_one(tmp_path, clock, left):
    if left == KEYS:
        opened(tmp_path, clock)
        (tmp_path / DATABASE).unlink()
    (tmp_path / left).parent.mkdir(exist_ok=True)
    (tmp_path / left).touch()
    with pytest.raises(Refusal, match="database_missing"):
        opened(tmp_path, clock)
    assert not (tmp_path / DATABASE).exists()


def test_a_first_start_that_was_cut_off_may_be_made_again(tmp_path, clock):
    opened(tmp_path, clock)
    (tmp_path / DATABASE).unlink()
    (tmp_path / MAKING).touch()
    assert opened(tmp_path, clock).keys.origin == load_keys(tmp_path / KEYS).origin


def test_a_new_folder_that_takes_no_file_is_refused(tmp_path, clock, monkeypatch):
    def fail(*_, **_words):
        raise OSError("read-only")

    monkeypatch.setattr("kiosk.hub_folder.Path.touch", fail)
    with pytest.raises(Refusal, match="data_folder_wrong"):
        opened(tmp_path, clock)


def test_keys_that_cannot_be_saved_are_refused(tmp_path, clock, monkeypatch):
    def fail(*_):
        raise OSError("read-only")

    monkeypatch.setattr("kiosk.opening_hub.save_keys", fail)
    with pytest.raises(Refusal, match="data_folder_wrong"):
        opened(tmp_path, clock)


def test_one_process_at_a_time_works_on_a_folder(tmp_path, clock):
    with hub_alone(tmp_path / "data", SETTINGS, clock) as hub:
        assert lock.is_held(tmp_path / "data" / LOCK)
        assert hub.now() == clock.now()
        with (
            pytest.raises(Refusal, match="already_running"),
            hub_alone(tmp_path / "data", SETTINGS, clock),
        ):
            pass
    assert not lock.is_held(tmp_path / "data" / LOCK)


def test_acts_that_ask_for_the_site_get_it(tmp_path, clock):
    hub = make_hub(tmp_path, clock)

    def with_site(db, now, *, site) -> str:
        return site.settings.currency

    def without(db, now, *, word: str) -> str:
        return word

    assert (hub.write(with_site), hub.write(without, word="x")) == ("KES", "x")
    hub.close()


def test_peers_are_read_again_only_after_a_commit(tmp_path, clock):
    hub = make_hub(tmp_path, clock)
    assert hub._peer("nobody") is None
    site = World(hub, clock)
    origin = site.station(1)
    first = hub._peer(origin)
    assert isinstance(first, Peer)
    assert hub._peer(origin) is first
    site.staff()
    assert hub._peer(origin) == first
    hub.close()


def test_a_module_is_read_once_and_an_unknown_one_is_refused(tmp_path, clock):
    hub = make_hub(tmp_path, clock)
    with pytest.raises(Refusal, match="module_unknown"):
        hub.module_of("pets-e2")
    import_pets(hub)
    assert hub.module_of("pets-e2") is hub.module_of("pets-e2")
    hub.close()


def test_request_ids_differ():
    assert new_request_id() != new_request_id()
    assert len(new_request_id()) == 32
