"""Staff of the exchange read and write bundles on a page: by files, piece by piece, and by stick."""

import io
import shutil
from pathlib import Path
from threading import Event

import pytest
from exchange.browser import Browser
from fakes import quick_disk
from fakes.two_sides import Sides, answered, fresh, only, waiting_facts
from sqlalchemy import select

from kiosk.exchange import commands, stick_files
from kiosk.exchange.app import create_app
from kiosk.exchange.jobs import JOBS
from kiosk.exchange.receiving import take_batch
from kiosk.exchange.store import people
from kiosk.protocol.bodies import Returned, type_of, write_body
from kiosk.protocol.facts import Place, make_fact
from kiosk.rules.refusals import Refusal

PAGE = "/staff/sticks"


@pytest.fixture
def sides(clock):
    with quick_disk.folder() as folder:
        (folder / "media").mkdir()
        made = Sides(folder, clock, sticks_folder=str(folder / "media"))
        yield made
        made.close()


@pytest.fixture
def staff(sides):
    browser = Browser(create_app(sides.exchange))
    browser.get("/staff/sign-in")
    browser.post("/staff/sign-in", code=commands.staff(sides.exchange)["code"])
    browser.get(PAGE)
    return browser


def after(sides, staff):
    """The page once the errand is over."""
    sides.exchange.errands.wait()
    return staff.get(PAGE).text


def files_of(*paths):
    return [(io.BytesIO(path.read_bytes()), path.name) for path in paths]


def test_a_file_of_a_stick_is_read_and_the_answer_fetched_all_in_a_browser(sides, staff):
    _, names = answered(sides)
    path = only(sides.write())
    staff.follow(staff.post(f"{PAGE}/read", file=files_of(path)))
    page = after(sides, staff)
    for word in ("All of it was read.", "3 messages came.", "3 were new.", "Van",
                 "Our signature is due"):  # fmt: skip
        assert word in page, word
    assert [sides.market.state(name) for name in names] == ["Submitted"] * 3
    assert not list((sides.exchange.folder / stick_files.COME).iterdir())
    staff.follow(staff.post(f"{PAGE}/write", hub=sides.hub.keys.origin))
    page = after(sides, staff)
    assert "It is ready. Save each file onto the stick." in page
    (ready,) = stick_files.ready(sides.exchange.folder)
    fetched = staff.client.get(f"{PAGE}/files/{ready.path.name}")
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    (carried := fresh(sides) / ready.path.name).write_bytes(fetched.data)
    fetched.close()
    sides.read(carried.parent)
    assert sides.waiting() == 0


def test_a_large_file_comes_piece_by_piece_and_goes_on_where_it_was_cut_off(sides, staff):
    answered(sides)
    path = only(sides.write())
    content, page = path.read_bytes(), staff.page

    def piece(at, size=3000):
        sent = (io.BytesIO(content[at : at + size]), "piece")
        answer = staff.post(f"{PAGE}/piece", status=200, name=path.name, at=str(at), piece=sent)
        staff.page = page
        return answer.json["have"]

    assert piece(0) == 3000
    assert piece(0) == 3000  # its answer was lost
    assert piece(6000) == 3000  # one between never came
    have = 3000
    while have < len(content):
        have = piece(have)
    staff.post(f"{PAGE}/read")
    assert "3 were new." in after(sides, staff)


def test_sent_twice_it_is_read_once(sides, staff):
    answered(sides)
    path = only(sides.write())
    page = staff.page
    for _ in range(2):
        staff.page = page
        staff.post(f"{PAGE}/read", file=files_of(path))
    assert "3 were new." in after(sides, staff)


def test_those_that_are_not_read_are_named(sides, staff):
    answered(sides)
    known = only(sides.write())
    sides.exchange_reads(known)
    sides.write(stick := fresh(sides))
    (good,) = stick.iterdir()
    bad = fresh(sides) / "bent.kxb"
    bad.write_bytes(good.read_bytes()[:2000])
    ours = only(sides.exchange_writes(fresh(sides)))
    staff.post(f"{PAGE}/read", file=files_of(good, bad, known, ours))
    page = after(sides, staff)
    assert "Not read" in page
    assert "bent.kxb" in page
    assert "This bundle is damaged or not whole" in page
    assert "was read before" in page
    assert "was written here" in page


