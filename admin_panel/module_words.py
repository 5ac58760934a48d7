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
        "compression_unknown": N_("This file is packed in a way that is not known here."),
        "empty_cell": N_("This cell is empty."),
        "encrypted": N_("This file is locked with a password."),
        "file_missing": N_("This file is missing."),
        "form_unknown": N_("There is no form of this name."),
        "inflates_too_much": N_("This file grows far too much when it is unpacked."),
        "item_unknown": N_("There is no item of this name."),
        "kind_unknown": N_("There is no step of this kind."),
        "line_wrong": N_("This line is not a checksum and a name."),
        "media_missing": N_("This file is named but missing."),
        "missing": N_("This is missing."),
        "name_wrong": N_("This name cannot be used."),
        "not_a_file": N_("This is a link, not a file."),
        "not_a_zip": N_("This is no ZIP file, so it is no module."),
        "not_for_this_kind": N_("A step of this kind cannot have this."),
        "not_json": N_("This is not JSON."),
        "out_of_range": N_("This number is too small or too large."),
        "pool_unknown": N_("There is no pool of this name."),
        "schema_unknown": N_("This version of the format is not known."),
        "sum_differs": N_("The file was changed: its checksum differs."),
        "sum_missing": N_("The file has no checksum."),
        "too_deep": N_("Its folders lie too deep in each other."),
        "too_large": N_("This file is too large."),
        "too_long": N_("This text is too long."),
        "too_many": N_("There are too many of these."),
        "twice": N_("This stands here twice."),
        "type_differs_from_form": N_("The type is another than the form's."),
        "type_not_yet_played": N_("Items of this type cannot be shown yet."),
        "type_unknown": N_("There is no item of this type."),
        "unknown_field": N_("There is no field of this name."),
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
