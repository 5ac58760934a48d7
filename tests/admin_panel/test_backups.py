"""Settings, Backups: what there is, one more now, the owner's key once."""

import re
from dataclasses import replace

from kiosk.backups.backing_up import FOLDER, all_in, back_up
from kiosk.disk.disks import Standing
from kiosk.hub_folder import DATABASE
from kiosk.link import owner_key
from kiosk.rules.refusals import Refusal

PAGE = "/settings/backups"
SECRET = re.compile(r'<code class="big" dir="ltr">([^<]+)</code>')


def made(cafe):
    return all_in(cafe.hub.folder / FOLDER)


def backed_up(owner, cafe):
    answer = owner.post(PAGE, page=PAGE)
    assert answer.status_code == 303
    cafe.hub.backups.thread.join()


def test_without_any_the_page_says_what_is_missing(owner):
    page = owner.page(PAGE)
    for words in ("No backup yet", "None is set", "No backup holds the hub’s keys yet"):
        assert words in page


def test_one_is_made_now_and_shown(owner, cafe):
    backed_up(owner, cafe)
    assert len(made(cafe)) == 1
    page = owner.page(PAGE)
    assert "The newest is" in page
    assert re.search(r"1.{0,20} backup is kept", page)
    backed_up(owner, cafe)
    assert len(made(cafe)) == 1


def test_while_one_is_made_the_page_asks_again_and_a_second_press_does_nothing(owner, cafe):
    with cafe.hub.backups.making(cafe.hub.now()):
        page = owner.page(PAGE)
        assert "Writing… " in page
        assert 'hx-trigger="every 2s"' in page
        assert "Back up now" not in page
        keys = owner.post(PAGE, page="/settings/staff")
        assert (keys.status_code, cafe.hub.backups.thread) == (303, None)


def test_one_that_failed_says_why(owner, cafe, monkeypatch):
    def full(*_asked, **_words):
        raise Refusal("disk_full")

    monkeypatch.setattr("kiosk.backups.making.back_up", full)
    backed_up(owner, cafe)
    assert "The disk is full" in owner.page(PAGE)


def test_the_second_place_is_shown_as_it_is(owner, cafe, tmp_path, monkeypatch):
    place = tmp_path / "second"
    cafe.hub.settings = replace(cafe.hub.settings, backup_place=str(place))
    assert "It is not there." in owner.page(PAGE)
    place.mkdir()
    assert "one that breaks takes both" in owner.page(PAGE)
    backed_up(owner, cafe)
    page = owner.page(PAGE)
    assert "There, readable" in page
    assert "It got its last backup on" in page
    cafe.hub.backups.second_refused = Refusal("disk_full")
    assert "The disk is full" in owner.page(PAGE)
    cafe.hub.backups.second_refused = None
    monkeypatch.setattr("kiosk.backups.second_place.standing", lambda *_: Standing.APART)
    assert "It is on another disk." in owner.page(PAGE)
    monkeypatch.setattr("kiosk.backups.second_place.standing", lambda *_: Standing.MEMORY)
    assert "It is in memory, so it does not count" in owner.page(PAGE)


def test_what_lies_there_readable_is_said_before_and_after_there_is_a_key(owner, cafe, tmp_path):
    cafe.hub.settings = replace(cafe.hub.settings, backup_place=str(tmp_path))
    assert "With a printed key copies in another place tell nothing." in owner.page(PAGE)
    assert "Who finds a copy can read it" not in owner.page("/open-the-day")
    backed_up(owner, cafe)
    assert "Who finds a copy can read it" in owner.page("/open-the-day")
    owner_key.make(cafe.hub.folder)
    page = owner.page(PAGE)
    assert "is not sealed yet" in page
    assert "who finds one reads nothing" in page
    backed_up(owner, cafe)
    page = owner.page(PAGE)
    assert "There, sealed" in page
    assert "is not sealed yet" not in page


def test_the_owners_key_is_shown_once_and_seals_the_keys_from_then_on(owner, cafe):
    page = owner.post(PAGE + "/key", page=PAGE).text
    private = owner_key.read(SECRET.search(page)[1])
    assert owner_key.public(cafe.hub.folder) == bytes(private.public_key)
    assert "<svg" in page
    assert SECRET.search(owner.page(PAGE)) is None
    again = owner.post(PAGE + "/key", page="/settings/staff").text
    assert SECRET.search(again) is None
    assert "kiosk backup key --instead" in again
    assert owner_key.mark(bytes(private.public_key)) in owner.page(PAGE)
    assert "Made the owner’s key for backups" in owner.page("/audit")


def test_staff_see_on_every_page_that_backups_are_late(owner, cafe, clock):
    back_up(cafe.hub.folder / DATABASE, cafe.hub.folder / FOLDER, cafe.hub.now())
    assert "No backup since" not in owner.page("/floor")
    clock.forward(hours=2)
    assert "No backup since" in owner.page("/floor")
    back_up(cafe.hub.folder / DATABASE, cafe.hub.folder / FOLDER, cafe.hub.now())
    cafe.hub.settings = replace(cafe.hub.settings, backup_place="/gone")
    assert "The second place for backups is not there." in owner.page("/people")


def test_nobody_else_sees_the_page(operator):
    assert operator.get(PAGE).status_code == 403
