"""The visitor at a station: comes in, learns, passes, works, looks at earnings, goes home."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from kiosk.tour import gold
from kiosk.tour.browser import Browser, Form, Page
from kiosk.tour.cafe import MODULE
from kiosk.tour.waiting import TourError, Watch

ANSWER = "answer_digit"
PAGES_LIMIT = 200
SAVED = "Saved on this computer."
SENT_LATER = "We send it when internet is back."
NO_INTERNET = "No internet right now."
DESK_AWAY = "Desk not reachable"


@dataclass(slots=True)
class Learned:
    """How learning went."""

    steps: int = 0
    practised: set[str] = field(default_factory=set)
    wrong_first: int = 0
    asked: int = 0
    right: int = 0


class Visitor:
    """One visitor with the browser of a seat; `answered` are assignments with what was typed."""

    def __init__(self, url: str, watch: Watch) -> None:
        self.browser = Browser(url)
        self.watch = watch
        self.answered: dict[str, str] = {}
        self._items = gold.of_items()
        self._pictures = gold.of_pictures()

    def come_in(self, code: str, *, pin: str = "") -> Page:
        """Type a code, and a PIN where one is asked for; the seat opens once the desk knows it."""

        def try_it() -> Page | None:
            lock = self.browser.get("/")
            page = self._tried(lock, lock.form("/open"), {"code": code})
            if pin and page is not None:
                page = self._tried(page, page.form("/open"), {"pin": pin})
            return page if page is not None and page.path == "/home" else None

        return self.watch.until("the seat opens", try_it)

    def _tried(self, page: Page, form: Form, typed: Mapping[str, str]) -> Page | None:
        """A refusal shows the lock again: whoever stands there tries once more."""
        try:
            return self.browser.submit(page, form, typed)
        except TourError:
            return None

    # learning

    def learn(self, *, wrong_every: int) -> Learned:
        """All steps and practice items up to the exam; each n-th first answer is wrong."""
        learned = Learned()
        page = self.browser.get(f"/learn/{MODULE}")
        for _ in range(PAGES_LIMIT):
            if page.has_form("/exam/answer"):
                return learned
            page = self._learn_one(page, learned, wrong_every)
        raise TourError(f"learning does not end: {page.said}")

    def _learn_one(self, page: Page, learned: Learned, wrong_every: int) -> Page:
        if not page.has_form("/learn/answer"):
            learned.steps += 1
            step = page.path.split("/")[3]
            return self.browser.submit(page, page.form(f"/{step}", step=step))
        form = page.form("/learn/answer")
        item = form.value("item")
        right = self._items[item]
        if item not in learned.practised:
            learned.practised.add(item)
            if len(learned.practised) % wrong_every == 0:
                learned.wrong_first += 1
                page = self.browser.submit(page, form, {ANSWER: gold.another(right)})
                form = page.form("/learn/answer", item=item)
        page = self.browser.submit(page, form, {ANSWER: right})
        return self.browser.get(page.link(f"/learn/{MODULE}"))

    def sit_exam(self, learned: Learned, *, wrong: int) -> None:
        """Answer every question of the exam, so many of them wrong, until it is marked."""
        page = self.browser.get(f"/exam/{MODULE}")
        while page.has_form("/exam/answer"):
            form = page.form("/exam/answer")
            digit = self._items[form.value("item")]
            learned.asked += 1
            is_wrong = learned.asked <= wrong
            learned.right += not is_wrong
            page = self.browser.submit(
                page, form, {ANSWER: gold.another(digit) if is_wrong else digit}
            )
        self.watch.until("the exam is marked", self._has_passed)

    def _has_passed(self) -> bool:
        page = self.browser.get(f"/exam/{MODULE}")
        if page.says("Not yet"):
            raise TourError(f"the exam was not passed: {page.said}")
        return page.says("You passed")

    # work

    def begin_work(self) -> Page:
        """Say yes to the first paid task, once the hand has come."""

        def look() -> Page | None:
            page = self.browser.get("/work")
            return page if page.has_form("/work/accept") else None

        page = self.watch.until("paid tasks lie on the station", look)
        return self.browser.submit(page, page.form("/work/accept"))

    def answer(self, page: Page, *, wrong: bool = False) -> Page:
        """Answer the task on this page; the next page must call it saved."""
        form = page.form("/work/answer")
        right = self._digit_on(page)
        digit = gold.another(right) if wrong else right
        after = self.browser.submit(page, form, {ANSWER: digit})
        if "saved" in parse_qs(urlsplit(after.url).query) and not after.says(SAVED):
            raise TourError(f"not called saved: {after.said}")
        self.answered[form.value("assignment")] = digit
        return after

    def answer_some(self, count: int) -> Page:
        """Answer so many tasks, one after the other; returns the page after the last."""
        page = self.task()
        for _ in range(count):
            page = self.answer(page)
        return page

    def task(self) -> Page:
        """The task in hand."""
        page = self.browser.get("/work/task")
        return page if page.has_form("/work/answer") else self.begin_work()

    def type_draft(self, page: Page) -> str:
        """Choose an answer and do not send it: the page keeps it by itself; returns the digit."""
        form = page.form("/work/answer")
        digit = self._digit_on(page)
        sent = [
            ("csrf_token", form.value("csrf_token")),
            ("draft", form.data["draft"]),
            (ANSWER, digit),
        ]
        self.browser.post(page, form.data["draft-url"], sent)
        return digit

    def drafted(self, page: Page) -> str:
        """The answer that stands chosen in the form."""
        return page.form("/work/answer").value(ANSWER)

    def _digit_on(self, page: Page) -> str:
        names = (each.rpartition("/")[2] for each in page.pictures)
        found = next((self._pictures[name] for name in names if name in self._pictures), None)
        if found is None:
            raise TourError(f"no task's picture on {page.path}: {page.said}")
        return found

    # earnings

    def earnings(self) -> Iterator[Page]:
        """The earnings page by page, those that wait for the visitor first."""
        for number in range(PAGES_LIMIT):
            page = self.browser.get(f"/earnings?page={number}")
            yield page
            if not any(f"page={number + 1}" in link for link in page.links):
                return

    def earnings_say(self, words: str, *, times: int = 1) -> bool:
        """Whether these words stand so often in the earnings."""
        return sum(page.text.count(words) for page in self.earnings()) >= times

    def do_again(self, assignment: str, *, wrong: bool) -> None:
        """The second go that a requester asked for."""

        def look() -> Page | None:
            page = self.browser.get("/earnings")
            asked = any(link.endswith(f"/work/again/{assignment}") for link in page.links)
            return page if asked else None

        self.watch.until("the station asks for a second go", look)
        page = self.browser.get(f"/work/again/{assignment}")
        if not page.says("Please do it again"):
            raise TourError(f"no second go: {page.said}")
        self.answer(page, wrong=wrong)

    def agree(self, assignment: str) -> None:
        """Accept a proposed rejection."""

        def look() -> Page | None:
            page = self.browser.get("/earnings")
            if not page.says("Said to be wrong"):
                return None
            return page if page.has_form("/earnings/agree") else None

        page = self.watch.until("the station shows the proposed rejection", look)
        self.browser.submit(page, page.form("/earnings/agree", assignment=assignment))

    def go_home(self) -> Page:
        """Finish early."""
        page = self.browser.get("/finish")
        page = self.browser.submit(page, page.form("/finish"))
        if not page.has_form("/open"):
            raise TourError(f"the seat is not locked: {page.said}")
        return page
