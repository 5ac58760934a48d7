"""A copy of an exchange tells nothing to who finds it, is its exchange's own, and comes back whole."""

import shutil

import pytest
from click.testing import CliRunner
from exchange.test_backed_up import NOW, code_of, kept, tell

from kiosk.cli.main import kiosk as program
from kiosk.disk.disks import Standing
from kiosk.exchange import backing_up, commands, copies, plain_copies, sealed_copies
from kiosk.exchange.exchange import DATABASE, KEYS, open_exchange
from kiosk.exchange.putting_back import put_back
from kiosk.exchange.sealed_copies import FRONT
from kiosk.link import owner_key
from kiosk.protocol.keys import make_keys, save_keys
from kiosk.settings import ExchangeSettings


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    monkeypatch.setattr("kiosk.disk.disks.standing", lambda *_: Standing.APART)


@pytest.fixture
def place(tmp_path):
    return tmp_path / "stick"


@pytest.fixture
def private(quick_market):
    return owner_key.read(owner_key.make(quick_market.exchange.folder))


@pytest.fixture
def copy(quick_market, private, place):
    """A sealed copy with answers and pictures in it."""
    quick_market.submitted(rows=2)
    return back_up(quick_market.exchange, place).path


def back_up(exchange, place, now=NOW, **more):
    return backing_up.back_up(exchange.folder, exchange.settings, place, now, **more)


