"""What the hub keeps of a backup that was made beside it, and when it has the next one made."""

from contextlib import suppress
from pathlib import Path

import pytest
from fakes.hub_world import World, make_hub

from kiosk.backups import backing_up, second_place
from kiosk.backups.backing_up import FOLDER, TRIED, all_in
from kiosk.backups.hub_backups import back_up_hub, back_up_now
from kiosk.backups.telling import Step
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000


@pytest.fixture
def site(tmp_path, clock):
    (tmp_path / "second").mkdir()
    place = str(tmp_path / "second")
    world = World(make_hub(tmp_path / "data", clock, backup_place=place), clock)
    world.usual, world.second = tmp_path / "data" / FOLDER, tmp_path / "second"
    yield world
    world.hub.close()


class Fails:
    """A maker that comes so far, and says no."""

    def __init__(self, code, *, step=Step.WRITING, ended=False, leaves=None) -> None:
        self.code, self.step, self.ended, self.leaves = code, step, ended, leaves

    def have_done(self, asked, tell):
        tell(self.step, 0.4)
        backing_up.note_tried(Path(asked.folder), asked.now)
        if self.leaves is not None:
            self.leaves.mkdir()
        raise Refusal(self.code)

    def end(self, *, within_s):
        self.ended = True


def look(site):
    """The job; the code of what it says no with."""
    try:
        back_up_hub(site.hub, site.hub.now())
    except Refusal as refusal:
        return refusal.code
    return ""


def test_how_far_one_is_stands_in_the_line_while_it_is_made(site):
    seen = []

    class Watched(Fails):
        def have_done(self, asked, tell):
            with suppress(Refusal):
                super().have_done(asked, tell)
            seen.append((site.hub.backups.step, site.hub.backups.percent))
            raise Refusal(self.code)

    site.hub.backups.maker = Watched("backup_failed")
    assert look(site) == "backup_failed"
    assert (seen, site.hub.backups.step) == ([(Step.WRITING, 40)], None)
    assert site.hub.backups.refused.code == "backup_failed"


@pytest.mark.parametrize(
    ("code", "step", "second", "suspected"),
    [
        ("backup_ended", Step.WRITING, None, False),
        ("backup_hung", Step.COPYING, "backup_hung", False),
        ("database_damaged", Step.CHECKING, None, True),
        ("busy", Step.WRITING, None, False),
    ],
)
def test_where_it_failed_is_kept_and_what_is_half_done_goes(site, code, step, second, suspected):
    site.hub.backups.maker = Fails(code, step=step, leaves=site.usual / f"hub-{NOW}.part")
    with pytest.raises(Refusal, match=code):
        back_up_now(site.hub, NOW)
    told = site.hub.backups.second_refused
    assert (None if told is None else told.code) == second
    assert site.hub.checking.suspected is suspected
    assert list(site.usual.glob("*.part")) == []


def test_one_that_the_end_of_the_hub_cut_off_is_made_at_the_next_start(site):
    for ended, rests in ((False, True), (True, False)):
        site.hub.backups.maker = Fails("busy", ended=ended)
        assert look(site) == "busy"
        assert (site.usual / TRIED).exists() is rests
        (site.usual / TRIED).unlink(missing_ok=True)


def test_a_second_place_that_takes_no_more_is_not_tried_at_each_look(site, clock, monkeypatch):
    tried = []

    def full(*_asked, **_more):
        tried.append(1)
        raise Refusal("backup_no_room", path="second")

    monkeypatch.setattr(second_place, "copy_to_second_place", full)
    for seconds, times in ((0, 1), (30, 1), (870, 2)):
        clock.forward(seconds=seconds)
        look(site)
        assert len(tried) == times
    assert site.hub.backups.second_refused.code == "backup_no_room"
    monkeypatch.undo()
    clock.forward(seconds=900)
    assert look(site) == ""
    assert site.hub.backups.second_refused is None
    assert len(all_in(site.second)) == 1


def test_while_a_command_makes_one_the_late_copy_waits(site, clock):
    site.second.rmdir()
    assert look(site) == "backup_place_missing"
    site.second.mkdir()
    clock.forward(seconds=30)
    with backing_up.alone(site.usual):
        assert look(site) == ""
    with site.hub.backups.making(NOW):
        assert look(site) == ""
    assert all_in(site.second) == ()
    assert look(site) == ""
    assert len(all_in(site.second)) == 1


def test_of_a_copy_that_was_cut_off_in_the_second_place_nothing_stays(site):
    back_up_now(site.hub, NOW)
    torn, other = site.second / f"hub-{NOW}.part", site.second / "hub-17.part"
    for one in (torn, other):
        one.mkdir()
    second_place.sweep(site.second, site.usual)
    assert (torn.exists(), other.exists()) == (False, True)  # another hub may be at it
    second_place.sweep(second_place.NOWHERE, site.usual)
    second_place.sweep(site.second / "gone", site.usual)
