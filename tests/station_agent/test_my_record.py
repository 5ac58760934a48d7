"""At the seat: what the visitor learned and did, and certificates to photograph."""

import re

from kiosk.protocol.station_calls import Certified, Learned

CODE, PIN = "471902", "4711"
PAPER = "KA1" + "7K2M9QX04T" * 34


def certified(n, until="2027-11-26"):
    return Certified(f"7K2M9QX0{n:02d}", f"Module {n}", "2026-11-26", until, PAPER)


def sits(browser, *awards, learned=None, **more):
    browser.desk.forward(6)
    told = {"seconds": 3_600, "pin": PIN, "name": "Grace Wanjiru"}
    browser.desk.sit_down(CODE, **told, awards=awards, learned=learned, **more)


def test_home_leads_to_it_and_the_sums_are_shown(browser):
    sits(browser, certified(1), certified(2, until=""), learned=Learned(12_000, 19, 20, 40, 38))
    assert 'href="/my-record"' in browser.get("/home")
    page = browser.get("/my-record")
    for words in ("3 h 20 min", "95 %", ">40<", ">38<", "Module 1", "Good until 26 Nov 2027."):
        assert words in page
    assert "It does not lapse." in page


def test_a_code_is_shown_large_and_only_ones_own(browser):
    sits(browser, certified(1))
    page = browser.get("/my-record/7K2M9QX001")
    assert "Photograph this code with your phone." in page
    assert 'aria-label="Code of the certificate Module 1"' in page
    assert "7K2M9-QX001" in page
    assert len(re.findall(r"M\d+ \d+h\d+v1", page)) > 500
    assert browser.client.get("/my-record/7K2M9QX009").status_code == 404


def test_many_are_shown_some_at_a_time(browser):
    sits(browser, *(certified(n) for n in range(1, 6)))
    assert "Module 4" not in browser.get("/my-record")
    page = browser.get("/my-record?page=1")
    assert "Module 4" in page
    assert 'href="/my-record?page=0"' in page
    assert "Module 1" in browser.get("/my-record?page=many")


def test_who_has_none_reads_so(browser):
    sits(browser)
    page = browser.get("/my-record")
    assert "No certificate yet" in page
    assert "—" in page


def test_what_may_be_done_is_said_and_earnings_only_when_asked_for(browser):
    sits(browser, qualifications=("digits", "boxes"))
    browser.desk.hub.tell("visitor-" + CODE, balance_minor=4_500, paid_out_minor=125_000)
    browser.desk.forward(6)
    page = browser.get("/my-record")

    assert "You may do: <bdi>Read handwritten digits, boxes</bdi>." in page
    assert "Paid out" not in page
    page = browser.get("/my-record?earned=1")
    assert "1,250" in page
    assert "45" in page
    assert "Hide my earnings" in page
