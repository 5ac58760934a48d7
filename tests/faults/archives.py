"""Archives that nobody honest makes, each with a name; the size of what was sent stays small."""

import io
import os
import stat
import struct
import tarfile
import zipfile
import zlib

from kiosk.protocol.tmod import DEPTH_LIMIT, FILES_LIMIT, NAME_LIMIT, ZIP_LIMIT_BYTES

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
MANY = 1_000_000
OUTSIDE = (
    *("../evil.png", "../../evil.png", "a/../../evil.png", "a/..", "..", ".", "./evil.png"),
    *("/evil.png", "//evil.png", "/etc/cron.d/evil", "a//b.png", "a/./b.png"),
    *("..\\evil.png", "C:\\evil.png", "C:evil.png", "\\\\host\\share\\evil.png", "a\\..\\b.png"),
    *("~\x00/evil.png", "evil.png\x00.txt", "a\nb.png", "a\rb.png", "a\x1bb.png", "a\x7fb.png"),
    *("CON", "nul.png", "a/Aux.txt", "COM1", "lpt9.png", "evil.png.", "evil.png ", "a /b.png"),
    *("evil.png::$DATA", "a?.png", "a*.png", 'a".png', "a|b.png", "<a>.png"),
    *("a" * (NAME_LIMIT + 1), "/".join("a" * (DEPTH_LIMIT + 1)), "../" * 60 + "etc/passwd"),
)
TWICE = (
    ("a.png", "a.png"),
    ("a.png", "A.PNG"),
    ("caf\u00e9.png", "cafe\u0301.png"),
    ("\ufb01le.png", "file.png"),
    ("stra\u00dfe.png", "STRASSE.png"),
    ("\u212b.png", "\u00c5.png"),
)
SPECIAL = {
    "a symbolic link": stat.S_IFLNK,
    "a device of blocks": stat.S_IFBLK,
    "a device of characters": stat.S_IFCHR,
    "a pipe": stat.S_IFIFO,
    "a socket": stat.S_IFSOCK,
    "a folder that holds bytes": stat.S_IFDIR,
}


def archives():
    """Every archive as (name, bytes)."""
    for name in OUTSIDE:
        yield f"named {name[:40]!r}", raw_zip([(name, PNG)])
    for pair in TWICE:
        yield f"twice {pair}", raw_zip([(name, PNG) for name in pair])
    for name, kind in SPECIAL.items():
        yield name, raw_zip([("evil.png", b"/etc/passwd")], mode=kind | 0o777)
    yield from bombs()
    yield from lies()
    yield from other_kinds()


