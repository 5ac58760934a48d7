"""Everybody in the tour, and what can be seen of their doings in the machines' databases."""

from contextlib import closing
from pathlib import Path

from kiosk.disk.open import open_for_reading
from kiosk.hub_folder import DATABASE
from kiosk.store import outages, sessions, tasks, work
from kiosk.store.sessions import Session
from kiosk.tour.cafe import SEATS, Cafe
from kiosk.tour.counting import Answers, count_answers
from kiosk.tour.desk import Desk
from kiosk.tour.guest import Guest
from kiosk.tour.requester import Requester
from kiosk.tour.visitor import Visitor
from kiosk.tour.waiting import TourError, Watch

SEAT, GUEST_SEAT = SEATS


class People:
    """The operator, the requester, the visitor at one seat and the guest at the other."""

    def __init__(self, cafe: Cafe, watch: Watch) -> None:
        visitors_seat, guests_seat = cafe.stations
        self.cafe = cafe
        self.watch = watch
        self.desk = Desk(cafe.hub.url)
        self.requester = Requester(cafe.exchange.url)
        self.visitor = Visitor(visitors_seat.url, watch)
        self.walk_in = Visitor(guests_seat.url, watch)
        self.guest = Guest(guests_seat.url)
        self.visitor_id = ""

    def answers(self) -> Answers:
        """Answers made at stations, and those that the exchange has."""
        folders = self.cafe.folders
        return count_answers(folders.stations, folders.exchange)

    def arrived_once(self, expected: int) -> str:
        """Say that so many answers were made and that all arrived exactly once.

        Raises:
            TourError: it is not so.
        """
        answers = self.answers()
        problems = answers.problems()
        if answers.made != expected:
            problems.append(f"{answers.made} made, {expected} typed")
        if problems:
            raise TourError("; ".join(problems))
        return f"{answers.made} made, {answers.arrived} arrived, 0 twice, 0 lost"

    def until_review(self, count: int) -> None:
        """Wait until so many answers wait for the requester."""
        what = f"{count} answers wait for review"
        self.watch.until(what, lambda: len(self.requester.waiting()) == count)

    def until_page(self, path: str, words: str) -> None:
        """Wait until a page of the visitor's station says this."""
        browser = self.visitor.browser
        self.watch.until(f"{path} says “{words}”", lambda: browser.get(path).says(words))

    def free_tasks(self) -> int:
        """Tasks that lie on the hub and are dealt to nobody."""
        with closing(open_for_reading(self._hub_file)) as db:
            return tasks.counts(db).get("free", 0)

    def states_of_work(self) -> dict[str, int]:
        """How many answers are in which state on the hub."""
        with closing(open_for_reading(self._hub_file)) as db:
            return work.counts(db)

    def settled_once(self, *, seat: int, why: str) -> Session:
        """The one session of a seat, once it is closed, with its seconds spent from passes once.

        Raises:
            TourError: there were more, it was closed for another reason, or charged otherwise.
        """
        session = self.watch.until(f"seat {seat} is settled", lambda: self._closed_at(seat))
        if session.why != why:
            raise TourError(f"seat {seat} closed as {session.why}")
        with closing(open_for_reading(self._hub_file)) as db:
            spent_s = sessions.spent_s(db, session.id)
            credit = outages.credit_of(db, session.id)
        given_s = 0 if credit is None else credit.seconds
        if spent_s + given_s != session.used_s:
            raise TourError(f"used {session.used_s} s, spent {spent_s} s")
        return session

    def _closed_at(self, seat: int) -> Session | None:
        with closing(open_for_reading(self._hub_file)) as db:
            found = sessions.at_seat(db, seat)
        if len(found) != 1:
            raise TourError(f"seat {seat} had {len(found)} sessions")
        return None if found[0].closed_at is None else found[0]

    @property
    def _hub_file(self) -> Path:
        return self.cafe.hub.data / DATABASE
