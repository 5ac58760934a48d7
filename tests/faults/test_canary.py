"""What one visitor typed is found by nobody afterwards: not on the disk, not in memory, not in the
browser, however the session ended. While it runs nothing of it lies on the disk in plain.
"""

import stat
from contextlib import suppress

import pytest
from fakes.folders import paths_in
from faults.seat_process import LiveSeat, to_answer, until
from faults.traces import Traces, hashes_in
from playwright.sync_api import Error, expect

PIN = "7391"
STORAGE = """async () => [localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length, document.cookie]"""
TYPED = """() => document.documentElement && document.documentElement.outerHTML
    + [...document.querySelectorAll("input, textarea")].map((one) => one.value).join(" ")"""
BACK = 12
SETTLES_MS = 250


@pytest.fixture(scope="module")
def seat(tmp_path_factory, chromium):
    seat = LiveSeat(tmp_path_factory.mktemp("seat"), chromium)
    try:
        seat.set_up()
        seat.start()
        yield seat
    finally:
        seat.close()


def goes(page, url):
    """To a page, also where the page before is just going somewhere by itself."""
    for _ in range(3):
        try:
            return page.goto(url)
        except Error as error:
            if not any(why in str(error) for why in ("ERR_ABORTED", "interrupted")):
                raise
    raise AssertionError(f"{url} is never reached")


def shown(page):
    """All that stands on the page, also where it is just going somewhere by itself."""
    for _ in range(BACK):
        page.wait_for_load_state()
        found = told(page, TYPED)
        if found is not None:  # a document that is just made has no element yet
            return found.encode()
        page.wait_for_timeout(SETTLES_MS)
    raise AssertionError(f"{page.url} never stands still")


def told(page, script):
    """What a script tells, None where its page was just left."""
    try:
        return page.evaluate(script)
    except Error as error:
        if "context was destroyed" not in str(error):
            raise
        return None


class Visitor:
    """Somebody whose every word is one that nobody else says."""

    def __init__(self, seat, number) -> None:
        self.seat, self.code = seat, f"48291{number}"
        self.words = {}
        self.session = ""
        self.old = {}

    def word(self, where):
        """A word of our own, for this place."""
        made = f"Zq{where.capitalize()}{self.code}Wx"
        self.words[where] = made
        return made

    def sits_down(self, page, *, seconds=1800):
        hub = self.seat.hub
        reason = self.word("reason")
        rejected = (to_answer(f"{self.code}-old", reason),)
        name = self.word("name")
        hub.sell(self.code, seconds=seconds, pin=PIN, kind="prepaid", name=name, outcomes=rejected)
        goes(page, self.seat.url)
        page.keyboard.type(self.code)
        page.keyboard.press("Enter")
        expect(page.locator("#pin")).to_be_attached()
        page.keyboard.type(PIN)
        page.keyboard.press("Enter")
        page.wait_for_url("**/home")
        self.session = next(name for name in reversed(hub.sessions))
        self.seat.deal(self.session, 3)

    def works(self, page):
        goes(page, f"{self.seat.url}/home")
        until(lambda: "Type it" in goes(page, f"{self.seat.url}/work").text())
        page.click("form[action$='/work/accept'] button")
        self._answers(page, self.word("work"))
        self._half_types(page, self.word("workdraft"))

    def learns(self, page):
        goes(page, f"{self.seat.url}/learn/pets")
        self._half_types(page, self.word("practicedraft"))
        self._answers(page, self.word("practice"))

    def is_examined(self, page):
        goes(page, f"{self.seat.url}/exam/pets?again=1")
        self._answers(page, self.word("exam"))
        self._half_types(page, self.word("examdraft"))

    def appeals(self, page):
        goes(page, f"{self.seat.url}/earnings/appeal/{self.code}-old")
        page.fill("textarea", self.word("appeal"))
        with page.expect_navigation():
            page.click("form.result button[type=submit]")
        goes(page, f"{self.seat.url}/earnings")

    def is_told(self, page):
        self.seat.hub.order("message", words=self.word("message"))
        until(lambda: self.words["message"] in goes(page, f"{self.seat.url}/home").text())

    def goes_on_typing(self, page):
        """The last thing on the screen is a half typed answer; its page and its form are kept."""
        goes(page, f"{self.seat.url}/work/task")
        expect(page.locator("[name^=answer_]")).to_have_value(self.words["workdraft"])
        page.fill("[name^=answer_]", self.word("unsent"))
        self.old = page.evaluate(
            "() => Object.fromEntries(new FormData(document.querySelector('[data-player]')))"
        )

    def _answers(self, page, word):
        page.fill("[name^=answer_]", word)
        with page.expect_navigation():
            page.click("[data-player-send]")

    def _half_types(self, page, word):
        with page.expect_response("**/draft") as kept:
            page.fill("[name^=answer_]", word)
        assert kept.value.status == 204