def bombs():
    """What is small and becomes much."""
    yield "a bomb of zeros", raw_zip([("bomb.png", bytes(60_000_000))])
    yield "many small bombs", raw_zip([(f"{n}.png", bytes(65_000)) for n in range(400)])
    one = zlib_of(bytes(15_000_000))
    yield "files that lie over each other", overlapping(one, 15_000_000, count=1900)
    yield "so many files", raw_zip([(f"{n}.png", b"") for n in range(FILES_LIMIT + 1)])
    yield "a million names", million()
    yield "more than may come", b"PK" + os.urandom(16) * (ZIP_LIMIT_BYTES // 16 + 1)


def lies():
    """Headers that say other things than is."""
    plain = raw_zip([("a.png", PNG), ("b.png", bytes(9_000))])
    yield "a size that is too small", raw_zip([("a.png", bytes(3_000_000))], said_size=10)
    yield "a size that is too large", raw_zip([("a.png", PNG)], said_size=2**32 - 2)
    yield "a size compressed that is absurd", raw_zip([("a.png", PNG)], said_packed=2**31)
    yield "a sum that is wrong", raw_zip([("a.png", PNG)], said_crc=1)
    yield "a flag that says encrypted", raw_zip([("a.png", PNG)], flags=1)
    yield "a compression that nobody has", raw_zip([("a.png", PNG)], method=99)
    yield "one name outside and another inside", plain.replace(b"a.png", b"../up", 1)
    yield "an offset behind the end", raw_zip([("a.png", PNG)], offset=2**31)
    yield "an offset before the start", raw_zip([("a.png", PNG)], offset=2**32 - 5)
    yield "the end twice", plain + plain[plain.index(END) :]
    yield "a comment that holds an end", plain[:-2] + struct.pack("<H", 22) + plain[-22:]
    yield "cut in the middle", plain[: len(plain) // 2]
    yield "the end alone", plain[plain.index(END) :]
    yield "an end that counts more than there are", counted(plain, 60_000)
    yield "a table that begins elsewhere", tabled(plain, 2**31)
    yield "a table larger than the file", tabled(plain, 0, size=900_000)
    yield "64 bits without need", plain[:-22] + b"PK\x06\x07" + bytes(16) + plain[-22:]
    yield "an extra field that ends too late", raw_zip([("a.png", PNG)], extra=b"\x01\x00\xff\xff")


def other_kinds():
    """What is no zip."""
    yield "nothing but its sign", b"PK"
    yield "a tar", tar_of("../evil.png")
    yield "a tar in gzip", zlib_of(tar_of("evil.png"), wbits=31)
    yield "text", b"module.json"
    yield "noise", bytes(range(256)) * 64


def raw_zip(
    files,
    *,
    mode=0o100644,
    method=None,
    flags=0,
    said_size=None,
    said_packed=None,
    said_crc=None,
    offset=None,
    extra=b"",
):
    """A zip written by hand, so that its headers may say anything."""
    out, table = io.BytesIO(), io.BytesIO()
    for name, content in files:
        packed = zlib_of(content)
        raw = name.encode()
        head = (
            *(flags | 0x800, 8 if method is None else method, 0, 0x21),
            zlib.crc32(content) if said_crc is None else said_crc,
            len(packed) if said_packed is None else said_packed,
            len(content) if said_size is None else said_size,
        )
        at = out.tell() if offset is None else offset
        out.write(struct.pack("<4s5H3L2H", LOCAL, 20, *head, len(raw), len(extra)))
        out.write(raw + extra + packed)
        table.write(struct.pack("<4s6H3L", CENTRAL, 0x0314, 20, *head))
        table.write(
            struct.pack("<5H2L", len(raw), len(extra), 0, 0, 0, (mode << 16) & 2**32 - 1, at)
        )
        table.write(raw + extra)
    start, entries = out.tell(), table.getvalue()
    count = min(len(files), 65_535)
    end = struct.pack("<4s4H2LH", END, 0, 0, count, count, len(entries), start, 0)
    return out.getvalue() + entries + end


def overlapping(packed, size, *, count):
    """Many names of the same bytes: a few kilobytes that would become gigabytes."""
    head = (0, 8, 0, 0x21, 0, len(packed), size)
    local = struct.pack("<4s5H3L2H", LOCAL, 20, *head, 1, 0) + b"a" + packed
    table = b"".join(
        struct.pack("<4s6H3L", CENTRAL, 0x0314, 20, *head)
        + struct.pack("<5H2L", 5, 0, 0, 0, 0, 0o100644 << 16, 0)
        + b"%05d" % n
        for n in range(count)
    )
    return (
        local + table + struct.pack("<4s4H2LH", END, 0, 0, count, count, len(table), len(local), 0)
    )


def million():
    """A table of 10^6 names, which an honest reader would hold in memory."""
    entry = struct.pack("<4s6H3L", CENTRAL, 0x0314, 20, 0, 0, 0, 0x21, 0, 0, 0)
    entry += struct.pack("<5H2L", 1, 0, 0, 0, 0, 0, 0) + b"a"
    table = entry * (19 * 1024 * 1024 // len(entry))  # as many as fit, and the end says a million
    end = struct.pack("<4s4H2LH", END, 0, 0, MANY & 0xFFFF, MANY & 0xFFFF, len(table), 0, 0)
    return table + end


def zlib_of(content, *, wbits=-15):
    made = zlib.compressobj(6, zlib.DEFLATED, wbits)
    return made.compress(content) + made.flush()


def counted(zipped, count):
    at = zipped.rindex(END)
    return zipped[: at + 8] + struct.pack("<2H", count, count) + zipped[at + 12 :]


def tabled(zipped, start, *, size=None):
    at = zipped.rindex(END)
    (before,) = struct.unpack_from("<L", zipped, at + 12)
    return zipped[: at + 12] + struct.pack("<2L", size or before, start) + zipped[at + 20 :]


def unicode_path(name):
    """Info-ZIP's field that gives a file another name."""
    body = b"\x01" + struct.pack("<L", zlib.crc32(b"a.png")) + name.encode()
    return struct.pack("<2H", 0x7075, len(body)) + body


def tar_of(name):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        entry = tarfile.TarInfo(name)
        entry.size = len(PNG)
        made.addfile(entry, io.BytesIO(PNG))
    return out.getvalue()


def nested():
    """Archives in an archive: files like any other, which nobody opens."""
    inner = raw_zip([("bomb.png", bytes(60_000_000))])
    return raw_zip([(f"{n}.png", inner) for n in range(40)])


def honest():
    """What is taken: a zip of any tool."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.png", PNG)
    return out.getvalue()
