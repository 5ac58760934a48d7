"""Files have the field's names, `__init__.py` is empty, every room is on the map."""

import pytest
from house.sources import ROOT, files, name, text

BANNED = {"utils", "util", "helpers", "helper", "common", "core", "base", "models", "views", "misc"}
HOLDS_BASE_TEMPLATES = ".html"


def banned(paths):
    """Paths of which a part has a name that says nothing."""
    return [path for path in paths if BANNED & {part.partition(".")[0] for part in path.split("/")}]


def off_the_map(rooms, page):
    return [room for room in rooms if f"`{room}/`" not in page]


@pytest.mark.parametrize(
    "bad",
    [
        "kiosk/utils.py",
        "kiosk/core/money.py",
        "tests/helpers.py",
        "admin_panel/templates/base.html",
    ],
)
def test_the_rule_sees_a_name_that_says_nothing(bad):
    assert banned([bad]) == [bad]


def test_the_rule_lets_the_fields_names_pass():
    assert banned(["kiosk/rules/money.py", "kiosk/link/based.py"]) == []


def test_the_rule_sees_a_room_that_is_not_on_the_map():
    assert off_the_map(["kiosk/rules", "kiosk/rules/deep"], "open `kiosk/rules/`") == [
        "kiosk/rules/deep"
    ]


def test_no_file_has_a_name_that_says_nothing():
    assert (
        banned(
            name(file)
            for file in files(
                "*", "kiosk", "admin_panel", "station_agent", "deploy", "tests", "docs"
            )
        )
        == []
    )


def test_init_files_are_empty():
    assert [name(file) for file in files("__init__.py") if text(file)] == []


def test_every_room_is_on_the_map():
    rooms = sorted(name(file.parent) for file in files("__init__.py"))
    assert off_the_map(rooms, text(ROOT / "MAP.md")) == []


def test_every_folder_with_code_is_a_room():
    folders = {file.parent for file in files("*.py")}
    scripts = {"versions", "alembic", "migrations"}
    assert [
        name(folder)
        for folder in sorted(folders)
        if not (folder / "__init__.py").exists() and folder.name not in scripts
    ] == []
