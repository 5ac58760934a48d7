"""Words of the exchange's pages: states, rules, and what is wrong with a batch."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.rules.hits import AssignmentState
from kiosk.rules.refusals import Refusal
from kiosk.texts import N_, _, sentence, spoken

RULES = (
    N_("Every task is paid for before it is shown."),
    N_("Answers nobody reviews are approved after 72 hours."),
    N_("A refusal names the point that was not met, and comes after a second go."),
    N_("What is finally refused is not given to the requester."),
    N_("A worker may contest a refusal; without an answer in 3 working days the worker wins."),
    N_("Nobody pays to work, and any amount can be paid out."),
    N_("No votes, likes, reviews, follows or links."),
    N_("No sign-ups, installs, captchas, identity papers or contacts."),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as a coloured word."""

    words: str
    tone: str
    symbol: str


MARKS: Mapping[AssignmentState, tuple[str, str, str]] = MappingProxyType(
    {
        AssignmentState.SUBMITTED: (N_("To review"), "wait", "hourglass"),
        AssignmentState.REVISION_REQUESTED: (N_("Second go"), "in_use", "refresh"),
        AssignmentState.APPROVED: (N_("Approved"), "good", "check"),
        AssignmentState.REJECT_PROPOSED: (N_("Refused, may be contested"), "bad", "x"),
        AssignmentState.DISPUTED: (N_("Contested"), "wait", "hand-stop"),
        AssignmentState.REJECTED: (N_("Refused"), "bad", "x"),
    }
)

PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "not_utf8": N_("its letters cannot be read. Save the table as UTF-8."),
        "no_rows": N_("there is no row below the names of the columns."),
        "no_header": N_("the first row must name the columns."),
        "cell_endless": N_("a cell has no end: it is too long, or a quotation mark is missing."),
        "quotes_wrong": N_("a quotation mark is not closed."),
        "too_many_rows": N_("these are more rows than one batch may have."),
        "too_many_columns": N_("these are more columns than a table may have."),
        "column_without_name": N_("a column has no name."),
        "column_twice": N_("two columns have this name."),
        "column_missing": N_("the template asks for this column and the table has none."),
        "too_few_cells": N_("the row ends too early."),
        "too_many_cells": N_("the row is longer than the first one."),
        "empty_cell": N_("the cell is empty."),
        "picture_missing": N_("this picture is not in the ZIP file."),
        "row_too_large": N_("the row holds too much text."),
        "too_long": N_("the text is too long."),
        "not_text": N_("there are characters in it that cannot be shown."),
        "missing": N_("this is missing."),
        "wrong_type": N_("this is not what is expected here."),
        "unknown_field": N_("there is no such name."),
        "name_wrong": N_("a name is small letters, digits and underscores."),
        "kind_unknown": N_("a field is choice, multi, text or number."),
        "not_for_this_kind": N_("this does not fit the kind of field."),
        "one_key_only": N_("a key is one letter or digit."),
        "pattern_wrong": N_("this pattern cannot be read."),
        "out_of_range": N_("the number is too small or too large."),
        "too_many": N_("these are too many."),
        "too_many_variables": N_("the form asks for too many columns."),
        "twice": N_("this stands there twice."),
        "too_large": N_("this is too large."),
        "file_name_wrong": N_("a file cannot have this name everywhere. Use letters and digits."),
        "picture_too_large": N_("this picture has too many pixels. Please make it smaller."),
        "not_a_picture": N_("this is no PNG, JPEG, GIF or WebP picture."),
        "not_a_zip": N_("this is no ZIP file."),
        "inflates_too_much": N_("it grows far too much when it is unpacked."),
        "not_a_file": N_("this is a link, not a file."),
        "encrypted": N_("it is locked with a password."),
        "compression_unknown": N_("it is packed in a way that is not known here."),
        "too_deep": N_("its folders lie too deep in each other."),
    }
)


def mark_of(state: AssignmentState) -> Mark:
    """The coloured word of an answered assignment's state."""
    words, tone, symbol = MARKS[state]
    return Mark(_(words), tone, symbol)


def said_of(refusal: Refusal) -> str:
    """A refusal's sentence, with its problem in words and the place where it is."""
    details = dict(refusal.details)
    problem = details.get("problem")
    if problem is None:
        return sentence(refusal, spoken())
    place = details.get("where") or details.get("file") or details.get("field")
    words = _(PROBLEMS.get(str(problem), N_("something is wrong here.")))
    details["problem"] = f"{place}: {words}" if place else words
    if refusal.code == "field_wrong":  # its own sentence does not say what is wrong
        return _("Please mend this: {problem}", problem=details["problem"])
    return sentence(Refusal(refusal.code, **details), spoken())
