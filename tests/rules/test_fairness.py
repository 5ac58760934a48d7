from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.fairness import (
    APPROVE_AFTER_S,
    REASON_LIMIT,
    Revision,
    Verdict,
    answer_visible,
    appeal_due_at,
    approve_at,
    check_allowed,
    check_rejection,
    days_to_pay,
    hourly_minor,
    prohibited,
    rejected_percent,
    rejection_stands_at,
    reuse_reopens,
    revision_due_at,
)
from kiosk.rules.hits import AssignmentState, read_template
from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, Instant, later
from kiosk.rules.refusals import Refusal

FRIDAY = Instant(1_772_186_400_000)  # 2026-02-27 10:00 UTC
HOUR = S_PER_HOUR


def hours(number):
    return later(FRIDAY, seconds=number * HOUR)


def revision(start, end):
    return Revision(hours(start), None if end is None else hours(end))


@pytest.mark.parametrize(
    ("revisions", "due"),
    [
        pytest.param([], 72, id="unreviewed work is approved after 72 hours"),
        pytest.param([revision(10, 20)], 82, id="the clock stops during a revision"),
        pytest.param([revision(10, 20), revision(30, 35)], 87, id="during each"),
        pytest.param(
            [revision(30, 35), revision(10, 20)], 87, id="in whatever order they are told"
        ),
        pytest.param([revision(10, 30), revision(20, 40)], 102, id="no hour is counted twice"),
        pytest.param([revision(10, 30), revision(15, 20)], 92, id="one inside another"),
        pytest.param([revision(10, None)], None, id="an open revision holds it"),
        pytest.param([revision(80, None)], 72, id="a revision asked for too late holds nothing"),
        pytest.param(
            [revision(10, 20), revision(81, 91)], 92, id="in time because of an earlier one"
        ),
        pytest.param(
            [revision(10, 20), revision(82, 92)], 82, id="too late in spite of an earlier one"
        ),
    ],
)
def test_when_work_approves_itself(revisions, due):
    assert approve_at(FRIDAY, revisions=revisions) == (None if due is None else hours(due))


def test_a_requester_may_be_quicker_and_not_slower():
    assert approve_at(FRIDAY, revisions=[], approve_after_s=HOUR) == hours(1)
    assert approve_at(FRIDAY, revisions=[], approve_after_s=APPROVE_AFTER_S * 2) == hours(72)


LISTED = ("The digit is right.", "One digit only.")


@pytest.mark.parametrize(
    ("earlier", "verdict"),
    [
        pytest.param(0, Verdict.REVISION, id="the first rejection asks for a revision"),
        pytest.param(1, Verdict.REJECT, id="the second proposes to reject"),
    ],
)
def test_what_a_rejection_leads_to(earlier, verdict):
    made = check_rejection(
        reason="It is a 4.", expectation=LISTED[0], listed=LISTED, earlier_rejections=earlier
    )
    assert made is verdict


@pytest.mark.parametrize(
    ("reason", "expectation", "code"),
    [
        pytest.param(" ", LISTED[0], "reason_missing", id="a rejection needs a reason"),
        pytest.param("a\x00b", LISTED[0], "field_wrong", id="a reason can be read"),
        pytest.param("x" * (REASON_LIMIT + 1), LISTED[0], "field_wrong", id="a readable one"),
        pytest.param("Bad.", "", "expectation_missing", id="and the point that was not met"),
        pytest.param("Bad.", "Be nice.", "expectation_missing", id="one that the task listed"),
    ],
)
def test_what_is_no_rejection(reason, expectation, code):
    with pytest.raises(Refusal) as refused:
        check_rejection(reason=reason, expectation=expectation, listed=LISTED, earlier_rejections=1)
    assert refused.value.code == code


def test_the_times_of_a_dispute():
    assert revision_due_at(FRIDAY) == hours(72)
    assert rejection_stands_at(FRIDAY) == later(FRIDAY, seconds=14 * S_PER_DAY)
    assert appeal_due_at(FRIDAY, timezone=ZoneInfo("Africa/Nairobi")) == later(
        FRIDAY, seconds=5 * S_PER_DAY
    )


@pytest.mark.parametrize("state", list(AssignmentState))
def test_what_was_finally_rejected_is_not_read_and_not_used(state):
    rejected = state is AssignmentState.REJECTED
    assert answer_visible(state) is not rejected
    assert reuse_reopens(state) is rejected


@pytest.mark.parametrize(
    ("reward", "seconds", "station", "hourly"),
    [
        pytest.param(5, 6, 0, 3000, id="600 tasks an hour"),
        pytest.param(5, 7, 0, 2571, id="floored, never promised too much"),
        pytest.param(5, 6, 600, 2400, id="less what the station costs"),
        pytest.param(1, 60, 100, -40, id="work that costs more than it pays is shown so"),
    ],
)
def test_what_an_hour_leaves(reward, seconds, station, hourly):
    assert (
        hourly_minor(reward_minor=reward, seconds_estimate=seconds, station_per_hour_minor=station)
        == hourly
    )


@pytest.mark.parametrize(
    ("approved", "rejected", "percent"),
    [(0, 0, 0), (10, 0, 0), (0, 3, 100), (199, 1, 1), (1, 1, 50)],
)
def test_how_often_a_requester_rejects(approved, rejected, percent):
    assert rejected_percent(approved=approved, rejected=rejected) == percent


