"""Before an edition is taken in: what is refused leaves nothing behind."""

import pytest
from fakes.machines import import_pets
from rules.module_samples import sample_files

from kiosk.acts.importing import keep_module
from kiosk.rules.refusals import Refusal


def keep(hub, **changes):
    return keep_module(
        sample_files(**changes), modules=hub.modules, blobs=hub.blobs, module_of=hub.module_of
    )


def files_of(hub):
    folders = (hub.folder / "modules", hub.folder / "blobs")
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "Other pets"}, "edition_exists"),
        ({"edition": 3, "minor_of": 2, "tries": 9}, "edition_not_minor"),
    ],
)
def test_what_is_refused_fills_no_disk(site, changes, code):
    import_pets(site.hub)
    before = files_of(site.hub)
    with pytest.raises(Refusal, match=code):
        keep(site.hub, **changes)
    assert files_of(site.hub) == before


def test_the_same_edition_again_is_the_same(site):
    assert keep(site.hub).edition == import_pets(site.hub)
