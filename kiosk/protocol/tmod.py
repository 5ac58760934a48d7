"""A module zipped as `slug-eN.tmod`: the same files give the same bytes.

A stranger's zip is opened within limits that are checked while it inflates.
"""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from typing import BinaryIO

from kiosk.rules.refusals import Refusal

ZIP_LIMIT_BYTES = 20 * 1024 * 1024
"""The zip, and also all that comes out of it."""
FILES_LIMIT = 2000
RATIO_LIMIT = 100
"""Bytes that come out for one that went in; text seldom passes 20."""
RATIO_FREE_BYTES = 64 * 1024
"""A file this small may have any ratio: an empty page of one letter is no bomb."""
DEPTH_LIMIT = 5
NAME_LIMIT = 200
DIRECTORY_LIMIT_BYTES = 1024 * 1024
"""The zip's table of names: read whole by Python, so it is measured first."""
CHUNK_BYTES = 64 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o100644

_NAME = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]+")
_END = struct.Struct("<4s4H2LH")
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10))}
)
_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def pack_module(files: Mapping[str, bytes]) -> bytes:
    """Zip files by name. Stored, sorted and undated, so that any machine makes the same bytes.

    Raises:
        Refusal: as `unpack_module`, so that nothing is packed that nobody could open.
    """
    _check_names(list(files))
    if sum(map(len, files.values())) > ZIP_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=ZIP_LIMIT_BYTES)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3  # Unix, also where Windows makes it
            entry.external_attr = FILE_MODE << 16
            zipped.writestr(entry, files[name])
    return _small_enough(out.getvalue())


def unpack_module(data: bytes) -> dict[str, bytes]:
    """The files in a zip, by name; folders are left out.

    Raises:
        Refusal: `too_large`, `too_many`; `module_wrong` with `problem` and `file`.
    """
    count = _check_directory(_small_enough(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            # Python's own `is_dir` trips over an entry without a name.
            entries = [each for each in zipped.infolist() if not each.filename.endswith("/")]
            _check_names([entry.orig_filename for entry in entries])
            # A second name in an extra field is believed by some readers, newer Pythons among them.
            _check_names([entry.filename for entry in entries])
            if len(zipped.infolist()) != count:
                raise _wrong("not_a_zip")
            return _inflated(zipped, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _wrong("not_a_zip") from error


def unpack_one(file: BinaryIO, name: str) -> bytes:
    """One file of a zip that was unpacked whole once; the others are not read.

    Raises:
        Refusal: `not_found`; `module_wrong` with `problem` and `file`.
    """
    try:
        with zipfile.ZipFile(file) as zipped:
            if name not in zipped.namelist():
                raise Refusal("not_found", what="media")
            entry = zipped.getinfo(name)
            _check_entry(entry)
            return _inflate(zipped, entry, left=ZIP_LIMIT_BYTES)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _wrong("not_a_zip") from error


def _inflated(zipped: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = ZIP_LIMIT_BYTES
    for entry in entries:
        _check_entry(entry)
        files[entry.filename] = _inflate(zipped, entry, left=left)
        left -= len(files[entry.filename])
    return files


def _inflate(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, *, left: int) -> bytes:
    most = max(entry.compress_size * RATIO_LIMIT, RATIO_FREE_BYTES)
    made = bytearray()
    with zipped.open(entry) as inflating:
        while chunk := inflating.read(CHUNK_BYTES):
            made += chunk
            if len(made) > left:
                raise Refusal("too_large", limit_bytes=ZIP_LIMIT_BYTES)
            if len(made) > most:
                raise _wrong("inflates_too_much", entry.filename)
    if len(made) != entry.file_size:
        raise _wrong("not_a_zip", entry.filename)
    return bytes(made)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise _wrong("not_a_file", entry.filename)
    if entry.compress_size > ZIP_LIMIT_BYTES:
        raise _wrong("not_a_zip", entry.filename)
    if entry.flag_bits & 0x1:
        raise _wrong("encrypted", entry.filename)
    if entry.compress_type not in _DEFLATED:
        raise _wrong("compression_unknown", entry.filename)


def _check_names(names: list[str]) -> None:
    if len(names) > FILES_LIMIT:
        raise Refusal("too_many", limit=FILES_LIMIT)
    seen: set[str] = set()
    for name in names:
        parts = name.split("/")
        if not _NAME.fullmatch(name) or len(name) > NAME_LIMIT:
            raise _wrong("name_wrong", name)
        if any(map(_is_no_file, parts)):
            raise _wrong("name_wrong", name)
        if len(parts) > DEPTH_LIMIT:
            raise _wrong("too_deep", name)
        same = unicodedata.normalize("NFKC", name).casefold()
        if same in seen:  # one file on some disks, two on others
            raise _wrong("twice", name)
        seen.add(same)


def _is_no_file(part: str) -> bool:
    """Nothing, here or up; and what Windows takes for another file or for a device."""
    return part != part.rstrip(". ") or not part or part.partition(".")[0].casefold() in _DEVICES


def _check_directory(data: bytes) -> int:
    """Measure the table of names at the zip's end, before Python reads all of it: how many."""
    tail = data[-_END.size :]
    if len(tail) < _END.size or tail[:4] != b"PK\x05\x06" or tail[-2:] != b"\x00\x00":
        raise _wrong("not_a_zip")
    _sign, _disk, _first, _here, count, directory_bytes, *_rest = _END.unpack(tail)
    is_zip64 = data[-_END.size - 20 :].startswith(b"PK\x06\x07")  # only the huge need it
    if is_zip64 or directory_bytes > DIRECTORY_LIMIT_BYTES:
        raise Refusal("too_many", limit=FILES_LIMIT)
    return int(count)


def _small_enough(data: bytes) -> bytes:
    if len(data) > ZIP_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=ZIP_LIMIT_BYTES)
    return data


def _wrong(problem: str, name: str = "") -> Refusal:
    shown = name.encode("ascii", "backslashreplace").decode()[:NAME_LIMIT]
    return Refusal("module_wrong", problem=problem, file=shown)
