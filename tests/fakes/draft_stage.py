"""Drafts of modules that may have to stand there before a form of the panel can be sent; part of `Stage`."""

from rules.module_samples import HEADER, ROWS, sample_files

from kiosk.acts import item_sheets, module_drafts


class DraftStage:
    """A draft of a module, and what waits beside it."""

    def draft(self):
        """The sample module is being written."""
        files = sample_files()
        self.ids["draft"] = self.write(module_drafts.make_draft, files=files, by=self.by)

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
