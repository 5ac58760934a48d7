"""Before a module is imported: its bytes are checked and kept, which is slow, so no act."""

from collections.abc import Mapping

from kiosk.acts.media_checks import media_problems
from kiosk.acts.opening import ModuleOf
from kiosk.link.blobs import BlobFolder
from kiosk.protocol.tmod import pack_module
from kiosk.rules.minor_editions import more_than_words
from kiosk.rules.module_files import read_module, station_edition
from kiosk.rules.module_translations import in_language, tables
from kiosk.rules.modules import Module
from kiosk.rules.refusals import Refusal
from kiosk.rules.rubrics import Rubric, written_rubrics
from kiosk.store.training import EditionRow


def not_here(edition: str) -> Module:
    """Of no edition that came before."""
    raise Refusal("module_unknown", edition=edition)


def keep_module(
    files: Mapping[str, bytes],
    *,
    modules: BlobFolder,
    blobs: BlobFolder,
    module_of: ModuleOf = not_here,
) -> EditionRow:
    """Check a module, keep it whole and as a station edition; returns the row to import.

    Raises:
        Refusal: `module_wrong` with the first problem's file and row; `edition_exists` when its
            name stands for other content; `edition_not_minor` when it says that it changes words
            only and changes more. Nothing is kept then, or whoever tries often fills the disk.
    """
    module = read_module(files)
    for problem in media_problems(files):
        raise Refusal("module_wrong", file=problem.file, problem=problem.code)
    if module.for_station:
        raise Refusal("module_wrong", file="module.json", problem="station_edition")
    _check_new(module, module_of)
    _check_minor(module, module_of)
    for_stations = pack_module(station_edition(module))
    return EditionRow(
        edition=module.edition,
        slug=module.slug,
        number=module.number,
        title=module.title,
        sha256=modules.put(pack_module(dict(files))),
        station_sha256=blobs.put(for_stations),
        station_bytes=len(for_stations),
        minor_of=module.minor_of,
        rubrics=written_rubrics(_in_languages(module)),
    )


def _in_languages(module: Module) -> dict[str, dict[str, Rubric]]:
    """The rubrics of its reflections by language, its own first."""
    read = (module, *(in_language(module, table) for table in tables(module.files).values()))
    return {one.lang: {step.id: step.rubric for step in one.steps if step.rubric} for one in read}


def _check_new(module: Module, module_of: ModuleOf) -> None:
    kept = _here(module.edition, module_of)
    if kept is not None and kept.sha256 != module.sha256:
        raise Refusal("edition_exists", edition=module.edition)


def _check_minor(module: Module, module_of: ModuleOf) -> None:
    """An edition whose forerunner is not here is believed: it came from another site."""
    if module.minor_of is None:
        return
    before = _here(module.minor_of, module_of)
    if before is None:
        return
    changed = more_than_words(before, module)
    if changed:
        raise Refusal("edition_not_minor", changed=changed, edition=module.minor_of)


def _here(edition: str, module_of: ModuleOf) -> Module | None:
    try:
        return module_of(edition)
    except Refusal as refusal:
        if refusal.code != "module_unknown":
            raise
        return None
