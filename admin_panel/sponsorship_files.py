"""What came of a sponsorship as CSV and XLSX for its funder; no visitor is named in them."""

import csv
import io

from admin_panel.report_files import Sheet, as_csv
from admin_panel.report_words import plain
from admin_panel.reports import sheet_of
from admin_panel.sponsorship_words import words_of
from kiosk.queries import sponsorships as query
from kiosk.queries.sponsorships import Report
from kiosk.rules.reports import Kind, harmless
from kiosk.rules.reports import Report as Figures
from kiosk.texts import _


def sheet(found: Report, kept: query.Terms) -> Sheet:
    """A row for each group, and lines of what was given, spent and given back."""
    told = [
        (_("Funder"), found.kept.funder),
        (_("What it pays for"), " ".join(words_of(kept.made, kept.offer))),
        *_sums(found),
    ]
    return sheet_of(Figures(query.table(found)), _("What came of it"), told)


def csv_of(found: Report, kept: query.Terms) -> bytes:
    """The table, and the sums of money below it."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(())
    for name, value in _sums(found):
        rows.writerow((harmless(name), harmless(value)))
    return as_csv(sheet(found, kept)) + text.getvalue().encode()


def _sums(found: Report) -> list[tuple[str, str]]:
    return [
        (_("Given"), plain(found.given_minor, Kind.MONEY)),
        (_("Spent"), plain(found.spent_minor, Kind.MONEY)),
        *([(_("Tax in it"), plain(found.tax_minor, Kind.MONEY))] if found.tax_minor else []),
        *(
            (_("Given back, {day}", day=plain(back.at, Kind.MOMENT)), plain(back.minor, Kind.MONEY))
            for back in found.backs
        ),
        (_("Left"), plain(found.left_minor, Kind.MONEY)),
    ]
