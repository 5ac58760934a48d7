"""Before a module is imported: its bytes are checked and kept, which is slow, so no act."""

from collections.abc import Mapping

from kiosk.link.blobs import BlobFolder
from kiosk.protocol.tmod import pack_module
from kiosk.rules.module_files import read_module, station_edition
from kiosk.rules.refusals import Refusal
from kiosk.store.training import EditionRow


def keep_module(
    files: Mapping[str, bytes], *, modules: BlobFolder, blobs: BlobFolder
) -> EditionRow:
    """Check a module, keep it whole and as a station edition; returns the row to import.

    Raises:
        Refusal: `module_wrong` with the first problem's file and row.
    """
    module = read_module(files)
    if module.for_station:
        raise Refusal("module_wrong", file="module.json", problem="station_edition")
    for_stations = pack_module(station_edition(module))
    return EditionRow(
        edition=module.edition,
        slug=module.slug,
        number=module.number,
        title=module.title,
        sha256=modules.put(pack_module(dict(files))),
        station_sha256=blobs.put(for_stations),
        station_bytes=len(for_stations),
    )
