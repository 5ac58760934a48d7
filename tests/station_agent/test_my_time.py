"""At the seat: what the visitor holds, until when, and as the desk said it last."""

import re

import pytest

from kiosk.protocol.time_calls import Held, Renewing

DAY_MS, HOUR = 86_400_000, 3_600
CODE, PIN = "471902", "4711"
WORDS_MOST = 12


def sits(browser, *holds, **told):
    """A visitor sits here who holds these; it is Sunday, 01:26 in Nairobi."""
    browser.desk.hub.put_window(timezone="Africa/Nairobi")
    browser.desk.forward(6)
    browser.desk.sit_down(CODE, seconds=HOUR, pin=PIN, name="Grace Wanjiru", holds=holds, **told)


def words_of(page):
    """The list as it is read aloud."""
    (inside,) = re.findall(r'<ul class="mine" id="my-time".*?</ul>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", inside)).strip()


def shown(browser, **held):
    now = browser.desk.clock.now()
    told = {"kind": "package", "title": "2 hours", "left_s": 5_400, "until": now + 20 * DAY_MS}
    sits(browser, Held(**{**told, **held}))
    return words_of(browser.get("/my-time"))


def in_ms(browser, hours):
    return browser.desk.clock.now() + hours * HOUR * 1000


def test_home_leads_to_it_and_says_what_is_left_of_the_first(browser):
    sits(browser, Held("subscription", "Weekly", 2 * HOUR, 0, every="week", each_s=10 * HOUR))
    page = browser.get("/home")
    assert 'href="/my-time"' in page
    assert "2 h left this week, before this visit" in page


def test_who_holds_nothing_reads_so(browser):
    sits(browser)
    assert "What you have bought, and until when" in browser.get("/home")
    page = browser.get("/my-time")
    assert "No time bought ahead" in page


def test_a_package_says_what_is_left_and_until_when(browser):
    said = shown(browser, each_s=2 * HOUR)
    assert "Time you bought 2 hours . Good until Sat 12 Dec 2026. 1 h 30 min left" in said


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ({"kind": "voucher", "title": "30 min"}, "Voucher 30 min . Good until"),
        ({"until": 0}, "2 hours . 1 h 30 min left"),
        ({"today_s": 600}, "10 min of it today."),
        ({"today_s": 0}, "0 min of it today."),
        ({"days": (4, 5), "start": 1_320, "end": 360}, "Only: Fri, Sat · 22:00 to 06:00"),
        ({"zones": ("Loud", "Quiet")}, "Only: Loud, Quiet"),
        ({"kind": "sponsorship", "funder": "County library"}, "County library pays for it."),
        ({"every": "day", "each_s": 2 * HOUR}, "1 h 30 min left today"),
        ({"every": "month", "each_s": 2 * HOUR}, "1 h 30 min left this month"),
        ({"every": "quarter"}, "1 h 30 min left this quarter"),
        ({"every": "year"}, "1 h 30 min left this year"),
        ({"every": "decade"}, "1 h 30 min left"),
        ({"kind": "of a newer hub"}, "Time you bought 2 hours"),
        ({"days": (9,)}, "Good until"),
    ],
)
def test_what_limits_it_and_who_pays_is_said(browser, held, words):
    assert words in shown(browser, **held)


@pytest.mark.parametrize(
    ("goes_on", "words"),
    [
        ("itself", "Paid until Sat 12 Dec 2026. Then it renews by itself."),
        ("desk", "Paid until Sat 12 Dec 2026. Then renew at the desk."),
        ("no", "Paid until Sat 12 Dec 2026. Then it ends."),
        ("owed", "It is not paid. Please pay at the desk."),
        ("paused", "It stands still. Ask at the desk to go on."),
    ],
)
def test_what_becomes_of_a_subscription_is_said(browser, goes_on, words):
    said = shown(browser, kind="subscription", title="Weekly", every="week", goes_on=goes_on)
    assert words in said
    assert ("left this week" in said) is (goes_on != "paused")


@pytest.mark.parametrize(
    ("hours", "words"),
    [(3, "until 04:26 today."), (22 + 33 / 60 + 20 / 3600, "until 24:00 today.")],
)
def test_what_ends_today_says_the_hour(browser, hours, words):
    until = int(in_ms(browser, hours)) // 60_000 * 60_000
    said = shown(browser, until=until, left_s=600)
    assert f"Good {words}" in said


def test_all_the_time_until_its_end_is_no_figure(browser):
    said = shown(browser, title="Day pass", left_s=24 * HOUR, until=in_ms(browser, 3))
    assert "As much as you like until 04:2" in said
    assert "left" not in said
    assert "Day pass" in browser.get("/home")


def test_all_the_time_for_some_days_says_the_day(browser):
    said = shown(browser, left_s=10**7, until=in_ms(browser, 72))
    assert "As much as you like until Wed 25 Nov 2026." in said


def test_more_than_a_page_is_turned(browser):
    until = in_ms(browser, 99)
    sits(browser, *(Held("package", f"Pass {n}", HOUR, until) for n in range(7)))
    first = browser.get("/my-time")
    assert "Pass 2" in first
    assert "Pass 3" not in first
    assert 'href="/my-time?page=1"' in first
    last = browser.get("/my-time?page=2")
    assert words_of(last).count("Pass") == 1
    assert 'href="/my-time?page=1"' in last
    assert "page=3" not in last
    for wrong in ("x", "²", "999", "-1"):
        assert browser.get(f"/my-time?page={wrong}")


def test_with_the_hub_away_it_is_what_the_desk_said_and_when(browser):
    sits(
        browser,
        Held("subscription", "Weekly", HOUR, in_ms(browser, 99)),
        renewing=Renewing("Weekly", 20_000, agreed=False),
    )
    assert "As the desk said at" not in browser.get("/my-time")
    assert 'href="/subscription/by-itself"' in browser.get("/my-time")
    browser.desk.hub.up = False
    browser.desk.forward(30)
    page = browser.get("/my-time")
    assert re.search(r"As the desk said at (<bdi>)?\s*0?1:2", page)
    assert "Weekly" in page
    assert 'href="/subscription/by-itself"' not in page


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_sentence_is_longer_than_twelve_words(browser, language):
    until = in_ms(browser, 999)
    full = {"days": (0, 1, 2, 3), "start": 480, "end": 1_020, "zones": ("Quiet",), "today_s": 60}
    goes_on = ("itself", "desk", "no", "owed", "paused")
    browser.desk.agent.choose_language(language)
    sits(
        browser,
        Held("sponsorship", "Job", HOUR, until, every="week", funder="County library", **full),
        *(Held("subscription", "Weekly", HOUR, until, goes_on=each) for each in goes_on),
    )
    for number in range(2):
        page = browser.get(f"/my-time?page={number}")
        said = re.findall(r'<span class="mine__said">(.*?)</span>', page)
        assert len(said) > 2
        for sentence in (one for words in said for one in re.split(r"[.:·]", words)):
            assert len(sentence.split()) <= WORDS_MOST, sentence
