"""The main job, as its people do it: learn, qualify, work, be reviewed, be paid."""

from browser import desk, requester, visitor

NAME = "Amina Wanjiru"
PIN = "9751"
SEAT = 2
ANSWERS = 4
UNDO_TRIES = 60
"""Seconds in which an approval may still be undone, and many more."""
LONGEST = "p17"
"""The item whose hints are the longest: even they fit on the screen."""


def test_a_visitor_learns_works_is_reviewed_and_paid(open_tab, site):
    panel = desk.has_shift(desk.sign_in(open_tab("desk"), site), site)
    code = desk.register(panel, site, NAME, PIN)
    panel.see("person-new")
    desk.sell_here(panel, offer="2")
    panel.reads("30 min").see("person-with-pass")

    seat = open_tab("visitor")
    visitor.open_with_pin(seat, site.stations[SEAT], code, PIN)
    seat.reads("Amina")
    visitor.see(seat, "home")
    desk.seat_word(panel.go(f"{site.panel}/floor"), SEAT, "Amina W.")
    _learns(seat, site)
    _sits_the_exam(seat, site)
    employer = requester.sign_in(open_tab("requester"), site)
    requester.approves_all(employer, site)
    _works(seat, site)

    _reviews(employer, site)
    _answers_the_review(seat, site)
    _refuses(employer, site)
    _agrees(seat, site)
    visitor.finish(seat, site.stations[SEAT])
    _is_paid(panel, site)


def _learns(seat, site):
    right = visitor.gold()
    seat.press_and_go("1")
    visitor.see(seat, "learn")
    seat.go(f"{site.stations[SEAT]}/learn/digits")
    visitor.read_steps(seat, look=range(1, 7))
    visitor.see(seat, "check")
    visitor.practise(seat, right, until="p01")
    visitor.see(seat, "practice")
    seat.press("Enter").reads("Choose an answer first.")
    visitor.see(seat, "practice-empty")
    visitor.practise(seat, right, until=LONGEST)
    here = int(right[visitor.item_here(seat)])
    for tries in range(1, 4):
        visitor.answer(seat, str((here + 3 + tries) % 10))
        visitor.see(seat, f"practice-wrong-{tries}")
    visitor.answer(seat, str(here))
    visitor.see(seat, "practice-solved")
    seat.press_and_go("Enter")
    visitor.practise(seat, right, until=None)


def _sits_the_exam(seat, site):
    right = visitor.gold()
    visitor.see(seat, "exam")
    visitor.sit_exam(seat, right)
    requester.wait_for(seat, "You passed")
    visitor.see(seat, "exam-passed")


def _works(seat, site):
    requester.wait_for(seat.go(f"{site.stations[SEAT]}/work"), "Start")
    visitor.see(seat, "work")
    seat.press_and_go("1")
    visitor.see(seat, "task")
    for answered in range(ANSWERS):
        visitor.answer(seat, str(answered))
        seat.reads("Saved on this computer.")
    visitor.see(seat, "task-saved")
    seat.press_and_go("b")
    seat.go(f"{site.stations[SEAT]}/earnings").reads("In review")
    visitor.see(seat, "earnings-in-review")


def _reviews(employer, site):
    """One by the key A, one asked again by R, the rest at once by L."""
    requester.to_review(employer, site, ANSWERS).see("review")
    employer.press_and_go("a")
    employer.press("r").see("review-asks-again")
    employer.press("Tab", "Tab").type("Look at the top").press_and_go("Enter")
    employer.press_and_go("l").reads("All reviewed").see("review-done")
    employer.press_and_go("z").reads("Nothing was paid.").see("review-undone")
    employer.press_and_go("l").reads("All reviewed")


def _answers_the_review(seat, site):
    requester.wait_for(seat.go(f"{site.stations[SEAT]}/earnings"), "Do it again")
    visitor.see(seat, "earnings-revision")
    seat.press_and_go("1")
    visitor.see(seat, "task-again")
    visitor.answer(seat, "7")
    seat.reads("Earnings")


def _results(employer):
    with employer.page.expect_download() as results:
        employer.press("d")
    return results.value.path().read_text("utf-8").splitlines()


def _refuses(employer, site):
    requester.to_review(employer, site, 1).see("review-second-go")
    employer.press("x").press("Tab", "Tab").type("It is not a 7").press_and_go("Enter")
    employer.go(f"{site.exchange}/requester/").see("home-reviewed")
    employer.page.click("td a:has-text('Read one handwritten digit') >> nth=-1")
    employer.see("batch")
    lines = _results(employer)
    for _try in range(UNDO_TRIES):
        if "Approved" not in str(lines):
            employer.page.wait_for_timeout(1_000)
            lines = _results(employer)
    assert "Approved" in str(lines), lines
    assert len([line for line in lines if "digit-" in line]) >= ANSWERS


def _agrees(seat, site):
    requester.wait_for(seat.go(f"{site.stations[SEAT]}/earnings"), "Said to be wrong")
    visitor.see(seat, "earnings-refused")
    seat.page.click("a:has-text('It was right')")
    visitor.see(seat, "appeal")
    seat.press("Escape").press_and_go("b").press_and_go("1")  # the cursor stood in the field
    visitor.see(seat, "earnings-agreed")


def _is_paid(panel, site):
    pays = f"button:has-text('Pay {NAME}')"
    requester.wait_for_one(panel.go(f"{site.panel}/till"), pays)
    panel.see("till-to-pay")
    panel.page.fill(f"form:has({pays}) input[name=payout_pin]", PIN)
    panel.page.click(pays)
    panel.reads("paid out").see("till-paid")
    panel.go(f"{site.panel}/people")
    panel.page.click(f"td a:has-text('{NAME}')")
    panel.see("person-paid")
    panel.go(f"{site.panel}/tasks").see("tasks-decided")
