"""A receipt on paper: PDF and dots, in both scripts, with the copy marked as one."""

import io
import socket
import threading
from dataclasses import replace

import pytest
from PIL import ImageChops

from admin_panel.receipt_paper import (
    PaperReceipt,
    Row,
    pdf_of,
    picture_of,
    roll_bytes,
    send_to_printer,
)
from kiosk.rules.refusals import Refusal

ENGLISH = PaperReceipt(
    site="Kibera Career Centre",
    copy="",
    number=("Receipt", "3754-D866"),
    when="22 Nov 2026 01:38 · Amina Wanjiru",
    rows=(Row("10 hours", "KSh 600"), Row("Paid", "KSh 600", strong=True)),
    thanks="Keep it.",
    qr="KR1:3754d8660000000000000000",
    rtl=False,
)
ARABIC = replace(
    ENGLISH,
    number=("إيصال", "3754-D866"),
    rows=(Row("السعر", "KSh 600"), Row("مدفوع", "KSh 600", strong=True)),
    rtl=True,
)
RECEIPTS = pytest.mark.parametrize("receipt", [ENGLISH, ARABIC], ids=["en", "ar"])


def ink(picture):
    """Where black is: left, top, right, bottom."""
    return ImageChops.invert(picture.convert("L")).getbbox()


@RECEIPTS
def test_a_receipt_is_a_pdf_of_one_page(receipt):
    drawn = pdf_of(receipt)
    assert drawn.startswith(b"%PDF-")
    assert b"/Count 1" in drawn


@RECEIPTS
@pytest.mark.parametrize("dots", [384, 576])
def test_a_receipt_in_dots_fills_the_roll_and_no_more(receipt, dots):
    picture = picture_of(receipt, dots=dots)
    left, _top, right, bottom = ink(picture)
    assert picture.width == dots
    assert right - left > dots * 0.9
    assert 0 <= left < right <= dots
    assert bottom <= picture.height


def test_a_copy_has_a_line_more():
    first = picture_of(ENGLISH, dots=384)
    copy = picture_of(replace(ENGLISH, copy="Copy"), dots=384)
    assert copy.height > first.height


def test_the_sums_stand_at_the_end_of_the_line():
    """In Arabic the line runs the other way, so the words that differ change their side."""
    english = picture_of(replace(ENGLISH, rows=(Row("A", "KSh 600"),)), dots=384)
    arabic = picture_of(replace(ENGLISH, rows=(Row("A", "KSh 600"),), rtl=True), dots=384)
    line = (0, 384 // 11 * 3, 384, 384 // 11 * 4)
    assert ink(english.crop(line))[0] < 20
    assert ink(english.crop(line))[2] > 360
    assert ImageChops.difference(english.convert("L"), arabic.convert("L")).getbbox()


def test_the_printer_is_sent_one_picture_and_a_cut():
    sent = roll_bytes(ENGLISH, dots=384)
    picture = picture_of(ENGLISH, dots=384)
    assert sent.startswith(b"\x1dv0")
    assert sent[4:6] == (384 // 8).to_bytes(2, "little")
    assert b"\x1dV" in sent[-8:]
    assert len(sent) > 384 // 8 * picture.height


def test_a_printer_on_the_network_gets_every_byte():
    got = io.BytesIO()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take():
            line, _ = server.accept()
            with line:
                while part := line.recv(4096):
                    got.write(part)

        taking = threading.Thread(target=take)
        taking.start()
        send_to_printer(b"hello", printer=f"127.0.0.1:{server.getsockname()[1]}")
        taking.join()
    assert got.getvalue() == b"hello"


def test_a_device_gets_every_byte(tmp_path, monkeypatch):
    monkeypatch.setattr("admin_panel.receipt_paper.DEVICE", str(tmp_path))
    send_to_printer(b"hello", printer=str(tmp_path / "lp0"))
    assert (tmp_path / "lp0").read_bytes() == b"hello"


def test_a_printer_that_is_away_is_said():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for printer in (f"127.0.0.1:{port}", "/dev/no-such-printer/lp0"):
        with pytest.raises(Refusal, match="printer_away"):
            send_to_printer(b"hello", printer=printer)


# at the panel


@pytest.fixture
def sale(cafe, shift):
    return cafe.sell_voucher(by=cafe.amina).sale


def printed(desk, sale, on="pdf"):
    place = f"/receipts/{sale}"
    return desk.post(f"{place}/print", page=place, on=on)


def test_the_second_pdf_is_a_copy(operator, sale):
    assert "PDF, a copy" not in operator.page(f"/receipts/{sale}")
    first = printed(operator, sale)
    assert first.mimetype == "application/pdf"
    assert "PDF, a copy" in operator.page(f"/receipts/{sale}")
    assert len(printed(operator, sale).data) != len(first.data)


def test_a_receipt_in_arabic_is_a_pdf_too(operator, sale):
    operator.get("/language/ar")
    assert printed(operator, sale).data.startswith(b"%PDF-")


def test_a_printer_that_is_away_prints_nothing_and_counts_nothing(operator, cafe, sale):
    hub = cafe.hub
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    hub.settings = replace(hub.settings, receipt_printer=f"127.0.0.1:{port}")
    answer = printed(operator, sale, on="roll")
    assert answer.status_code == 503
    assert "The printer does not answer" in answer.text
    assert "Print a copy" not in answer.text


def test_a_receipt_goes_to_the_roll_printer(operator, cafe, sale):
    got = io.BytesIO()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        cafe.hub.settings = replace(cafe.hub.settings, receipt_printer=f"127.0.0.1:{port}")

        def take():
            line, _ = server.accept()
            with line:
                while part := line.recv(65_536):
                    got.write(part)

        taking = threading.Thread(target=take)
        taking.start()
        answer = printed(operator, sale, on="roll")
        taking.join()
    assert answer.status_code == 303
    assert got.getvalue().startswith(b"\x1dv0")
    assert "The receipt is printed" in operator.page(f"/receipts/{sale}")
