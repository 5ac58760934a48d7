"""Classes that may have to stand there before a form of the panel can be sent; part of `Stage`."""

from fakes.machines import SeatMachine, import_pets

from kiosk.acts import classes, hand_marks, learner_work, meetings
from kiosk.acts.classes import ClassDraft
from kiosk.rules.instants import later
from kiosk.rules.modules import attempt_id
from kiosk.rules.rubrics import PLAIN
from kiosk.store import training
from kiosk.store.training import EditionRow

HOUR_S = 3_600


class ClassStage:
    """A class, who is in it, what it takes, when it meets."""

    def cohort(self):
        """A class, led by whoever acts here."""
        draft = ClassDraft("Morning group", self.by)
        self.ids["class_id"] = self.write(classes.make_class, draft=draft, by=self.by)

    def member(self):
        self.newcomer()
        self.cohort()
        told = {"class_id": self.ids["class_id"], "visitor": self.ids["visitor"], "by": self.by}
        self.write(classes.add_member, **told)

    def one_without_a_seat(self):
        """The class meets and shares its seats; one of it sits at seat 1, one nowhere."""
        draft = ClassDraft("Morning group", self.by, shares_seats=True)
        made = self.write(classes.make_class, draft=draft, by=self.by)
        sitter = self.cafe.visitor()
        self.ids["unseated"] = self.cafe.visitor("Ruth Achieng", code="471903")
        for visitor in (sitter, self.ids["unseated"]):
            self.write(classes.add_member, class_id=made, visitor=visitor, by=self.by)
        now = self.cafe.clock.now()
        told = {"spans": ((now, later(now, seconds=HOUR_S)),), "seats": (), "by": self.by}
        self.write(meetings.add_meetings, class_id=made, **told)
        self.cafe.running(1, self.cafe.start(1, by=self.by, visitor=sitter).session)

    def class_code(self):
        self.cohort()
        self.write(classes.open_joining, class_id=self.ids["class_id"], days=7, by=self.by)

    def module(self):
        row = EditionRow("digits-e1", "digits", 1, "Digits", "0" * 64, "1" * 64, 9)
        self.write(_add_edition, row=row)

    def planned(self):
        self.module()
        self.cohort()
        told = {"class_id": self.ids["class_id"], "edition": "digits-e1", "by": self.by}
        self.write(classes.plan_module, starts=self.cafe.clock.now(), **told)

    def meeting(self):
        """The class meets in an hour, at seat 2."""
        self.member()
        starts = later(self.cafe.clock.now(), seconds=HOUR_S)
        spans = ((starts, later(starts, seconds=HOUR_S)),)
        told = {"class_id": self.ids["class_id"], "spans": spans, "seats": (2,), "by": self.by}
        (self.ids["meeting"],) = self.write(meetings.add_meetings, **told)

    def met(self):
        self.meeting()
        self.cafe.clock.forward(seconds=HOUR_S)

    def sat(self):
        """Somebody of a class that learns about pets failed its exam."""
        self.member()
        edition = import_pets(self.cafe.hub, tries=None)
        told = {"class_id": self.ids["class_id"], "edition": edition, "by": self.by}
        self.write(classes.plan_module, starts=self.cafe.clock.now(), **told)
        self.cafe.sat(1, self.ids["visitor"], by=self.by)
        SeatMachine(self.cafe, 1).sit_exam(self.ids["visitor"], right=False)
        named = {"visitor": self.ids["visitor"], "edition": edition, "try_number": 1}
        self.ids["attempt"] = attempt_id(**named)

    def marked(self):
        """A mentor says that it is passed."""
        self.sat()
        wish = hand_marks.Wish(self.ids["attempt"], 2, "the picture was blurred")
        told = {"class_id": self.ids["class_id"], "wish": wish, "by": self.by}
        self.write(hand_marks.mark_by_hand, terms=hand_marks.ExamTerms(90, "pets", 30), **told)

    def reflected(self):
        self.sat()
        reflection = learner_work.Reflection("pets-e2", "end", PLAIN)
        told = {"class_id": self.ids["class_id"], "visitor": self.ids["visitor"], "by": self.by}
        told |= {"reflection": reflection, "points": (2,), "words": "well thought"}
        self.write(learner_work.mark_reflection, **told)

    def noted(self):
        self.sat()
        told = {"class_id": self.ids["class_id"], "visitor": self.ids["visitor"], "by": self.by}
        self.write(learner_work.write_note, words="Reads slowly", **told)


def _add_edition(db, now, *, row):
    training.add_edition(db, now, row)