def test_a_damaged_payload_is_refused_by_its_name_and_nothing_is_read(sides, staff):
    _, names = answered(sides)
    path = only(sides.write())
    content = bytearray(path.read_bytes())
    content[-50] ^= 1
    path.write_bytes(content)
    staff.post(f"{PAGE}/read", file=files_of(path))
    page = after(sides, staff)
    assert "Nothing was read" in page
    assert path.name in page
    assert [sides.market.state(name) for name in names] == ["Allotted"] * 3


def test_what_stopped_in_it_is_counted_and_leads_to_the_page_that_says_why(sides, staff):
    answered(sides)
    path = only(sides.write())
    (first, *_) = waiting_facts(sides)
    at = Place(first.fact.origin, first.fact.epoch, first.fact.seq)
    body = Returned(("nothing",))
    other = make_fact(sides.hub.keys.signing, at, type=type_of(body), body=write_body(body), at=first.fact.at)  # fmt: skip
    take_batch(sides.exchange, way="network", batch=(other,))
    staff.post(f"{PAGE}/read", file=files_of(path))
    page = after(sides, staff)
    assert "</bdi> message stopped." in page
    assert "See why" in page


def test_a_stick_in_the_machine_itself_is_read_and_written_there(sides, staff):
    answered(sides)
    stick = sides.folder / "media" / "BLUE"
    stick.mkdir()
    sides.write(stick)
    assert "BLUE" in staff.get(PAGE).text
    staff.post(f"{PAGE}/read", stick=str(stick))
    assert "You may unplug the stick." in after(sides, staff)
    staff.post(f"{PAGE}/write", stick=str(stick), hub=sides.hub.keys.origin)
    page = after(sides, staff)
    assert "You may unplug the stick." in page
    assert "For Van: 0 messages." in page
    assert "bundle_is_ours" not in page
    sides.read(stick)
    assert sides.waiting() == 0
    shutil.rmtree(stick)
    for action in ("read", "write"):
        staff.get(PAGE)
        said = staff.post(f"{PAGE}/{action}", status=409, stick=str(stick), hub="x" * 32)
        assert "The stick cannot be reached" in said.text


def test_a_stick_is_named_and_has_to_stay_in_while_it_is_read(sides, staff):
    going, begun = Event(), Event()

    def slow(tick):
        tick("copying", 1, 4)
        begun.set()
        assert going.wait(60)
        return {"facts": 0, "new": 0}

    sides.exchange.errands.begin("read", "/media/BLUE", slow, at=sides.clock.now())
    assert begun.wait(60)
    page = staff.get(PAGE).text
    staff.post(f"{PAGE}/write", status=409, hub=sides.hub.keys.origin)
    going.set()
    assert "<bdi>25</bdi> %" in page
    assert "Leave the stick in" in page
    assert "Copying from the stick" in page
    assert "Read from BLUE" in page


def test_what_is_wrong_is_said_and_nothing_begins(sides, staff):
    assert "Please choose the stick" in staff.post(f"{PAGE}/read", status=404).text
    for name in ("notes.txt", ".kxb", "", "a.kxb/", "../../x"):
        staff.get(PAGE)
        sent = (io.BytesIO(b"x"), name or "x")
        staff.post(f"{PAGE}/read", status=404, file=[sent])
    staff.get(PAGE)
    staff.post(f"{PAGE}/write", status=404, hub="")
    for typed in ({"at": "x"}, {"at": "-1"}, {"at": ""}, {}):
        staff.post(
            f"{PAGE}/piece", status=400, name="a.kxb", piece=(io.BytesIO(b"x"), "p"), **typed
        )
    staff.post(f"{PAGE}/piece", status=400, name="a.kxb", at="0")
    for asked in ("", "x" * 65):
        with pytest.raises(Refusal, match="malformed"):
            stick_files.folder_for(sides.exchange.folder, asked)
    assert sides.exchange.errands.last is None
    for name in ("nothing.kxb", "exchange.db", "..%2Fexchange.keys"):
        staff.get(f"{PAGE}/files/{name}", status=404)
    staff.get(PAGE)
    staff.post(f"{PAGE}/write", hub="0" * 32)
    assert sides.exchange.errands.wait().refusal == "not_found"