@pytest.mark.parametrize(
    ("waits", "days"),
    [
        pytest.param([], 0, id="nobody waited yet"),
        pytest.param([S_PER_DAY], 1, id="a day"),
        pytest.param([S_PER_DAY + 1], 2, id="a day begun is a day"),
        pytest.param([HOUR, HOUR, S_PER_DAY * 9], 1, id="half of them"),
    ],
)
def test_how_long_pay_takes(waits, days):
    assert days_to_pay(waits) == days


FORBIDDEN = [
    ("Vote for our school in the contest", "votes"),
    ("Open the page and upvote my post.", "votes"),
    ("Cast your vote on the website", "votes"),
    ("Please like our page", "likes"),
    ("Watch it and click the like button", "likes"),
    ("Like this video", "likes"),
    ("Leave a 5-star review for the hotel", "reviews"),
    ("Write a positive review about our shop", "reviews"),
    ("Please rate us on the store", "reviews"),
    ("Rate it: then leave a star rating", "reviews"),
    ("Follow us on Twitter", "follows"),
    ("Open the link and follow our Instagram account", "follows"),
    ("Subscribe to the channel", "follows"),
    ("Join our Telegram channel", "follows"),
    ("Post this link in ten groups", "link posting"),
    ("Share the link to my shop on Facebook", "link posting"),
    ("Paste our link in a forum", "link posting"),
    ("Sign up for the newsletter", "sign-ups"),
    ("You must register at the site", "sign-ups"),
    ("Create a free account and send the name", "sign-ups"),
    ("Download and install our app", "installs"),
    ("Install the browser extension", "installs"),
    ("Solve 100 captchas", "captcha solving"),
    ("Type the letters of the CAPTCHA", "captcha solving"),
    ("Click on “I’m not a robot”", "captcha solving"),
    ("Send a photo of your passport", "identity"),
    ("Take a selfie", "identity"),
    ("Enter your bank details", "identity"),
    ("Please enter your phone number", "contacts"),
    ("Leave us your e-mail address", "contacts"),
    ("Write down the names of five of your friends", "contacts"),
    ("Please contact us via WhatsApp", "contacts"),
    ("Sign\u200b up for our site", "sign-ups"),
    ("ＳＩＧＮ  UP at our site", "sign-ups"),
]
HONEST = [
    "Transcribe this review",
    "Is this review positive or negative?",
    "Write a summary of the review",
    "Write the review text that you see",
    "Read how many votes each list got",
    "Which party did most people vote for in this table?",
    "Does this look like a page of a book?",
    "Mark pictures that look like this photo",
    "Follow the instructions",
    "Follow the line with your eyes to its end",
    "Is there a sign-up button on this page?",
    "Does the picture show how to install an app?",
    "Does this screenshot show a captcha?",
    "Enter the phone number on the business card",
    "Type the e-mail address that you see",
    "Type the passport number on the specimen",
    "Copy the link of the shop's Facebook page",
    "Give a rating: how clear is the picture?",
    "Register number and date, as written",
    "Is this the account of a company?",
    "Choose the face that looks at you",
    "Send your questions by message to the desk",
    "Look at the picture and say which digit it shows, 0 to 9.",
]


@pytest.mark.parametrize(("text", "rule"), FORBIDDEN)
def test_what_nobody_may_be_asked_for(text, rule):
    assert prohibited(title="Easy task", description="Two minutes.", form_text=text) == rule
    assert prohibited(title=text, description="Two minutes.", form_text="Done?") == rule


@pytest.mark.parametrize("text", HONEST)
def test_honest_work_that_uses_such_words(text):
    assert prohibited(title=text, description=text, form_text=text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Subscribe\u0301 to my channel.",
        "P\u0332lease follow us.",
        "Pl\u200bease sign up for our site.",
        "Ｓign up for our newsletter.",
        "Pl\u00e9ase r\u00e9gister for an account.",
    ],
)
def test_marks_and_hidden_characters_hide_nothing(text):
    assert prohibited(title=text, description="", form_text="") is not None


@given(st.text(max_size=300))
def test_any_text_is_judged(text):
    prohibited(title=text, description=text, form_text=text)


def template(**changes):
    form = {
        "prompt": "What is it?",
        "fields": [{"name": "it", "kind": "text", "label": changes.pop("label", "It")}],
    }
    return read_template(
        {
            "title": "A task",
            "description": "Say what it is.",
            "form": form,
            "reward_minor": 5,
            "seconds_estimate": 6,
            "expires_in_s": 3600,
            **changes,
        }
    )


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"title": "Sign up at our site"}, id="in the title"),
        pytest.param({"description": "Sign up at our site"}, id="in the description"),
        pytest.param({"expectations": ["Sign up at our site"]}, id="in an expectation"),
        pytest.param({"label": "Sign up at our site"}, id="in the form"),
    ],
)
def test_a_prohibited_batch_is_refused_with_the_rules_name(changes):
    with pytest.raises(Refusal) as refused:
        check_allowed(template(**changes))
    assert refused.value.code == "prohibited_task"
    assert refused.value.details == {"rule": "sign-ups"}


def test_an_honest_batch_is_allowed():
    check_allowed(template())
