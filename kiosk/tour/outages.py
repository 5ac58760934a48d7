"""Second chapter: both links down, agent and hub killed, and all arrives when links return."""

from collections.abc import Callable, Iterator

from kiosk.tour.opening import SHOWN_AS
from kiosk.tour.people import People
from kiosk.tour.visitor import DESK_AWAY, NO_INTERNET, SAVED, SENT_LATER
from kiosk.tour.waiting import TourError

NO_EXCHANGE, NO_HUB, AFTER_KILL = 2, 2, 2
"""Answers given without hop 2, without both hops, and after the kill.

With those of the first chapter there are nine: eight to be paid, one to be rejected; eight times
the reward is a sum that coins can make.
"""


class Outages:
    """What the visitor has typed and was told to be saved stays, whatever breaks."""

    def __init__(self, people: People) -> None:
        self.people = people

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """The steps of this chapter."""
        yield "hop 2 cut: work goes on, the page says so", self._hop_2_is_cut
        yield "hop 1 cut too: work goes on, the page says so", self._hop_1_is_cut
        yield "agent killed mid-answer: draft and answers are kept", self._agent_is_killed
        yield "hub killed and started again", self._hub_is_killed
        yield "links return: all arrives exactly once", self._links_return

    def _hop_2_is_cut(self) -> str:
        self.people.cafe.hop_2.cut()
        self.people.until_page("/home", NO_INTERNET)
        page = self.people.visitor.answer_some(NO_EXCHANGE)
        if not (page.says(SAVED) and page.says(SENT_LATER)) or page.says(DESK_AWAY):
            raise TourError(f"the page does not tell the truth: {page.said}")
        return f"{NO_EXCHANGE} answers, “{SAVED} {SENT_LATER}”"

    def _hop_1_is_cut(self) -> str:
        self.people.cafe.hop_1.cut()
        self.people.until_page("/work/task", DESK_AWAY)
        page = self.people.visitor.answer_some(NO_HUB)
        if not (page.says(SAVED) and page.says(SENT_LATER) and page.says(DESK_AWAY)):
            raise TourError(f"the page does not tell the truth: {page.said}")
        return f"{NO_HUB} answers, “{DESK_AWAY}”"

    def _agent_is_killed(self) -> str:
        people, visitor = self.people, self.people.visitor
        station = people.cafe.stations[0]
        before = people.answers().made
        draft = visitor.type_draft(visitor.task())
        station.kill()
        station.start()
        station.wait(people.watch)
        kept = visitor.drafted(visitor.task())
        if kept != draft:
            raise TourError(f"{draft} was typed, {kept or 'nothing'} is kept")
        made = people.answers().made
        if made != before:
            raise TourError(f"{before} answers were saved, {made} are kept")
        visitor.answer_some(AFTER_KILL)
        return f"draft {draft} and {before} answers kept, {AFTER_KILL} more given"

    def _hub_is_killed(self) -> str:
        people = self.people
        people.cafe.hub.kill()
        people.cafe.hub.start()
        people.cafe.hub.wait(people.watch)
        if not people.desk.floor().says(SHOWN_AS):
            raise TourError("the hub forgot who sits at seat 1")
        return "the session is open, the operator signed in"

    def _links_return(self) -> str:
        people = self.people
        people.cafe.hop_2.restore()
        people.cafe.hop_1.restore()
        expected = len(people.visitor.answered)
        people.until_review(expected)
        return people.arrived_once(expected)