def files_of(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_nothing_of_it_can_be_read_by_who_finds_it(quick_market, copy, place):
    told = [
        b"SQLite format 3",
        b"Savanna Forms",
        b"Kibera",
        b"Which digit",
        b"\x89PNG",
        b'"transfers"',
    ]
    names = [name.encode() for name in (DATABASE, KEYS, "transfer")]
    keys = (quick_market.exchange.folder / KEYS).read_bytes()
    for path in files_of(place):
        raw = path.read_bytes()
        for word in (*told, *names, bytes(quick_market.exchange.keys.signing), keys):
            assert word not in raw, path
    sha256 = next((quick_market.exchange.folder / "blobs").glob("??/*")).name
    assert not any(sha256 in str(path) for path in files_of(place))
    assert not (quick_market.exchange.folder / backing_up.COPYING).exists()


def test_hubs_are_told_by_what_was_sealed(quick_market, private, place):
    exchange = quick_market.exchange
    tell(quick_market, 3)
    seen = []

    def verified(plain, standing):
        seen.append(standing)
        assert (plain / KEYS).exists()
        commands.backed_up(exchange, copy=str(plain))

    made = back_up(exchange, place, verified=verified)
    assert (made.is_sealed, made.readable, seen) == (True, 0, [Standing.APART])
    assert kept(exchange) == [(3, 3)]


def test_it_brings_a_new_machine_the_whole_exchange_back(
    quick_market, copy, private, tmp_path, clock
):
    old = quick_market.exchange
    folder = tmp_path / "new"
    assert code_of(put_back, copy, folder, NOW, private=None, older=False) == "backup_sealed"
    done = put_back(copy, folder, NOW, private=private, older=False)
    assert (done.exchange, done.dump, done.old, done.lost) == (old.keys.origin, None, None, 0)
    again = open_exchange(folder, ExchangeSettings(), clock)
    assert again.keys.origin == old.keys.origin
    commands.restored(again)
    quick_market.exchange = again
    quick_market.adds_up()
    assert len(files_of(folder / "blobs")) == len(files_of(old.folder / "blobs")) == 2 - 1
    again.close()
    assert not list(folder.glob("*.part"))


def test_the_database_of_before_is_kept_and_an_older_copy_refused(
    quick_market, private, place, clock
):
    exchange = quick_market.exchange
    tell(quick_market, 1)
    first = back_up(exchange, place).path
    tell(quick_market, 2)
    back_up(exchange, place, NOW + 1, verified=lambda plain, _: copies.note_safe(exchange, plain))
    exchange.close()
    before = (exchange.folder / DATABASE).read_bytes()
    refused = code_of(put_back, first, exchange.folder, NOW, private=private, older=False)
    assert refused == "exchange_copy_older"
    assert (exchange.folder / DATABASE).read_bytes() == before
    done = put_back(first, exchange.folder, NOW, private=private, older=True)
    assert done.old.read_bytes() == before
    again = open_exchange(exchange.folder, exchange.settings, clock)
    assert [have for have, _ in kept(again)] == [1]
    again.close()


def test_every_byte_that_was_changed_or_cut_is_found(copy, private, place):
    assert sealed_copies.check(copy, private)[1] == 0
    wholes = {path: path.read_bytes() for path in files_of(copy)}
    for path, raw in wholes.items():
        for at in range(0, len(raw), max(1, len(raw) // 23)):
            path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
            assert code_of(sealed_copies.check, copy, private) == "database_damaged", (path, at)
        for cut in (0, len(raw) // 2, len(raw) - 1):
            path.write_bytes(raw[:cut])
            assert code_of(sealed_copies.check_sums, copy) == "database_damaged", (path, cut)
        path.unlink()
        assert code_of(sealed_copies.check_sums, copy) == "database_damaged", path
        path.write_bytes(raw)
    assert sealed_copies.check_sums(copy).made_at == NOW


def test_a_lost_picture_is_counted_and_the_rest_comes_back(copy, private, place, tmp_path):
    (only,) = files_of(place / sealed_copies.POOL)
    raw = only.read_bytes()
    flipped = raw[:50] + bytes([raw[50] ^ 1]) + raw[51:]
    for changed in (raw[:-1], raw + b"x", flipped, b""):
        only.write_bytes(changed)
        assert sealed_copies.check(copy, private)[1] == 1
    only.unlink()
    only.symlink_to("/dev/zero")
    done = put_back(copy, tmp_path / "new", NOW, private=private, older=False)
    assert done.lost == 1


def test_those_of_others_are_refused(quick_market, copy, private, place, tmp_path, clock):
    another = owner_key.read(owner_key.make(tmp_path))
    assert code_of(sealed_copies.check, copy, another) == "backup_key_wrong"
    renamed = copy.with_name("exchange-1")
    shutil.copytree(copy, renamed)
    assert code_of(sealed_copies.check_sums, renamed) == "backup_renamed"
    other = open_exchange(tmp_path / "other", ExchangeSettings(), clock)
    other.close()
    refused = code_of(put_back, copy, other.folder, NOW, private=private, older=False)
    assert refused == "database_of_another"
    front = (copy / FRONT).read_text()
    (copy / FRONT).write_text(front.replace('"format":1', '"format":2'))
    assert code_of(sealed_copies.check_sums, copy) == "backup_of_other_version"


def test_another_exchange_signs_no_copy_in_our_name(quick_market, copy, private, tmp_path):
    from kiosk.link import backup_marks

    backup_marks.sign_file(copy / FRONT, make_keys())
    assert code_of(sealed_copies.check_sums, copy) == "database_damaged"


def test_a_manifest_that_names_other_files_makes_none(quick_market, private, place, tmp_path):
    """Whoever has the owner's public half could seal one: nothing of it leaves the folder."""
    import msgspec

    exchange = quick_market.exchange
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "evil").write_bytes(b"x")
    manifest = copies.Manifest(NOW, exchange.keys.origin, (), 0, {"../plain/evil": "0" * 64}, ())
    (plain / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    code = code_of(
        sealed_copies.seal,
        plain,
        place / f"exchange-{NOW}",
        tmp_path,
        backing_up.sealer_of(exchange.folder),
    )
    assert code == "database_damaged"
    assert files_of(place) == []


def test_copies_of_before_the_key_are_sealed_in_turn(quick_market, place):
    quick_market.submitted(rows=1)
    exchange = quick_market.exchange
    plain = back_up(exchange, place).path
    assert (plain / DATABASE).exists()
    private = owner_key.read(owner_key.make(exchange.folder))
    made = back_up(exchange, place, NOW + 1)
    assert (made.is_sealed, made.readable) == (True, 0)
    assert sealed_copies.check(plain, private)[1] == 0
    assert not (place / backing_up.POOL).exists()
    assert {path.name for path in place.iterdir()} == {
        plain.name,
        made.path.name,
        sealed_copies.POOL,
    }


def test_one_that_cannot_be_sealed_is_told_of(quick_market, place):
    exchange = quick_market.exchange
    plain = back_up(exchange, place).path
    (plain / DATABASE).unlink()
    owner_key.make(exchange.folder)
    assert back_up(exchange, place, NOW + 1).readable == 1


def test_a_damaged_key_lets_nothing_out_readable(quick_market, place):
    exchange = quick_market.exchange
    (exchange.folder / owner_key.FILE).write_text("zz")
    assert code_of(back_up, exchange, place) == "data_folder_wrong"
    assert not place.exists()


def test_a_plain_copy_comes_back_too_where_the_keys_are(quick_market, place, tmp_path, clock):
    quick_market.submitted(rows=1)
    exchange = quick_market.exchange
    made = back_up(exchange, place).path
    folder = tmp_path / "new"
    refused = code_of(put_back, made, folder, NOW, private=None, older=False)
    assert refused == "backup_without_keys"
    save_keys(exchange.keys, folder / KEYS)
    assert put_back(made, folder, NOW, private=None, older=False).lost == 0
    again = open_exchange(folder, ExchangeSettings(), clock)
    quick_market.exchange = again
    quick_market.adds_up()
    again.close()
    (made / DATABASE).write_bytes(b"SQLite format 3\0" + bytes(5000))
    for wrong in (made, tmp_path / "nothing"):
        assert (
            code_of(put_back, wrong, folder, NOW, private=None, older=False) == "database_damaged"
        )


def test_a_plain_copy_is_read_again_too(quick_market, place):
    quick_market.submitted(rows=1)
    made = back_up(quick_market.exchange, place).path
    manifest, lost = plain_copies.check(made)
    assert (lost, manifest.files.keys() >= {DATABASE}) == (0, True)
    said = (made / "manifest.json").read_text()
    for wrong in (said.replace(manifest.files[DATABASE], "0" * 64), said[:-9], "[" * 10**5):
        (made / "manifest.json").write_text(wrong)
        assert code_of(plain_copies.check, made) == "database_damaged"
    named = said.replace(f'"{DATABASE}":', '"../../../../dev/zero":')
    (made / "manifest.json").write_text(named)  # nothing outside is read
    assert code_of(plain_copies.check, made) == "database_damaged"


def test_a_dump_of_postgresql_is_sealed_and_laid_out_again(market, place, tmp_path, database_url):
    if not database_url:
        return  # the file is the rest of this page
    private = owner_key.read(owner_key.make(market.exchange.folder))
    market.submitted(rows=1)
    made = back_up(market.exchange, place)
    done = put_back(made.path, tmp_path / "new", NOW, private=private, older=False)
    assert done.dump.read_bytes().startswith(b"PGDMP")
    assert done.exchange == market.exchange.keys.origin
    assert not any(b"PGDMP" in path.read_bytes() for path in files_of(place))


def say(*words, **more):
    done = CliRunner().invoke(program, [str(word) for word in words], **more)
    return done.exit_code, done.output


def test_a_key_a_copy_and_a_new_machine_by_commands_alone(quick_market, place, tmp_path):
    folder = quick_market.exchange.folder
    quick_market.submitted(rows=1)
    quick_market.exchange.close()
    _, said = say("exchange", "back-up", "--to", place, "--data", folder)
    assert "Who finds it reads it" in said
    plain = max(place.glob("exchange-1*"))
    assert "All of it reads" in say("exchange", "check", plain)[1]
    assert f"such as {plain.name}." in say("exchange", "check", place)[1]
    assert "is no backup" in say("exchange", "restore", place, "--data", tmp_path / "new")[1]
    code, printed = say("exchange", "key", "--data", folder)
    assert (code, "Site:" in printed) == (0, True)
    (paper := tmp_path / "key.txt").write_text(printed)
    assert say("exchange", "key", "--data", folder)[0] == 1
    assert say("exchange", "key", "--data", tmp_path / "nothing")[0] == 1
    assert "It is sealed" in say("exchange", "back-up", "--to", place, "--data", folder)[1]
    copy = max(place.glob("exchange-1*"))
    assert "Every byte" in say("exchange", "check", copy)[1]
    assert "All of it reads" in say("exchange", "check", copy, "--key", paper)[1]
    assert "sealed" in say("exchange", "restore", copy, "--data", tmp_path / "new")[1]
    (strange := tmp_path / "strange.txt").write_text(
        "\n".join([printed.splitlines()[0], "Site: AAAA-BBBB-CCCC-DDDD"])
    )
    assert say("exchange", "restore", copy, "--key", strange, "--data", tmp_path / "new")[0] == 1
    code, said = say("exchange", "restore", copy, "--key", paper, "--data", tmp_path / "new")
    assert (code, "New epochs begin" in said) == (0, True)
