"""Third chapter: the requester decides; the visitor answers again, agrees, sees each outcome."""

from collections.abc import Callable, Iterator

from kiosk.tour.people import People
from kiosk.tour.waiting import TourError

PAID = "Paid into your account."
NOT_PAID = "Not paid"


class Pay:
    """One answer is asked again and then approved, one is rejected in the end, all others paid."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._again = ""
        self._rejected = ""

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """The steps of this chapter."""
        yield "requester approves, asks one again, rejects one", self._requester_decides
        yield "visitor answers both again", self._second_go
        yield "requester approves the one, rejects the other", self._requester_decides_again
        yield "visitor agrees and sees each outcome", self._outcomes_are_seen

    def _requester_decides(self) -> str:
        requester = self.people.requester
        self._again, self._rejected, *good = sorted(self.people.visitor.answered)
        for assignment in good:
            requester.decide(assignment, "approve")
        requester.decide(self._again, "revision")
        requester.decide(self._rejected, "reject")
        if requester.waiting():
            raise TourError("something still waits for review")
        return f"{len(good)} approved; by rule a first rejection asks again too"

    def _second_go(self) -> str:
        visitor = self.people.visitor
        visitor.do_again(self._again, wrong=False)
        visitor.do_again(self._rejected, wrong=True)
        self.people.until_review(2)
        return "2 second answers arrived"

    def _requester_decides_again(self) -> str:
        self.people.requester.decide(self._again, "approve")
        self.people.requester.decide(self._rejected, "reject")
        return "rejection proposed, with reason and expectation"

    def _outcomes_are_seen(self) -> str:
        people, visitor = self.people, self.people.visitor
        visitor.agree(self._rejected)
        paid = len(visitor.answered) - 1
        watch = people.watch
        watch.until("each answer shows as paid", lambda: visitor.earnings_say(PAID, times=paid))
        final = {"Approved": paid, "Rejected": 1}
        watch.until("the rejection is final", lambda: people.states_of_work() == final)
        watch.until("the station shows it", lambda: visitor.earnings_say(NOT_PAID))
        return f"{paid} paid, 1 not, on the station's page"
