"""Gold items are read out of the modules that are here, so that tasks can be made of them."""

from kiosk.acts import checking_work
from kiosk.hub import Hub
from kiosk.looks.media_types import picture_type
from kiosk.protocol.facts import BlobRef
from kiosk.rules.forms import as_json
from kiosk.rules.instants import Instant
from kiosk.rules.module_items import ITEMS_FILE, row_values
from kiosk.rules.modules import Item, Module, Pool
from kiosk.rules.refusals import Refusal
from kiosk.rules.tables import decode_table, read_table
from kiosk.store import gold_tasks
from kiosk.store.gold_tasks import GoldEdition, GoldItem

EDITIONS_AT_ONCE = 5


def read_gold_items(hub: Hub, now: Instant) -> None:  # noqa: ARG001  an act is given its own instant
    """Modules that came since are looked through for gold items."""
    with hub.read() as db:
        waiting = gold_tasks.unread(db, limit=EDITIONS_AT_ONCE)
    found = tuple(_read(hub, edition) for edition in waiting)
    if found:
        hub.write(checking_work.keep_editions, editions=found)


def _read(hub: Hub, edition: str) -> tuple[GoldEdition, tuple[GoldItem, ...]]:
    """An edition whose file is lost has none; the check of the database names it."""
    try:
        module = hub.module_of(edition)
    except Refusal:
        return GoldEdition(edition, edition, 0, "", ""), ()
    head = GoldEdition(
        edition, module.slug, module.number, module.title, module.qualification or ""
    )
    return head, _items(hub, module)


def _items(hub: Hub, module: Module) -> tuple[GoldItem, ...]:
    """None of a module that grants nothing: its tasks would ask for no skill."""
    if not module.qualification or not any(_is_gold(one) for one in module.items.values()):
        return ()
    table = read_table(decode_table(module.files[ITEMS_FILE]))
    cells = {row.cells["id"].strip(): row_values(row.cells) for row in table.rows}
    return tuple(
        GoldItem(
            edition=module.edition,
            item=one.id,
            form=as_json(one.form),
            cells=cells[one.id],
            gold=dict(one.gold or {}),
            tolerance={name: str(value) for name, value in one.tolerance.items()},
            blob=_picture(hub, module, one.form.picture),
        )
        for one in module.items.values()
        if _is_gold(one)
    )


def _is_gold(item: Item) -> bool:
    """One that has a right answer: an opinion says nothing about how good work is."""
    return item.pool is Pool.GOLD and bool(item.gold)


def _picture(hub: Hub, module: Module, name: str | None) -> BlobRef | None:
    """The picture as a blob that stations fetch as they fetch those of tasks."""
    if not name:
        return None
    data = module.files[name]
    mime = picture_type(name) or "application/octet-stream"
    return BlobRef(hub.blobs.put(data), len(data), mime)
