"""Readers of files: modules, tables, batches, and what a machine keeps for itself or on a stick."""

import json
import zipfile
from io import BytesIO

import msgspec
from exchange.market import table, template
from faults.readers import Target, any_of, of_file
from protocol.samples import EPOCH, keys
from rules.module_samples import sample_files
from rules.test_use_files import GOOD as USE

from kiosk.backups import backup_checks, manifests
from kiosk.cli.quote import _tariff, _use
from kiosk.exchange.pictures import read_pictures
from kiosk.exchange.planning import read_plan
from kiosk.exchange.requester_pages.posting import _template
from kiosk.protocol.facts import BlobRef
from kiosk.protocol.sync import Kept
from kiosk.protocol.tmod import pack_module, unpack_module
from kiosk.reading_settings import read_settings
from kiosk.rules.module_files import problems, read_module, station_edition, sums
from kiosk.rules.statements import read_statement
from kiosk.rules.tables import decode_table, read_table
from kiosk.settings import MACHINES

HUB, STATION = keys(1), keys(2)
PART = 0x1E
"""Parts a name from what stands in the file of that name, where a target takes both."""
READ = {"id": "one", "kind": "read", "title": "One"}
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(24)


def of_files(folder):
    """The readers of files by name; what needs a file has it in `folder`."""
    return {
        "module_zip": Target(_module_zip, tuple(_modules())),
        "module_files": Target(_module_file, tuple(_module_parts())),
        "pictures": Target(read_pictures, (_zipped({"d1.png": PICTURE, "a/b.png": PICTURE}),)),
        "table": Target(
            any_of(_table, _statement, _rows),
            (table(3).encode(), b"Receipt No.;Paid In\nQ1;1.50\n"),
        ),
        "batch": Target(_batch_template, (json.dumps(template()).encode(),)),
        "tariff": Target(of_file(folder, "tariff.toml", _tariff), (_TARIFF_TOML,)),
        "use": Target(_use, (json.dumps(USE).encode(),)),
        "settings": Target(_settings(folder), _TOML),
        "manifest": Target(_manifest(folder), (msgspec.json.encode(MANIFEST),)),
    }


def _zipped(files, method=zipfile.ZIP_DEFLATED):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return made.getvalue()


def _modules():
    yield pack_module(sample_files())
    yield _zipped(sample_files())
    yield _zipped(sample_files(leave_out=["items.csv"], forms={}, steps=[READ]))


def _module_zip(data):
    return _module(unpack_module(data))


def _module(files):
    problems(files)
    return station_edition(read_module(files))


def _module_parts():
    for name, content in sample_files().items():
        if name != "SHA256SUMS":
            yield name.encode() + bytes([PART]) + content


def _module_file(data):
    """One file of a module is bent, and the sums are made anew."""
    name, _, content = data.partition(bytes([PART]))
    files = {**sample_files(), name.decode("utf-8", "replace")[:100]: content}
    return _module({**files, "SHA256SUMS": sums(files)})


def _table(data):
    return read_table(decode_table(data))


def _statement(data):
    return read_statement(_table(data), decimals=2)


def _rows(data):
    return _plan(template(), data)


def _plan(made, csv):
    pictures = {f"d{n}.png": BlobRef("ab" * 32, 30, "image/png") for n in range(1, 4)}
    return read_plan(made, csv_text=decode_table(csv), pictures=pictures)


def _batch_template(data):
    return _plan(_template(data), table(3).encode())


_TARIFF_TOML = b"""timezone = "Africa/Nairobi"
currency = "KES"
grace_s = 120
minimum_s = 300
increment_s = 60
daily_cap_minor = 0

[[rate]]
zone = "*"
group = "*"
per_hour_minor = 6000

[[rate]]
zone = "door"
group = "student"
days = ["sat", "sun"]
from = "22:00"
to = "06:00"
per_hour_minor = 3000
"""
_TOML = (
    b'timezone = "Africa/Nairobi"\ncurrency = "KES"\nlanguages = ["en", "ar"]\nport = 8080\n',
    b'hub_url = "https://hub"\nport = 8070\nballast_bytes = 67108864\n',
    b'host = "127.0.0.1"\nfee_percent = 5\ntrusted_hosts = ["exchange"]\n',
)
MANIFEST = manifests.Manifest(
    format=manifests.FORMAT,
    made_at=1_795_300_000_000,
    site=HUB.origin,
    ledger=manifests.Totals(3, "ab" * 32, 500),
    heard=(Kept(STATION.origin, EPOCH, 7, 5),),
    files={"hub.sqlite": "cd" * 32, "settings/hub.toml": "ef" * 32},
    blobs={"modules/ab/" + "ab" * 32: "ab" * 32},
    key="ABCDEF",
    left_out={"exchange": "elsewhere"},
)


def _settings(folder):
    def of(machine):
        return of_file(folder, "hub.toml", lambda path: read_settings(machine, path, {}))

    return any_of(*map(of, MACHINES.values()))


def _manifest(folder):
    backup = folder / "backup" / "hub-1"
    backup.mkdir(parents=True, exist_ok=True)

    def reading(data):
        (backup / manifests.MANIFEST).write_bytes(data)
        manifests.read(backup)
        manifests.setting_names(backup)
        manifests.blob_names(backup)
        backup_checks.lost_blobs(backup)

    return any_of(reading, lambda _: backup_checks.check(backup))
