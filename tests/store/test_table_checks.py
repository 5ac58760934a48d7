"""A database by its tables: both ends of each, and all of one."""

import sqlite3
from contextlib import closing

import pytest
from fakes import worn_disk
from fakes.hub_world import World, make_hub

from kiosk.disk.open import open_for_reading
from kiosk.hub_folder import DATABASE
from kiosk.store import table_checks
from kiosk.store.table_checks import LEDGER, SCHEMA, WELL


@pytest.fixture
def folder(tmp_path, clock):
    world = World(make_hub(tmp_path, clock), clock)
    operator = world.staff()
    world.open_shift(operator)
    world.offer()
    world.station(1)
    world.start(1, by=operator)
    world.hub.close()
    return tmp_path


def found(folder, *, deep):
    with closing(open_for_reading(folder / DATABASE)) as db:
        parts = table_checks.parts(db, deep=deep)
        looks = {part: look_at(db, part, deep=deep) for part in parts}
    return {part: said for part, said in looks.items() if said != WELL}


def look_at(db, part, *, deep):
    try:
        return table_checks.look_at(db, part, deep=deep)
    except sqlite3.DatabaseError as error:  # a page that is none ends the look
        return str(error)


def change(folder, *lines):
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as db:
        for line in lines:
            db.execute(line)


def test_a_sound_database_is_well_in_all_its_parts(folder):
    assert (found(folder, deep=False), found(folder, deep=True)) == ({}, {})


def test_every_table_is_a_part_and_the_ledger_is_the_last_of_a_deep_look(folder):
    with closing(open_for_reading(folder / DATABASE)) as db:
        tables = {
            row["name"] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        quick, deep = (table_checks.parts(db, deep=deep) for deep in (False, True))
    assert deep == (*quick, LEDGER)
    assert set(quick) == tables | {SCHEMA}
    assert len(quick) == len(tables) + 1


@pytest.mark.parametrize("deep", [False, True])
def test_a_page_in_the_middle_is_found_in_its_table_alone(folder, deep):
    worn_disk.fill(folder)
    worn_disk.wear(folder)
    assert set(found(folder, deep=deep)) == {"audit"}


def test_an_index_that_is_not_as_its_table_is_found_deep(folder):
    change(
        folder,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, '(at,', '(by,') WHERE name = 'audit_at'",
        "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema"
        " WHERE name = 'card_visitor') WHERE name = 'offer_series'",
    )
    assert "offer" in found(folder, deep=True)


def test_a_reference_to_nothing_is_found_deep(folder):
    change(folder, "PRAGMA foreign_keys = OFF", "DELETE FROM station")
    assert found(folder, deep=False) == {}
    assert "foreign key of session" in found(folder, deep=True).values()


def test_a_ledger_that_does_not_add_up_is_found_deep(folder):
    change(
        folder,
        "DROP TRIGGER transfer_is_never_changed",
        "UPDATE transfer SET amount_minor = amount_minor + 1 WHERE n = 1",
    )
    assert set(found(folder, deep=True)) == {LEDGER}


def test_the_ends_of_nearly_all_tables_and_indexes_are_looked_at(folder):
    with closing(open_for_reading(folder / DATABASE)) as db:
        seen = set(table_checks.ends(db))
        rows = db.execute(
            """
            SELECT name
            FROM sqlite_schema
            WHERE type IN ('table', 'index')
              AND upper(sql) NOT LIKE '%WITHOUT ROWID%'
               OR name LIKE 'sqlite_autoindex%'
            """
        ).fetchall()
    unseen = {row["name"] for row in rows} - seen
    assert unseen == {"clock_doubt_one", "floor_pause_one", "internet_outage_one", "shift_one_open"}


@pytest.mark.parametrize(("row", "is_seen"), [(0, True), (worn_disk.ROWS - 1, True), (1500, False)])
def test_the_ends_show_a_page_at_an_end_and_none_in_the_middle(folder, row, is_seen):
    worn_disk.fill(folder)
    worn_disk.wear(folder, row)
    with closing(open_for_reading(folder / DATABASE)) as db:
        if not is_seen:
            list(table_checks.ends(db))
            return
        with pytest.raises(sqlite3.DatabaseError):
            list(table_checks.ends(db))
