"""Whatever is called what: no file of a report holds a live formula, breaks, or names itself oddly."""

import csv
import io
import re
import sqlite3
import zipfile
from contextlib import suppress
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from fakes.machines import SeatMachine
from fakes.stage import Stage

from admin_panel.report_list import REPORTS
from kiosk.acts import front_desk, refunds
from kiosk.acts.refunds import Refund

HOSTILE = (
    '=HYPERLINK("http://evil.example";"Amina")',
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    '"\r\n=1+1;=2+2',
    "x;=1+1\t=2",
    "＝1+1",
    "\N{RIGHT-TO-LEFT OVERRIDE}=gnp.exe",
    "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}\N{WOMAN} \ufffe\x01\x0b",
    "n" * 200,
    "]:*?/\\'[<a href='x'>&amp;</sheetData>",
)
SITE = '../../x";\r\nSet-Cookie: a=b'
NAMED = ("name", "title", "funder", "reason", "zone", "row_name", "code", "description")
"""Columns that hold what somebody typed."""
LIVE = re.compile(r"^[=+\-@＝＋－＠\t\r\n]")
NUMBER = re.compile(r"^-?[\d.:%]+$")
PERIOD = "period=month"


@pytest.fixture
def full(cafe):
    """A café in which something of everything happened; its owner is Naomi."""
    stage = Stage(cafe)
    stage.shift()
    for prepare in ("visitor", "subscribed", "sponsored", "voucher", "tea", "thing"):
        with suppress(Exception):
            getattr(stage, prepare)()
    asha = cafe.visitor("Asha Noor", code="471903", group="student")
    name = cafe.hub.write(front_desk.start_with_pass, seat=2, visitor=asha, by=cafe.naomi)
    SeatMachine(cafe, 2).close(name, used_s=1_800)
    sale = cafe.sell_voucher(by=cafe.naomi).sale
    cafe.hub.write(refunds.give_back, refund=Refund(sale, 4_000, "cash", "slow", cafe.naomi))
    return cafe


def call_all(db, _now, *, word):
    """Everything that somebody typed reads so, whoever would have refused it today."""
    tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for table in [row["name"] for row in tables]:
        for column in [row["name"] for row in db.execute(f"PRAGMA table_info({table})")]:
            if column in NAMED:
                with suppress(sqlite3.Error):  # what is never changed, or is one of a few words
                    db.execute(
                        f"UPDATE {table} SET {column} = :word || ' named ' || rowid", {"word": word}
                    )


def headers_are_ours(answer, name, kind):
    """One file of a plain name; nothing in the headers that the site's name brought in."""
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers or "a=b" not in answer.headers["Set-Cookie"]
    said = answer.headers["Content-Disposition"]
    assert re.fullmatch(rf'attachment; filename="{name}[\w.-]*\.{kind}"', said), said


def is_dead(cell):
    return NUMBER.match(cell) or not LIVE.match(cell)


@pytest.mark.parametrize("word", HOSTILE)
def test_no_file_of_any_report_holds_a_live_formula(full, owner, word):
    told = 0
    full.hub.write(call_all, word=word)
    full.hub.settings = replace(full.hub.settings, site_name=SITE)
    for listed in REPORTS:
        answer = owner.get(f"/reports/{listed.name}.csv?{PERIOD}")
        headers_are_ours(answer, listed.name, "csv")
        text = answer.data.decode("utf-8-sig")
        for parted_by in ",;\t":
            rows = list(csv.reader(io.StringIO(text), delimiter=parted_by))
            assert all(is_dead(cell) for row in rows for cell in row), (listed.name, rows)
        told += text.count(" named ")
        book = owner.get(f"/reports/{listed.name}.xlsx?{PERIOD}")
        headers_are_ours(book, listed.name, "xlsx")
        nothing_lives(book.data)
    assert told > 0  # the names did come into the files


def nothing_lives(content):
    """A workbook that opens: each part well-formed, no formula, no link, no macro."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for part in book.namelist():
            if part.endswith((".xml", ".rels")):
                root = ET.fromstring(book.read(part))  # noqa: S314  what we made a line above
                tags = {each.tag.rpartition("}")[2] for each in root.iter()}
                assert tags.isdisjoint({"f", "hyperlink", "externalReference"}), part
            assert "vba" not in part.casefold()


def test_nor_does_the_file_for_a_funder_or_the_log(full, owner):
    full.hub.settings = replace(full.hub.settings, site_name=SITE)
    for word in HOSTILE:
        full.hub.write(call_all, word=word)
        with full.hub.read() as db:
            made = db.execute("SELECT id FROM sponsorship").fetchone()["id"]
        place = f"/settings/sponsorships/{made}"
        headers_are_ours(owner.get(f"{place}.xlsx"), "sponsorship", "xlsx")
        nothing_lives(owner.get(f"{place}.xlsx").data)
        for path, name in ((f"{place}.csv", "sponsorship"), ("/audit.csv", "audit")):
            answer = owner.get(path)
            headers_are_ours(answer, name, "csv")
            rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
            assert all(is_dead(cell) for row in rows for cell in row)


def test_a_receipt_on_paper_is_drawn_with_any_name(full, owner):
    with full.hub.read() as db:
        payment = db.execute("SELECT id FROM payment").fetchone()["id"]
    for word in HOSTILE:
        full.hub.write(call_all, word=word)
        full.hub.settings = replace(full.hub.settings, site_name=SITE, receipt_text=word)
        place = f"/receipts/{payment}"
        answer = owner.post(f"{place}/print", page=place, on="pdf")
        assert answer.data.startswith(b"%PDF-"), word
        assert "\n" not in answer.headers["Content-Disposition"]
