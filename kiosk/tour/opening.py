"""First chapter: machines start, tasks are posted, time is sold, a visitor learns and works."""

from collections.abc import Callable, Iterator

from kiosk.cli.demo import shipped
from kiosk.tour.cafe import HALF_HOUR, MOMENT
from kiosk.tour.gold import TASKS
from kiosk.tour.people import People
from kiosk.tour.requester import NAME
from kiosk.tour.visitor import SAVED, SENT_LATER, Learned
from kiosk.tour.waiting import TourError

FLOAT_MINOR = 100_000
VISITOR = "Grace Muthoni"
SHOWN_AS = "Grace M."
PIN = "4711"
WRONG_EVERY = 5
PASS_PERCENT = 90
ONLINE = 3
"""Answers given with both links up."""


class Opening:
    """From an empty folder to the first answers."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._posted = len(shipped(TASKS)["batch.csv"].splitlines()) - 1
        self._code = ""
        self._voucher = ""
        self._learned = Learned()

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """The steps of this chapter."""
        yield "machines start", self._machines_start
        yield f"requester posts {self._posted} tasks, paid into escrow", self._requester_posts
        yield "hub gets its allotment", self._allotment_comes
        yield "operator signs in and opens the shift", self._shift_opens
        yield "30 minutes and a 20-second voucher are sold", self._time_is_sold
        yield "stations unlock: code with PIN, voucher", self._stations_unlock
        yield "visitor learns and practises", self._visitor_learns
        yield "exam passed, qualification arrives", self._exam_is_passed
        yield "paid tasks, both links up", self._work_online

    def _machines_start(self) -> str:
        self.people.cafe.open(self.people.watch)
        return "exchange, hub, two stations"

    def _requester_posts(self) -> str:
        requester = self.people.requester
        requester.sign_in(self.people.cafe.add_requester(NAME))
        said = requester.post()
        if f"of {self._posted} answered" not in said:
            raise TourError(f"not {self._posted} tasks: {said[:200]}")
        return f"batch {requester.batch}"

    def _allotment_comes(self) -> str:
        people = self.people
        people.watch.until("all tasks are here", lambda: people.free_tasks() >= self._posted)
        return f"{self._posted} tasks with their pictures"

    def _shift_opens(self) -> str:
        who = self.people.desk.sign_in()
        self.people.desk.open_shift(float_minor=FLOAT_MINOR)
        return f"{who}, float {FLOAT_MINOR} minor"

    def _time_is_sold(self) -> str:
        people, desk = self.people, self.people.desk
        people.visitor_id, self._code = desk.register(VISITOR, pin=PIN)
        price_minor = HALF_HOUR.price_minor
        desk.sell_pass(people.visitor_id, offer=HALF_HOUR.id, price_minor=price_minor)
        self._voucher = desk.sell_voucher(offer=MOMENT.id, price_minor=MOMENT.price_minor)
        return f"visitor {self._code}, voucher {self._voucher}"

    def _stations_unlock(self) -> str:
        people = self.people
        people.visitor.come_in(self._code, pin=PIN)
        people.walk_in.come_in(self._voucher)
        people.guest.sit_down()

        def on_the_map() -> bool:
            page = people.desk.floor()
            return page.says(SHOWN_AS) and page.says(MOMENT.title)

        people.watch.until("the seat map shows who sits where", on_the_map)
        return "both seats in use, on the map too"

    def _visitor_learns(self) -> str:
        learned = self._learned = self.people.visitor.learn(wrong_every=WRONG_EVERY)
        return (
            f"{learned.steps} steps, {len(learned.practised)} practice items,"
            f" {learned.wrong_first} first answers wrong"
        )

    def _exam_is_passed(self) -> str:
        learned = self._learned
        self.people.visitor.sit_exam(learned, wrong=1)
        if learned.right * 100 < learned.asked * PASS_PERCENT:
            raise TourError(f"{learned.right} of {learned.asked} right should not pass")
        self.people.visitor.begin_work()
        return f"{learned.right} of {learned.asked} right"

    def _work_online(self) -> str:
        page = self.people.visitor.answer_some(ONLINE)
        if not page.says(SAVED) or page.says(SENT_LATER):
            raise TourError(f"the page does not say it is sent: {page.said}")
        self.people.until_review(ONLINE)
        return f"{ONLINE} answers at the requester"
