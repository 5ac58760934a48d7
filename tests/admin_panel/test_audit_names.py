"""The audit log calls things by name, with a link for whoever may go there; the erased are nobody."""

import csv
import io
import re

import pytest
from fakes.stage import Stage

from kiosk.acts import merging, vouchers
from kiosk.rules.vouchers import check_code
from kiosk.store import audit, audit_names, staff

ROW = re.compile(r"<tr><td class=\"tight\">.*?</tr>", re.DOTALL)


@pytest.fixture
def stage(cafe, shift):
    return Stage(cafe)


def rows(desk, **asked):
    """The lines of the page: what was done, the name of its thing, where that leads."""
    answer = desk.get("/audit", query_string=asked)
    assert answer.status_code == 200
    return [re.sub(r"</?bdi>", "", row) for row in ROW.findall(answer.text)]


def spoken_of(desk, **asked):
    return " ".join(rows(desk, **asked))


def test_a_visitor_is_called_by_name_and_leads_to_their_page(owner, stage):
    stage.visitor()
    visitor = stage.ids["visitor"]
    row = rows(owner, about=f"visitor:{visitor}")[0]
    assert f'<a class="audit__thing" href="/people/{visitor}">Visitor Grace Muthoni</a>' in row
    assert ">visitor:" not in row


@pytest.mark.parametrize(
    ("prepare", "kind", "key", "words", "place"),
    [
        pytest.param(Stage.sitting, "sale", "sale", "Sale 30 min", "/receipts/{}", id="a sale"),
        pytest.param(
            Stage.sitting,
            "session",
            "session",
            "Session Walk-in · seat 1",
            "",
            id="a guest's session",
        ),
        pytest.param(
            Stage.batch, "batch", "batch", "Batch of vouchers 2 × 15 min", "/vouchers/batches/{}"
        ),
        pytest.param(Stage.booking, "booking", "booking", "Booking Grace · seat 1", "/bookings/{}"),
        pytest.param(
            Stage.block, "block", "block", "Seats for a class CV writing", "/bookings/classes/{}"
        ),
        pytest.param(Stage.ticket, "ticket", "ticket", "Number in the line #1 · Ruth", "/waiting"),
        pytest.param(
            Stage.thing, "equipment", "code", "Equipment Tablet 1 (E0001)", "/equipment/{}"
        ),
        pytest.param(Stage.tea, "product", "tea", "Product Tea", "/products"),
        pytest.param(
            Stage.subscription_paused,
            *("subscription", "subscription", "Subscription Weekly · Grace Muthoni"),
            "/people/subscriptions/{}",
        ),
        pytest.param(
            Stage.sponsored,
            *("sponsor", "sponsorship", "Sponsorship County library", "/settings/sponsorships/{}"),
        ),
        pytest.param(Stage.gone, "staff", "person", "Staff Otieno Juma", "/settings/staff/{}"),
    ],
)
def test_each_kind_of_thing_has_its_name_and_page(owner, stage, prepare, kind, key, words, place):
    prepare(stage)
    row = rows(owner, about=f"{kind}:{stage.ids[key]}")[0]
    assert words in row
    link = place.format(stage.ids[key])
    assert not place or f'href="{link}"' in row


def test_a_voucher_is_called_by_its_code(owner, stage):
    stage.voucher()
    printed = stage.ids["code"]
    kept = check_code(printed)
    stage.write(vouchers.void_voucher, code=kept, reason="lost", by=stage.by)
    row = rows(owner, act="void_voucher")[0]
    assert f'<a class="audit__thing" href="/vouchers/{kept}">Voucher {printed}</a>' in row


def test_the_open_shift_a_seat_an_offer_and_a_setting_have_names(owner, stage):
    stage.locked()
    stage.retired()
    stage.cafe.hub.write(_line, about="setting:site_name")
    stage.cafe.hub.write(_line, about="setting:never_heard_of")
    told = spoken_of(owner)
    for words in ("Shift Amina Wanjiru", "Seat 1", "Offer 1 hour", "Setting Name of the site"):
        assert words in told
    assert 'href="/settings/site"' in told
    assert "Setting never_heard_of" in told


