"""What is kept about one person: handed out as a zip, merged with another record, erased."""

import io
import json
import zipfile

import pytest

from admin_panel.export import TITLES
from kiosk.acts import care
from kiosk.store import keeping, visitors, work
from kiosk.store.work import Work


@pytest.fixture
def grace(cafe):
    return cafe.visitor("Grace Muthoni", code="471902")


@pytest.fixture
def twin(cafe):
    return cafe.visitor("Grace Mutoni", code="471903", language="ar")


def send(desk, who, what, **fields):
    return desk.post(f"/people/{who}/{what}", page=f"/people/{who}/kept", **fields)


def by_id(cafe, visitor):
    with cafe.hub.read() as db:
        return visitors.by_id(db, visitor)


def test_everything_is_handed_out_to_read_and_for_machines(owner, cafe, grace, shift):
    cafe.sat(1, grace, by=cafe.amina)
    cafe.hub.write(care.write_note, visitor=grace, note="Reads <slowly>", by=cafe.amina)

    def answer(db, now):
        work.add(db, Work("a1", grace, "hit", "Approved", 200, 1, b'{"digit":"7"}', "f", now, now))

    cafe.hub.write(answer)
    given = send(owner, grace, "export")
    assert given.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(given.data)) as archive:
        page = archive.read("read-me.html").decode()
        data = json.loads(archive.read("data.json"))
    assert data["person"][0]["name"] == "Grace Muthoni"
    assert data["work"][0]["answer"] == {"digit": "7"}
    assert data["payments"][0]["list_minor"] == 4000
    assert [line["act"] for line in data["log"]][-1] == "export_visitor"
    for shown in ("Grace Muthoni", "Reads &lt;slowly&gt;", "KSh 40", "Sessions", "22 Nov 2026"):
        assert shown in page
    assert "argon2" not in page
    assert "pin_hash" not in json.dumps(data)


def test_each_kind_of_what_is_kept_has_a_title():
    assert set(TITLES) == set(keeping.ASKED)


def test_two_records_are_compared_and_then_made_one(owner, cafe, grace, twin, shift):
    page = owner.page(f"/people/{grace}/kept?other=KC1:471903")
    assert "Grace Mutoni" in page
    assert f'name="other_id" value="{twin}"' in page
    fields = {"other_id": twin, "merge_reason": "registered twice"}
    asked = send(owner, grace, "merge", **fields)
    assert asked.status_code == 422
    assert "cannot be taken back" in asked.text
    assert by_id(cafe, twin).name == "Grace Mutoni"
    assert send(owner, grace, "merge", **fields, merge_sure="yes").status_code == 303
    assert by_id(cafe, twin).merged_into == grace
    assert owner.get(f"/people/{twin}").location == f"/people/{grace}"
    assert owner.get("/find?q=471903").location == f"/people/{grace}"


@pytest.mark.parametrize(
    ("other", "said"),
    [("999999", "Nobody is found"), ("grace", "Nobody is found"), ("471902", "the same person")],
)
def test_a_record_that_cannot_be_merged_is_not_compared(owner, grace, twin, other, said):
    page = owner.get(f"/people/{grace}/kept?other={other}").text
    assert said in page
    assert "other_id" not in page


def test_who_sits_somewhere_is_not_merged(owner, cafe, grace, twin, shift):
    cafe.start(1, by=cafe.amina, visitor=twin)
    fields = {"other_id": twin, "merge_reason": "twice", "merge_sure": "yes"}
    answer = send(owner, grace, "merge", **fields)
    assert answer.status_code == 409
    assert by_id(cafe, twin).merged_into is None


def test_a_person_is_erased_after_a_real_question(owner, cafe, grace):
    assert send(owner, grace, "erase", erase_reason="asked for").status_code == 422
    sure = {"erase_reason": "asked for", "erase_sure": "yes"}
    assert send(owner, grace, "erase", **sure).status_code == 303
    assert by_id(cafe, grace).name == ""
    assert "Erased person" in owner.page(f"/people/{grace}")
    assert "Nobody found" in owner.page("/people?q=grace")
    assert owner.get(f"/people/{grace}/kept").status_code == 404


def test_money_is_paid_out_before(owner, cafe, grace, shift):
    cafe.earn(grace, 1000)
    page = owner.page(f"/people/{grace}/kept")
    assert "was earned is never lost" in page
    assert "erase_reason" not in page


def test_who_sits_somewhere_is_not_offered_to_be_erased(owner, cafe, grace, shift):
    cafe.start(1, by=cafe.amina, visitor=grace)
    assert "End the session first." in owner.page(f"/people/{grace}/kept")


def test_work_that_waits_asks_for_the_paper(owner, cafe, grace):
    def answer(db, now):
        work.add(db, Work("a1", grace, "hit", "Submitted", 200, 1, b"{}", "f", now, now))

    cafe.hub.write(answer)
    assert "still waits for a decision" in owner.page(f"/people/{grace}/kept")
    sure = {"erase_reason": "asked for", "erase_sure": "yes"}
    assert send(owner, grace, "erase", **sure, given_up="").status_code == 409
    assert send(owner, grace, "erase", **sure, given_up="folder 3").status_code == 303


def test_only_the_owner_sees_to_it(operator, grace):
    assert operator.get(f"/people/{grace}/kept").status_code == 403
    assert "Export, merge, erase" not in operator.page(f"/people/{grace}/care")
