import re
from dataclasses import replace

from kiosk.backups.backing_up import FOLDER, back_up
from kiosk.hub_folder import DATABASE

ROW = re.compile(r"<tr><td.*?</tr>", re.DOTALL)


def rows(page):
    return [re.sub(r"<[^>]+>|\s+", " ", row) for row in ROW.findall(page)]


def test_the_owner_reads_what_the_doctor_finds_and_what_to_do(owner, cafe):
    page = owner.page("/settings/health")
    first = rows(page)[0]
    assert "Look here" in first
    assert "There is no backup." in first
    assert "Run kiosk back-up." in first
    back_up(cafe.hub.folder / DATABASE, cafe.hub.folder / FOLDER, cafe.hub.now())
    page = owner.page("/settings/health")
    assert "The newest backup is 0 min old." in page
    assert "All is well." in page or "wants a look" in page or "want a look" in page


def test_what_could_be_safer_is_not_called_good(owner, cafe):
    told = {row for row in rows(owner.page("/settings/health")) if "No second place" in row}
    back_up(cafe.hub.folder / DATABASE, cafe.hub.folder / FOLDER, cafe.hub.now())
    assert "All is well" not in owner.page("/settings/health")
    assert [("Could be safer" in row, "Set backup_place" in row) for row in told] == [(True, True)]


def test_nobody_else_reads_it(operator):
    assert operator.get("/settings/health").status_code == 403


def test_where_others_can_read_along_every_page_says_so(owner, cafe):
    assert "Everybody near can read along." not in owner.page("/floor")
    cafe.hub.settings = replace(cafe.hub.settings, host="10.0.0.2", plain_http="allowed")
    for path in ("/floor", "/people"):
        assert "Everybody near can read along." in owner.page(path)
    assert "On 10.0.0.2 everybody near can read passwords" in owner.page("/settings/health")
