"""Last chapter: sessions end, cash is paid, the drawer counted, and every number checked."""

from collections.abc import Callable, Iterator

from kiosk.tour.cafe import ENDING_S, HALF_HOUR, MOMENT
from kiosk.tour.counting import count_money, is_balanced, verified
from kiosk.tour.people import GUEST_SEAT, SEAT, People
from kiosk.tour.waiting import TourError

ENDING_OFF_S = 2.5
"""How much longer or shorter the ending may look from outside, on a busy machine."""
SECOND_ROUNDS = 2


class Closing:
    """The end of the day."""

    def __init__(self, people: People) -> None:
        self.people = people

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """The steps of this chapter."""
        yield "voucher ran out through the ending to the lock", self._voucher_ran_out
        yield "30-minute session finished early, settled once", self._session_is_finished
        yield "cash paid out at the till", self._cash_is_paid
        yield "shift closed after a blind count", self._shift_is_closed
        yield "every answer counted, every ledger verified", self._books_are_right

    def _voucher_ran_out(self) -> str:
        people, guest = self.people, self.people.guest
        locked = f"seat {GUEST_SEAT} is locked"
        people.watch.until(locked, lambda: guest.screens()[-1:] == ["lock"], within_s=40)
        guest.leave()
        screens = guest.screens()
        if screens[-3:] != ["home", "ending", "lock"]:
            raise TourError(f"seat {GUEST_SEAT} showed {screens}")
        least_s, most_s = guest.stayed_s("ending")
        if least_s > ENDING_S + ENDING_OFF_S or most_s < ENDING_S - ENDING_OFF_S:
            raise TourError(f"the ending stood for {least_s:.1f} to {most_s:.1f} s")
        session = people.settled_once(seat=GUEST_SEAT, why="time_up")
        if session.used_s != MOMENT.seconds:
            raise TourError(f"{session.used_s} of {MOMENT.seconds} s were charged")
        return f"{session.used_s} s charged once, ending {most_s:.1f} s"

    def _session_is_finished(self) -> str:
        self.people.visitor.go_home()
        session = self.people.settled_once(seat=SEAT, why="finished")
        if not 0 < session.used_s < HALF_HOUR.seconds:
            raise TourError(f"{session.used_s} s were charged")
        return f"{session.used_s} of {HALF_HOUR.seconds} s charged once, the rest is kept"

    def _cash_is_paid(self) -> str:
        return f"{self.people.desk.pay_out(self.people.visitor_id)} minor"

    def _shift_is_closed(self) -> str:
        self.people.desk.close_shift()
        return f"{self.people.desk.drawer_minor} minor counted, no difference"

    def _books_are_right(self) -> str:
        people, folders = self.people, self.people.cafe.folders
        said = people.arrived_once(len(people.visitor.answered) + SECOND_ROUNDS)
        money = count_money(folders.hub, folders.exchange, visitor=people.visitor_id)
        problems = money.problems()
        for name, found in verified(folders).items():
            problems += [f"{name}: {problem}" for problem in found["problems"]]
            problems += [] if is_balanced(found) else [f"{name}: not balanced"]
        if problems:
            raise TourError("; ".join(problems))
        return f"{said}; earned and paid out {money.earned_minor} minor"
