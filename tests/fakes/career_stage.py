"""What the career desk's forms need to stand there first."""

from kiosk.acts import career_notes, careers, openings
from kiosk.rules.openings import read_opening
from kiosk.store import career_notes as store

CLERK = {
    "title": "Data entry clerk",
    "who": "Water office",
    "place": "Olympic",
    "pay": "KSh 600 a day",
    "contact": "0700 000 111",
}


class CareerStage:
    """A part of `Stage`: a visitor's open record, a step in it, an opening."""

    def career(self):
        self.visitor()
        self.write(careers.agree_at_desk, visitor=self.ids["visitor"], by=self.by)

    def step(self):
        self.career()
        told = {"kind": "step", "words": "Call them", "due_on": None, "by": self.by}
        self.write(career_notes.add_step, visitor=self.ids["visitor"], **told)
        with self.cafe.hub.read() as db:
            self.ids["step"] = store.steps(db, self.ids["visitor"])[0].id

    def noted_meeting(self):
        self.career()
        told = {"words": "Likes lists", "next_on": None, "for_mentors": False, "by": self.by}
        self.write(career_notes.add_note, visitor=self.ids["visitor"], **told)
        with self.cafe.hub.read() as db:
            self.ids["note"] = store.notes(db, self.ids["visitor"])[0].id

    def opening(self):
        self.ids["opening_id"] = self.write(
            openings.add_opening, opening=read_opening(CLERK), by=self.by
        )
