"""Modules come in: an edition is kept for ever, and every station hears of it. DESIGN.md §9."""

from kiosk.acts.site import Site
from kiosk.acts.station_link import TMOD_MIME, body_of
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.facts import BlobRef
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, stations, training
from kiosk.store.training import EditionRow


def import_edition(db: Db, now: Instant, *, row: EditionRow, by: str, site: Site) -> str:
    """Keep an edition whose blobs are kept already; the same one again changes nothing.

    Raises:
        Refusal: `edition_exists` when the name stands for other content.
    """
    kept = training.edition(db, row.edition)
    if kept is not None:
        if kept.sha256 != row.sha256:
            raise Refusal("edition_exists", edition=row.edition)
        return row.edition
    training.add_edition(db, now, row)
    body = body_of(row)
    blob = BlobRef(row.station_sha256, row.station_bytes, TMOD_MIME)
    for peer in stations.all_stations(db):
        if not peer.revoked:
            audience = f"station:{peer.origin}"
            sqlite_outbox.put(db, site.writing(now), audience=audience, body=body, blobs=(blob,))
    audit.record(db, now, by=by, act="import_module", about=f"edition:{row.edition}")
    return row.edition