def test_an_erased_person_is_nobody_in_old_lines_and_in_the_file(owner, stage):
    stage.newcomer()
    visitor = stage.ids["visitor"]
    reason = {"reason": "asked for it", "given_up": ""}
    stage.write(merging.erase_visitor, visitor=visitor, by=stage.by, **reason)
    told = spoken_of(owner, about=f"visitor:{visitor}")
    assert "Visitor Erased person" in told
    assert "Grace" not in told
    assert "Grace" not in owner.page("/audit.csv")


def test_a_merged_record_is_called_as_the_one_that_stays(owner, stage):
    keep, drop = (stage.cafe.visitor("Grace Muthoni", code=code) for code in ("310001", "310002"))
    merged = {"keep": keep, "drop": drop, "by": stage.by, "reason": "twice"}
    stage.write(merging.merge_visitors, **merged)
    stage.cafe.hub.write(_line, about=f"visitor:{drop}")
    row = rows(owner, about=f"visitor:{drop}")[0]
    assert f'<a class="audit__thing" href="/people/{keep}">Visitor Grace Muthoni</a>' in row


def test_rights_and_roles_are_read_in_words(owner, stage):
    person = stage.cafe.staff("hamza")
    stage.cafe.hub.write(_line, about=f"staff:{person}", done="take_right", detail="sell")
    stage.cafe.hub.write(_line, about=f"staff:{person}", done="add_staff", detail="operator")
    stage.cafe.hub.write(_line, about=f"staff:{person}", done="give_right", detail="no_such")
    told = spoken_of(owner, about=f"staff:{person}")
    assert "Sell offers, vouchers and products" in told
    assert "Operator" in told
    assert "no_such" in told, "a right that is no more keeps its id"


def test_what_is_gone_or_of_no_kind_has_its_kind_and_no_link(owner, stage):
    for about in ("sale:gone", "parcel-7", "visitor:", "https://exchange.example", "pause:x"):
        stage.cafe.hub.write(_line, about=about)
        row = rows(owner, about=about)[0]
        assert row.count("<a href=") == 0, about
    assert "parcel-7" in spoken_of(owner, about="parcel-7")


def test_the_file_holds_the_name_and_the_id(owner, stage):
    stage.visitor()
    visitor = stage.ids["visitor"]
    text = owner.page(f"/audit.csv?about=visitor:{visitor}").lstrip("\ufeff")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {line["about"] for line in lines} == {f"visitor:{visitor}"}
    assert {line["name"] for line in lines} == {"Visitor Grace Muthoni"}


def test_who_may_not_open_a_page_gets_no_link_to_it(desk_of, stage):
    stage.sponsored()
    stage.cafe.hub.write(_give, person=stage.cafe.otieno, right="see_audit")
    told = spoken_of(desk_of("otieno"), act="make_sponsorship")
    assert "Sponsorship County library" in told
    assert "/settings/sponsorships/" not in told


def test_names_are_asked_for_once_a_kind_however_many_lines_there_are(cafe):
    visitors = [cafe.visitor(f"Person {n}", code=f"{n:06d}") for n in range(60)]
    abouts = [f"visitor:{one}" for one in visitors] * 2 + [f"staff:{cafe.amina}", "seat:1"]
    with cafe.hub.read() as db:
        asked = _Counted(db)
        found = audit_names.names(asked, abouts)
    assert len(found) == 61
    assert asked.count == 2


def test_a_file_of_many_things_asks_in_batches(cafe, monkeypatch):
    monkeypatch.setattr(audit_names, "BATCH_LIMIT", 2)
    visitors = [cafe.visitor(f"Person {n}", code=f"{n:06d}") for n in range(5)]
    with cafe.hub.read() as db:
        asked = _Counted(db)
        found = audit_names.names(asked, [f"visitor:{one}" for one in visitors])
    assert (len(found), asked.count) == (5, 3)


class _Counted:
    """A database that counts what it is asked."""

    def __init__(self, db) -> None:
        self._db, self.count = db, 0

    def execute(self, *asked):
        self.count += 1
        return self._db.execute(*asked)


def _line(db, now, *, about, done="test_note", detail=""):
    audit.record(db, now, by="test", act=done, about=about, detail=detail)


def _give(db, now, *, person, right):
    staff.set_marks(db, person, given=(right,), taken=())
