"""A folder that was zipped by hand is the same module."""

import pytest
from rules.module_samples import sample_files

from kiosk.rules.module_folders import inner_files

FILES = dict(sample_files())


@pytest.mark.parametrize(
    "zipped",
    [
        FILES,
        {f"pets/{name}": content for name, content in FILES.items()},
        {**FILES, "__MACOSX/._module.json": b"", ".DS_Store": b"", "media/Thumbs.db": b""},
        {
            **{f"pets-e2/{name}": content for name, content in FILES.items()},
            "__MACOSX/pets-e2/._a.png": b"",
            "pets-e2/desktop.ini": b"",
        },
    ],
    ids=["its files", "its folder", "a Mac's files beside", "all of it"],
)
def test_it_is_the_same_module(zipped):
    assert inner_files(zipped) == FILES


@pytest.mark.parametrize(
    "zipped",
    [
        {},
        {"pets/items.csv": b""},
        {"pets/module.json": b"", "more/module.json": b""},
        {"module.json/module.json": b"", "other": b""},
    ],
)
def test_what_is_no_folder_of_a_module_stays_as_it_is(zipped):
    assert inner_files(zipped) == zipped