def finishes(seat, page, visitor):
    goes(page, f"{seat.url}/finish")
    page.click("button[data-key=F]")


def killed_then_finishes(seat, page, visitor):
    seat.kill()
    found = Traces(visitor.words.values()).in_folders(seat.data, seat.memory, seat.logs)
    assert found == []
    seat.start()
    goes(page, f"{seat.url}/work/task")
    expect(page.locator("[name^=answer_]")).not_to_be_empty()
    finishes(seat, page, visitor)


def runs_out_of_time(seat, page, visitor):
    seat.hub.sessions[visitor.session]["seconds"] = 1
    seat.hub.order("renew", session=visitor.session)


def loses_power(seat, page, visitor):
    seat.cut_power()
    seat.start()
    expect(page.locator("#code")).to_be_attached()
    assert Traces(visitor.words.values()).in_folders(seat.data, seat.memory, seat.logs) == []
    seat.hub.order("lock", session=visitor.session)


def is_ended_at_the_desk(seat, page, visitor):
    seat.hub.order("lock", session=visitor.session)


ENDINGS = (
    finishes,
    killed_then_finishes,
    runs_out_of_time,
    loses_power,
    is_ended_at_the_desk,
)


@pytest.fixture
def free_seat(seat):
    """Nobody sits there, whatever became of the test before."""
    if seat.hub.beats[-1].state != "locked":
        seat.hub.order("lock", session=next(reversed(seat.hub.sessions), ""))
    until(lambda: seat.hub.beats[-1].state == "locked")
    return seat


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_nothing_of_a_visitor_is_found_by_the_next(free_seat, ending):
    seat = free_seat
    visitor = Visitor(seat, ENDINGS.index(ending))
    with seat.window() as page:
        visitor.sits_down(page)
        for deed in ("works", "learns", "is_examined", "appeals", "is_told", "goes_on_typing"):
            getattr(visitor, deed)(page)
            found = Traces(visitor.words.values()).in_folders(seat.data, seat.memory, seat.logs)
            assert found == [], deed
        assert open_to_others(seat) == []

        ending(seat, page, visitor)

        until(lambda: seat.hub.beats[-1].state == "locked")
        expect(page.locator("#code")).to_be_attached()
        traces = Traces(visitor.words.values())
        assert traces.in_folders(seat.data, seat.memory, seat.logs) == []
        assert hashes_in(seat.data, seat.memory) == []
        the_next_finds_nothing(seat, page, visitor, traces)
    assert traces.in_folders(seat.profile) == []
    assert traces.in_folders(seat.data, seat.memory, seat.logs) == []


def open_to_others(seat):
    """Files that another user of this machine could read."""
    others, found = stat.S_IRWXG | stat.S_IRWXO, []
    for path in paths_in(seat.data, seat.memory):
        with suppress(FileNotFoundError):  # it went while we looked
            mode = path.lstat().st_mode
            found += [path.name] if stat.S_ISREG(mode) and mode & others else []
    return found


def the_next_finds_nothing(seat, page, visitor, traces):
    """Somebody else sits down in the same browser and looks everywhere."""
    code = f"4F7K2M9{ENDINGS_CODE[visitor.code[-1]]}"
    seat.hub.sell(code, seconds=1800)
    assert traces.in_bytes(shown(page)) == set()
    goes(page, seat.url)
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home")
    for _ in range(BACK):
        told(page, "history.back()")  # a page that was kept whole tells no load
        page.wait_for_timeout(SETTLES_MS)
        assert traces.in_bytes(shown(page)) == set(), page.url
    goes(page, f"{seat.url}/home")
    assert told(page, STORAGE) == [0, 0, 0, 0, 0, ""]
    finishes(seat, page, visitor)
    expect(page.locator("#code")).to_be_attached()


ENDINGS_CODE = dict(zip("01234", "ABCDE", strict=True))
