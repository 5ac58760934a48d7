"""What the career desk's forms need to stand there first."""

from kiosk.acts import careers, openings
from kiosk.rules.openings import read_opening

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
        self.write(careers.add_step, visitor=self.ids["visitor"], **told)

    def opening(self):
        self.ids["opening_id"] = self.write(
            openings.add_opening, opening=read_opening(CLERK), by=self.by
        )
