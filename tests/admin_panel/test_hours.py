"""Opening hours at the panel; it is Sunday, 01:26:40 in Nairobi."""

from dataclasses import replace

import pytest

from kiosk.acts.saved_settings import save_settings


def filled(**changes):
    week = {f"week-{day}-from-1": "8" for day in range(1, 6)}
    week |= {f"week-{day}-to-1": "20:00" for day in range(1, 6)}
    return {"when": "hours", **week, **changes}


def held(cafe):
    settings = cafe.hub.settings
    return settings.opening_hours, settings.opening_exceptions


def test_the_owner_sets_hours_and_holidays_and_they_hold_at_once(owner, cafe):
    answer = owner.post(
        "/settings/hours",
        page="/settings/hours",
        **filled(
            **{
                "week-6-from-1": "9:00",
                "week-6-to-1": "12.00",
                "week-6-from-2": "20:00",
                "week-6-to-2": "02:00",
                "week-7-from-1": "10:00",
                "week-7-to-1": "00:00",
                "day-1": "2026-12-25",
                "day-3": "2026-12-24",
                "day-3-from-1": "08:00",
                "day-3-to-1": "12:00",
            }
        ),
    )
    assert answer.status_code == 303
    assert held(cafe) == (
        (
            "mon 08:00-20:00",
            "tue 08:00-20:00",
            "wed 08:00-20:00",
            "thu 08:00-20:00",
            "fri 08:00-20:00",
            "sat 09:00-12:00",
            "sat 20:00-02:00",
            "sun 10:00-24:00",
        ),
        ("2026-12-25 closed", "2026-12-24 08:00-12:00"),
    )
    page = owner.page("/settings/hours")
    for shown in ('value="2026-12-24"', 'value="2026-12-25"', 'value="20:00"', "Open until"):
        assert shown in page
    assert page.count('class="week__open"') == 9


def test_a_site_may_be_open_always(owner, cafe):
    owner.post("/settings/hours", page="/settings/hours", **filled())
    assert "We are closed now" in owner.page("/settings/hours")
    owner.post("/settings/hours", page="/settings/hours", **filled(when="always"))
    assert held(cafe) == ((), ())
    assert "Always open." in owner.page("/settings/hours")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"when": ""}, "Choose when you are open."),
        ({"week-1-to-1": "soon"}, "Type a time, such as 14:30."),
        ({"week-1-from-1": ""}, "Type a time, such as 14:30."),
        ({"week-1-to-1": "8:00"}, "This must be later than the time before it."),
        ({"week-1-from-1": "24:00"}, "This must be later than the time before it."),
        ({"day-1": "2026-12-24", "day-1-from-1": "20:00", "day-1-to-1": "2:00"}, "must be later"),
        ({"day-1": "christmas"}, "Choose a day."),
        ({"day-1-from-1": "8:00", "day-1-to-1": "9:00"}, "Choose a day."),
    ],
)
def test_what_is_no_time_is_said_at_its_field_and_nothing_changes(owner, cafe, changes, said):
    answer = owner.post("/settings/hours", page="/settings/hours", **filled(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert held(cafe) == ((), ())


def test_a_week_without_any_hours_is_no_week(owner, cafe):
    answer = owner.post("/settings/hours", page="/settings/hours", when="hours")
    assert "Type the hours of a day at least" in answer.text
    assert held(cafe) == ((), ())


def test_what_the_file_says_is_changed_there(owner, cafe):
    hub = cafe.hub
    hub.settings = replace(hub.settings, given={"opening_hours": "hub.toml"})
    hub.site = hub.site.with_settings(hub.settings)
    page = owner.page("/settings/hours")
    assert "These are set in <bdi>hub.toml</bdi>." in page
    assert "Save the hours" not in page
    answer = owner.post("/settings/hours", page="/settings/hours", **filled())
    assert answer.status_code == 409


def test_days_that_are_past_are_left_out(owner, cafe):
    values = {"opening_exceptions": ["2026-11-20 closed", "2026-11-30 closed"]}
    asked = {"applies_from": cafe.hub.now(), "reason": "", "by": cafe.naomi}
    cafe.hub.write(save_settings, values=values, **asked)
    page = owner.page("/settings/hours")
    assert "2026-11-30" in page
    assert "2026-11-20" not in page


def test_only_the_owner_sets_them(operator):
    assert operator.get("/settings/hours").status_code == 403
