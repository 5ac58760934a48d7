import io
import stat
import struct
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.protocol.tmod import (
    DEPTH_LIMIT,
    DIRECTORY_LIMIT_BYTES,
    FILES_LIMIT,
    NAME_LIMIT,
    ZIP_LIMIT_BYTES,
    pack_module,
    unpack_module,
    unpack_one,
)
from kiosk.rules.refusals import Refusal

ROUGH = b"".join(b"%07d\n" % n for n in range(10_000))
FILES = {"module.json": b"{}", "media/b.png": ROUGH, "items.csv": b"id\n"}


def zipped(*entries, how=zipfile.ZIP_DEFLATED):
    """A zip of (name or ZipInfo, data), as any tool may write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, data in entries:
            made.writestr(name, data)
    return out.getvalue()


def refusal_of(call, value):
    with pytest.raises(Refusal) as refused:
        call(value)
    return refused.value


def test_what_is_packed_comes_out():
    assert unpack_module(pack_module(FILES)) == FILES


def test_one_file_comes_out_alone():
    packed = io.BytesIO(pack_module(FILES))
    assert {name: unpack_one(packed, name) for name in FILES} == FILES


def test_a_file_that_is_not_in_it_is_not_found():
    refused = refusal_of(lambda name: unpack_one(io.BytesIO(pack_module(FILES)), name), "none")
    assert refused.code == "not_found"


def test_one_file_of_what_is_no_zip_is_refused():
    refused = refusal_of(lambda data: unpack_one(io.BytesIO(data), "module.json"), b"no zip")
    assert (refused.code, refused.details["problem"]) == ("module_wrong", "not_a_zip")


def test_the_same_files_make_the_same_bytes():
    assert pack_module(FILES) == pack_module(dict(reversed(FILES.items())))


def test_a_zip_of_another_tool_is_opened():
    assert unpack_module(zipped(("media/", b""), *FILES.items())) == FILES


names = st.text("abc/.", min_size=1, max_size=8)


@given(st.dictionaries(names, st.binary(max_size=50), max_size=5))
def test_whatever_can_be_packed_can_be_opened(files):
    try:
        data = pack_module(files)
    except Refusal as refused:
        names_wrong = {"name_wrong", "too_deep", "twice"}
        if refused.details["problem"] not in names_wrong:
            raise
    else:
        assert unpack_module(data) == files


@given(st.binary(max_size=200))
def test_any_bytes_are_opened_or_refused(data):
    assert refusal_of(unpack_module, data + b"!").code == "module_wrong"


@given(st.integers(0, 330), st.integers(0, 255))
@example(136, 0)  # an entry without a name
def test_a_damaged_zip_is_opened_or_refused(at, value):
    data = bytearray(zipped(("a.txt", b"hello" * 20), ("b.txt", b"world" * 20)))
    data[min(at, len(data) - 1)] = value
    try:
        unpack_module(bytes(data))
    except Refusal as refused:
        if refused.code not in ("module_wrong", "too_large", "too_many"):
            raise


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        pytest.param("/etc/passwd", "name_wrong", id="from the root"),
        pytest.param("../up", "name_wrong", id="up"),
        pytest.param("a/../b", "name_wrong", id="up in between"),
        pytest.param("./a", "name_wrong", id="here"),
        pytest.param("a//b", "name_wrong", id="an empty part"),
        pytest.param("a\\b", "name_wrong", id="a backslash"),
        pytest.param("C:a", "name_wrong", id="a drive"),
        pytest.param("a./b", "name_wrong", id="a dot that Windows drops"),
        pytest.param("a ", "name_wrong", id="a blank that Windows drops"),
        pytest.param("media/NUL.png", "name_wrong", id="a device of Windows"),
        pytest.param("a\nb", "name_wrong", id="a line end"),
        pytest.param("a" * (NAME_LIMIT + 1), "name_wrong", id="a name too long"),
        pytest.param("/".join("a" * (DEPTH_LIMIT + 1)), "too_deep", id="too deep"),
    ],
)
def test_names_that_reach_out(name, problem):
    assert refusal_of(unpack_module, zipped((name, b"x"))).details["problem"] == problem
    assert refusal_of(pack_module, {name: b"x"}).details["problem"] == problem


def test_a_name_is_shown_without_its_tricks():
    assert refusal_of(pack_module, {"a\n\u202e": b""}).details["file"] == "a\n\\u202e"


def test_a_name_cut_short_by_a_nul_is_refused():
    data = zipped(("a_b.txt", b"x")).replace(b"a_b.txt", b"a\x00b.txt")
    assert refusal_of(unpack_module, data).details["problem"] == "name_wrong"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused():
    assert refusal_of(unpack_module, zipped(("a", b"1"), ("a", b"2"))).details["problem"] == "twice"
    assert refusal_of(pack_module, {"a.png": b"", "A.PNG": b""}).details["problem"] == "twice"


def entry(name="link", mode=0, **changes):
    made = zipfile.ZipInfo(name)
    made.create_system = 3
    made.external_attr = mode << 16
    made.compress_type = zipfile.ZIP_DEFLATED
    for field, value in changes.items():
        setattr(made, field, value)
    return made


def test_a_link_is_refused():
    data = zipped((entry(mode=stat.S_IFLNK | 0o777), b"/etc/passwd"))
    assert refusal_of(unpack_module, data).details["problem"] == "not_a_file"


def test_other_compression_is_refused():
    data = zipped((entry("a", compress_type=zipfile.ZIP_LZMA), b"x"))
    assert refusal_of(unpack_module, data).details["problem"] == "compression_unknown"


def test_an_encrypted_file_is_refused():
    data = bytearray(zipped(("a", b"x")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal_of(unpack_module, bytes(data)).details["problem"] == "encrypted"


def test_a_bomb_is_stopped_while_it_inflates():
    data = zipped(("bomb", bytes(5_000_000)))
    assert refusal_of(unpack_module, data).details["problem"] == "inflates_too_much"


def test_a_small_page_of_one_letter_is_no_bomb():
    assert unpack_module(zipped(("page", b"a" * 60_000)))["page"] == b"a" * 60_000


def test_all_that_comes_out_has_a_limit():
    half = bytes(range(256)) * (ZIP_LIMIT_BYTES // 512) + b"x"
    rough = zipped(("a", half[:-1]), ("b", half), how=zipfile.ZIP_STORED)
    assert refusal_of(unpack_module, rough).code == "too_large"
    text = b"".join(b"%07d\n" % n for n in range(ZIP_LIMIT_BYTES // 16 + 1))
    assert refusal_of(unpack_module, zipped(("a", text), ("b", text))).code == "too_large"
    assert refusal_of(pack_module, {"a": half, "b": half}).code == "too_large"
    assert refusal_of(pack_module, {"a": half[:-1], "b": half[:-1]}).code == "too_large"


def test_so_many_files_and_no_more():
    files = {f"f{n}": b"" for n in range(FILES_LIMIT)}
    assert len(unpack_module(pack_module(files))) == FILES_LIMIT
    assert refusal_of(pack_module, {**files, "one": b""}).code == "too_many"
    assert refusal_of(unpack_module, zipped(*files.items(), ("one", b""))).code == "too_many"


def test_the_table_of_names_is_measured_before_it_is_read():
    data = bytearray(zipped(("a", b"x")))
    struct.pack_into("<L", data, len(data) - 10, DIRECTORY_LIMIT_BYTES + 1)
    assert refusal_of(unpack_module, bytes(data)).code == "too_many"


def test_a_zip_that_counts_other_files_than_it_has_is_refused():
    data = bytearray(zipped(("a", b"x")))
    struct.pack_into("<H", data, len(data) - 12, 2)
    assert refusal_of(unpack_module, bytes(data)).details["problem"] == "not_a_zip"


@pytest.mark.parametrize("at", [20, 24], ids=["packed", "unpacked"])
def test_a_size_that_is_not_the_size_is_refused(at):
    data = bytearray(zipped(("a", b"x")))
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + at, 2**31)
    assert refusal_of(unpack_module, bytes(data)).details == {"problem": "not_a_zip", "file": "a"}


def test_a_zip_for_the_huge_is_refused():
    data = zipped(("a", b"x"))
    locator = b"PK\x06\x07" + bytes(16)
    assert refusal_of(unpack_module, data[:-22] + locator + data[-22:]).code == "too_many"


def test_a_zip_with_something_behind_it_is_refused():
    assert (
        refusal_of(unpack_module, zipped(("a", b"x")) + b"tail").details["problem"] == "not_a_zip"
    )


def test_what_does_not_match_its_sum_is_refused():
    data = zipped(("a", b"hello"), how=zipfile.ZIP_STORED).replace(b"hello", b"jello")
    assert refusal_of(unpack_module, data).details["problem"] == "not_a_zip"
