"""Settings saved in the panel: from a moment on, checked as in the file, outranked by it."""

from dataclasses import replace

import pytest
from fakes.hub_world import World, make_hub

from kiosk.acts import saved_settings as acts
from kiosk.jobs.table import begin_settings
from kiosk.opening_hub import open_hub
from kiosk.reading_settings import read_settings, with_saved
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.settings import FILE_ONLY, HubSettings, table
from kiosk.store import audit, saved_settings, tariffs


@pytest.fixture
def hub(tmp_path, clock):
    hub = make_hub(tmp_path, clock)
    yield hub
    hub.close()


def save(hub, *, in_s=0, reason="the owner said so", **values):
    moment = later(hub.now(), seconds=in_s)
    words = {"applies_from": moment, "reason": reason, "by": "naomi"}
    return hub.write(acts.save_settings, values=values, **words)


def look(hub, asked, *given, **named):
    with hub.read() as db:
        return asked(db, *given, **named)


def refusal_of(hub, **values):
    with pytest.raises(Refusal) as refused:
        save(hub, **values)
    return refused.value


def test_what_is_saved_holds_at_once_without_a_restart(hub):
    assert save(hub, tax_basis_points=1600, site_name="Van 3") == ("tax_basis_points", "site_name")
    assert (hub.settings.tax_basis_points, hub.settings.site_name) == (1600, "Van 3")
    assert hub.site.settings is hub.settings


def test_what_is_saved_holds_after_a_restart(hub, tmp_path, clock):
    save(hub, warnings_s=(120,))
    hub.close()
    again = open_hub(tmp_path, HubSettings(), clock)
    assert again.settings.warnings_s == (120,)
    again.close()


def test_each_line_says_who_when_what_it_was_and_why(hub):
    save(hub, tax_basis_points=1600, reason=" the law ")
    save(hub, tax_basis_points=1800)
    lines = look(hub, saved_settings.latest, names=("tax_basis_points",), limit=9)
    assert [(line.old_value, line.value, line.by) for line in lines] == [
        ("1600", "1800", "naomi"),
        ("0", "1600", "naomi"),
    ]
    assert lines[1].reason == "the law"
    told = look(hub, audit.latest, before=None, limit=1)[0]
    assert (told.act, told.about, told.by) == ("save_setting", "setting:tax_basis_points", "naomi")


def test_what_holds_already_is_no_change(hub):
    assert save(hub, tax_basis_points=0, warnings_s=(600, 300, 60)) == ()
    assert look(hub, audit.latest, before=None, limit=1) == ()


def test_a_saved_value_can_be_given_back_to_the_default(hub):
    save(hub, pause_limit_s=60)
    assert save(hub, pause_limit_s=None) == ("pause_limit_s",)
    assert hub.settings.pause_limit_s == 900
    assert save(hub, pause_limit_s=None) == ()


def test_a_later_moment_begins_with_the_job_and_not_before(hub, clock):
    save(hub, in_s=3600, tax_basis_points=1600)
    assert hub.settings.tax_basis_points == 0
    clock.forward(seconds=3599)
    begin_settings(hub, hub.now())
    assert hub.settings.tax_basis_points == 0
    clock.forward(seconds=1)
    begin_settings(hub, hub.now())
    assert hub.settings.tax_basis_points == 1600


def test_what_comes_later_is_compared_with_what_holds_then(hub):
    save(hub, in_s=3600, tax_basis_points=1600)
    assert save(hub, in_s=7200, tax_basis_points=1600) == ()
    assert save(hub, in_s=7200, tax_basis_points=0) == ("tax_basis_points",)
    assert [line.value for line in look(hub, saved_settings.coming, hub.now())] == ["1600", "0"]


def test_a_moment_that_is_over_is_now(hub):
    save(hub, in_s=-3600, tax_basis_points=1600)
    assert (
        look(hub, saved_settings.in_force, hub.now())["tax_basis_points"].applies_from == hub.now()
    )


@pytest.mark.parametrize(
    ("values", "code"),
    [
        pytest.param({"tax_basis_points": 10_001}, "setting_wrong", id="more tax than price"),
        pytest.param({"tax_basis_points": "16"}, "setting_wrong", id="a text is no number"),
        pytest.param({"warnings_s": (-1,)}, "setting_wrong", id="a time below zero"),
        pytest.param({"languages": ()}, "setting_wrong", id="no language"),
        pytest.param({"beer": 1}, "unknown_setting", id="nobody knows it"),
        pytest.param({"port": 80}, "setting_fixed", id="the hub starts with it"),
        pytest.param({"currency": "UGX"}, "setting_fixed", id="all money stands in it"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_saved(hub, values, code):
    before = hub.settings
    refusal = refusal_of(hub, site_name="Van 3", **values)
    assert (refusal.code, refusal.details["name"]) == (code, *values)
    assert hub.settings == before


def test_the_file_and_a_variable_outrank_the_panel(hub, tmp_path, clock):
    save(hub, site_name="Van 3", tax_basis_points=1600, pause_limit_s=60)
    hub.close()
    (tmp_path / "hub.toml").write_text('site_name = "Centre"\n')
    read = read_settings(HubSettings, tmp_path / "hub.toml", {"KIOSK_TAX_BASIS_POINTS": "0"})
    assert read.given == {"site_name": "hub.toml", "tax_basis_points": "KIOSK_TAX_BASIS_POINTS"}
    again = open_hub(tmp_path, read, clock)
    here = again.settings
    assert (here.site_name, here.tax_basis_points, here.pause_limit_s) == ("Centre", 0, 60)
    refusal = refusal_of(again, tax_basis_points=1800)
    assert refusal.code == "setting_fixed"
    assert refusal.details["where"] == "KIOSK_TAX_BASIS_POINTS"
    again.close()


def test_what_this_version_does_not_know_or_take_is_left_out():
    saved = {"tax_basis_points": "99999", "of_tomorrow": "1", "pause_limit_s": "60"}
    assert with_saved(HubSettings(), saved) == replace(HubSettings(), pause_limit_s=60)


def test_what_only_the_file_sets_is_a_setting(hub):
    assert {setting.name for setting in table(HubSettings)} > FILE_ONLY


def test_stations_are_told_what_they_need_and_no_more(hub, clock):
    world = World(hub, clock)
    world.station(1)
    before = _told(hub)
    save(hub, tax_basis_points=1600)
    assert _told(hub) == before
    save(hub, ending_s=30)
    assert _told(hub) == before + 1


def test_stations_are_told_when_a_later_moment_has_come(hub, clock):
    world = World(hub, clock)
    world.station(1)
    save(hub, in_s=60, ending_s=30)
    before = _told(hub)
    clock.forward(seconds=60)
    begin_settings(hub, hub.now())
    begin_settings(hub, hub.now())
    assert _told(hub) == before + 1


def test_a_session_that_runs_keeps_the_price_it_opened_under(hub):
    kept = look(hub, tariffs.body_in_force, hub.now(), hub.settings)
    save(hub, per_hour_minor=14_000)
    assert look(hub, tariffs.body_in_force, hub.now(), hub.settings) != kept


def test_asked_twice_is_saved_once(hub):
    words = {"values": {"ending_s": 30}, "applies_from": hub.now(), "reason": "", "by": "naomi"}
    for _again in range(2):
        assert hub.write(acts.save_settings, request_id="0123456789", **words) == ("ending_s",)
    assert len(look(hub, saved_settings.latest, names=("ending_s",), limit=9)) == 1


def _told(hub):
    with hub.read() as db:
        return db.execute("SELECT count(*) AS n FROM outbox").fetchone()["n"]
