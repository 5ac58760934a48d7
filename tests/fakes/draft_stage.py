"""Drafts of modules that may have to stand there before a form of the panel can be sent; part of `Stage`."""

import json

from fakes.machines import terms_of
from rules.module_samples import HEADER, PNG_B, ROWS, sample_files

from kiosk.acts import item_sheets, module_drafts, translating
from kiosk.protocol.bodies import Slot
from kiosk.rules.instants import later
from kiosk.rules.translating import beside, key_of
from kiosk.store import tasks, work


class DraftStage:
    """A draft of a module, and what waits beside it."""

    def draft(self):
        """The sample module is being written."""
        files = sample_files()
        self.ids["draft"] = self.write(module_drafts.make_draft, files=files, by=self.by)
        self.ids["item_id"] = "p1"

    def deleted_draft(self):
        self.draft()
        self.write(module_drafts.delete_draft, draft=self.ids["draft"], by=self.by)

    def sheet(self):
        """A spreadsheet waits beside a draft."""
        self.draft()
        table = (HEADER + ROWS.replace("It purrs.", "It says meow.")).encode()
        told = {"draft": self.ids["draft"], "table": table, "holds": "some", "by": self.by}
        self.write(item_sheets.hold_sheet, **told)

    def draft_changed(self):
        """The last change of a draft can be undone."""
        self.draft()
        told = {"draft": self.ids["draft"], "revision": 1, "by": self.by}
        self.write(item_sheets.change, files={"media/b.png": None}, **told)

    def sentence(self):
        """A draft whose sentences can be translated; one of them is `sentence`."""
        self.draft()
        self.ids.update(lang="es", sentence=key_of("Look."))

    def translated(self):
        """All of a draft is translated, and nobody read it yet."""
        self.sentence()
        lines = beside(sample_files(), "es").lines
        typed = {one.key: (f"es {one.said}", key_of("")) for one in lines}
        told = {"draft": self.ids["draft"], "lang": "es", "typed": typed, "by": self.by}
        self.write(translating.save_words, **told)

    def stale_words(self):
        """A translation says what the draft says no more."""
        self.sentence()
        table = {"read_by": "", "words": {"Old": "Viejo", "Look.": "Mira."}}
        files = {"translations/es.json": json.dumps(table).encode()}
        told = {"draft": self.ids["draft"], "revision": 1, "by": self.by}
        self.write(module_drafts.keep_files, files=files, **told)

    def approved_task(self, *, answer=b'{"digit": "7"}', **terms):
        """A visitor's answer was approved, and its requester lets it become a question."""
        self.draft()
        self.set(training_requesters=("Archive of Kibera",))
        picture = self.cafe.hub.blobs.put(PNG_B)
        self.ids.update(assignment="A-1", visitor=self.cafe.visitor(code="471931"))
        told = {"terms": terms_of(**terms), "answer": answer, "picture": picture}
        self.write(_approve, visitor=self.ids["visitor"], **told)
        self.cafe.earn(self.ids["visitor"], 150, assignment="A-1")


def _approve(db, now, *, visitor, terms, answer, picture):
    tasks.keep_terms(db, now, terms)
    slot = Slot("A-1", terms.hit_type, {"picture": f"sha256:{picture}"})
    tasks.keep_slot(db, slot=slot, blobs=(), until=later(now, seconds=3600))
    told = ("A-1", visitor, terms.hit_type, "Approved", 150, 1, answer, "f-1", now, now)
    work.add(db, work.Work(*told))