def test_what_goes_while_it_is_listed_is_not_listed(tmp_path, monkeypatch):
    name = "steppingstone-0123abcd-0123456789ab-1.kxb"
    for folder in "ab":
        place = tmp_path / stick_files.READY / folder
        place.mkdir(parents=True)
        (place / name).write_bytes(b"part")
    listing = Path.iterdir

    def gone_meanwhile(path):
        if path.name == "a":
            shutil.rmtree(path)
        return listing(path)

    monkeypatch.setattr(Path, "iterdir", gone_meanwhile)
    assert [one.path.parent.name for one in stick_files.ready(tmp_path)] == ["b"]


def test_a_name_leads_nowhere(sides):
    folder = sides.exchange.folder
    place = stick_files.folder_for(folder, "request")
    for name in (
        "../../../evil.kxb",
        "/etc/evil.kxb",
        "..\\evil.kxb",
        "....evil.kxb",
        "\0evil.kxb",
    ):
        stick_files.keep_piece(place, name, at=0, piece=b"x")
    assert {one.parent for one in place.rglob("*")} == {place}
    long = stick_files.keep_piece(place, "n" * 5000 + ".kxb", at=0, piece=b"x")
    assert long == 1


def test_pieces_have_limits(sides, monkeypatch):
    place = stick_files.folder_for(sides.exchange.folder, "request")
    with pytest.raises(Refusal, match="too_large"):
        stick_files.keep_piece(place, "a.kxb", at=stick_files.FILE_LIMIT_BYTES, piece=b"x")
    big = b"x" * (stick_files.PIECE_LIMIT_BYTES + 1)
    with pytest.raises(Refusal, match="too_large"):
        stick_files.keep_piece(place, "a.kxb", at=0, piece=big)
    for n in range(stick_files.FILES_LIMIT):
        stick_files.keep_piece(place, f"{n}.kxb", at=0, piece=b"x")
    with pytest.raises(Refusal, match="too_many"):
        stick_files.keep_piece(place, "one-more.kxb", at=0, piece=b"x")
    monkeypatch.setattr(stick_files, "KEPT_FREE_BYTES", 1 << 62)
    with pytest.raises(Refusal, match="disk_full"):
        stick_files.keep_piece(place, "0.kxb", at=1, piece=b"x")


def test_what_nobody_read_or_fetched_is_gone_after_a_day(sides, staff):
    folder = sides.exchange.folder
    place = stick_files.folder_for(folder, "request")
    stick_files.keep_piece(place, "a.kxb", at=0, piece=b"x")
    staff.post(f"{PAGE}/write", hub=sides.hub.keys.origin)
    sides.exchange.errands.wait()
    job = next(one for one in JOBS if one.name == "expire_uploads")
    made_ms = int(place.stat().st_mtime * 1000)
    stick_files.let_go(folder, made_ms + 1000)
    assert stick_files.ready(folder)
    stick_files.let_go(folder, made_ms + 86_500_000)
    assert (stick_files.ready(folder), place.exists()) == ((), False)
    job.function(sides.exchange)


def test_who_carried_stands_in_the_audit_log(sides, staff):
    answered(sides)
    staff.post(f"{PAGE}/read", file=files_of(only(sides.write())))
    sides.exchange.errands.wait()
    staff.get(PAGE)
    staff.post(f"{PAGE}/write", hub=sides.hub.keys.origin)
    sides.exchange.errands.wait()
    with sides.exchange.read() as db:
        rows = db.execute(select(people.audit.c.who, people.audit.c.what))
        lines = {(row.who, row.what) for row in rows}
    assert {("staff", "read_bundle"), ("staff", "write_bundle")} <= lines
