"""What is wrong with a module, in an author's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.rules.module_items import Problem
from kiosk.texts import N_, _

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "alt_missing": N_("A picture has no words for those who do not see it."),
        "answer_on_a_station": N_("A station's edition must not hold this answer."),
        "area_missing": N_("Some of these have a place on the picture and some have none."),
        "area_wrong": N_(
            "A place is left, top, width and height, each from 0 to 1000, on the picture."
        ),
        "column_missing": N_("There is no such column. Name one: question, answer."),
        "only_right": N_("All that can be picked is the right answer. Add a wrong one."),
        "compression_unknown": N_("This file is packed in a way that is not known here."),
        "empty_cell": N_("This cell is empty."),
        "encrypted": N_("This file is locked with a password."),
        "file_missing": N_("This file is missing."),
        "form_unknown": N_("There is no form of this name."),
        "gold_missing": N_("The right answer is missing."),
        "inflates_too_much": N_("This file grows far too much when it is unpacked."),
        "item_unknown": N_("There is no item of this name."),
        "kind_unknown": N_("There is no step of this kind."),
        "label_missing": N_("A box or a point has no label."),
        "line_wrong": N_("This line is not a checksum and a name."),
        "media_missing": N_("This file is named but missing."),
        "missing": N_("Something that must stand here is missing."),
        "name_wrong": N_("This name cannot be used."),
        "no_item": N_("There is no finished question in it yet."),
        "no_step": N_("There is no step in it yet. A learner needs at least one."),
        "needs_schema_2": N_("This kind of question needs schema 2 in module.json."),
        "no_picture": N_("This is no picture that can be shown, or it is cut off."),
        "no_sound": N_("This is no sound that can be played."),
        "picture_too_large": N_("This picture has too many pixels. Please make it smaller."),
        "not_utf8": N_("This row is not in UTF-8. Please save the table again as CSV UTF-8."),
        "no_rows": N_("The table has no rows."),
        "no_header": N_("The first row must name the columns."),
        "column_twice": N_("Two columns have the same name."),
        "column_without_name": N_("A column has no name."),
        "too_many_cells": N_("This row has more cells than there are columns."),
        "too_few_cells": N_("This row has fewer cells than there are columns."),
        "cell_endless": N_("A cell has no end: it is too long, or a quotation mark is missing."),
        "quotes_wrong": N_("A quotation mark is missing here."),
        "too_many_rows": N_("The table has too many rows."),
        "too_many_columns": N_("The table has too many columns."),
        "not_text": N_("This cell holds signs that are no text."),
        "not_json_by_field": N_("Write the answers by field, in braces."),
        "is_formula": N_("This cell is a formula, and formulas are not run. Paste its value."),
        "cell_error": N_("This cell shows an error of the spreadsheet."),
        "old_workbook": N_("This is an Excel file of an old kind. Save it as .xlsx or CSV."),
        "not_a_workbook": N_("This is no spreadsheet that can be opened. Save it as CSV UTF-8."),
        "not_a_file": N_("This is a link, not a file."),
        "not_a_number": N_("This is no number."),
        "not_a_zip": N_("This is no ZIP file, so it is no module."),
        "not_an_option": N_("This is none of the answers that can be given."),
        "not_for_this_kind": N_("A step of this kind cannot have this."),
        "not_json": N_("This is not JSON."),
        "not_on_the_picture": N_("This lies outside the picture: each number is from 0 to 1000."),
        "order_as_shown": N_("The right order is the one that is shown first."),
        "out_of_range": N_("This number is too small or too large."),
        "picture_missing": N_("This question is about a picture and has none."),
        "pool_unknown": N_("There is no pool of this name."),
        "schema_unknown": N_("This version of the format is not known."),
        "stray_file": N_("This file is no part of a module. Take it out and send the rest."),
        "sum_differs": N_("The file was changed: its checksum differs."),
        "sum_missing": N_("The file has no checksum."),
        "module_too_large": N_("With this file the module is larger than 20 MB."),
        "not_readable": N_("This file cannot be read here."),
        "too_many_files": N_("These are more files than a module may have."),
        "too_deep": N_("Its folders lie too deep in each other."),
        "too_few": N_("There are too few of these."),
        "too_large": N_("This file is too large."),
        "too_long": N_("This text is too long."),
        "too_many": N_("There are too many of these."),
        "translation_missing": N_("This sentence is not translated."),
        "translation_stale": N_("The module does not say this sentence any more."),
        "twice": N_("This stands here twice."),
        "two_golds": N_("Only one answer can be right here."),
        "type_differs_from_form": N_("The type is another than the form's."),
        "type_unknown": N_("There is no item of this type."),
        "unknown_field": N_("There is no field of this name."),
        "value_wrong": N_("A value must not hold | or =, nor begin or end with a space."),
        "wrong_type": N_("This has the wrong shape."),
    }
)


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A mistake with its place."""

    file: str
    row: int | None
    field: str
    words: str


def shown(problem: Problem) -> ShownProblem:
    """A mistake in words; one that has none yet shows its code."""
    words = WORDS.get(problem.code)
    said = problem.code.replace("_", " ") if words is None else _(words)
    return ShownProblem(problem.file, problem.row, problem.field or "", said)
