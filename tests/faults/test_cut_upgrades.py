"""The power is cut while a database is made or brought up to date: each step is there whole or not.

What a cut leaves is opened by stock sqlite3, and goes on to the newest schema as any start does.
"""

from collections import Counter
from contextlib import closing
from random import Random
from unittest import mock

import pytest
from fakes import quick_disk
from faults.power import WAYS, Bench, Walk, recording

from kiosk.disk.migrate import migrate, read_migrations
from kiosk.disk.open import open_for_reading, open_for_writing
from kiosk.store.schema import MIGRATIONS_FOLDER, bring_up_to_date
from station_agent.store.open import MIGRATIONS

MADE = (MIGRATIONS_FOLDER, MIGRATIONS)
CUTS = 300
WENT_ON = 12
"""So many of the images, one of each kind, are brought up to date for real."""


def tables(path):
    """The schema's number, and everything that it made."""
    with closing(open_for_reading(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        made = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        return db.execute("PRAGMA user_version").fetchone()[0], [tuple(row) for row in made]


@pytest.mark.parametrize("part", range(len(MADE)), ids=["hub", "station"])
def test_a_cut_leaves_whole_steps_and_the_next_start_goes_on(part, rounds):
    steps = read_migrations(MADE[part])
    whole = dict(_after_each(steps))
    for seed in rounds("cut_upgrades", each=CUTS, part=part, of=len(MADE)):
        chance = Random(seed)
        with quick_disk.folder() as folder, recording("site.db") as recorded:
            (folder / "made").mkdir()
            migrate(folder / "made" / "site.db", steps)
            bench, walk, seen = Bench(folder, "site.db"), Walk(recorded), Counter()
            for place in sorted(chance.choices(range(len(recorded.ops) + 1), k=CUTS)):
                walk.go_to(place)
                bench.recovered(walk.image(chance.choice(WAYS), chance))
                number, made = tables(bench.path)
                assert made == whole[number]
                seen[number] += 1
            assert len(seen) > len(steps) // 2
        _go_on(recorded, steps, whole, chance)


def _go_on(recorded, steps, whole, chance):
    """Outside of the recording, so that stock sqlite3 does it."""
    with quick_disk.folder() as folder:
        bench, walk = Bench(folder, "site.db"), Walk(recorded)
        for place in sorted(chance.choices(range(len(recorded.ops) + 1), k=WENT_ON)):
            walk.go_to(place)
            bench.put(walk.image(chance.choice(WAYS), chance))
            migrate(bench.path, steps)
            assert tables(bench.path) == (len(steps), whole[len(steps)])
            bench._there = bytearray()  # what lies there is another file by now
            bench.path.unlink()


def _after_each(steps):
    with quick_disk.folder() as folder:
        path = folder / "site.db"
        for n in range(len(steps) + 1):
            migrate(path, steps[:n])
            yield tables(path)


def test_what_sql_cannot_say_is_done_by_the_next_start(tmp_path):
    """The power went between the last step and the folding of names."""
    path = tmp_path / "hub.db"
    with mock.patch("kiosk.store.schema._finish"):
        bring_up_to_date(path)
    with closing(open_for_writing(path)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA ignore_check_constraints = ON")
        columns = {row["name"]: row for row in db.execute("PRAGMA table_info(visitor)")}
        given = {"id": "v", "name": "Éva", "code": "471902", "folded": None}
        for name, column in columns.items():
            if name not in given and column["notnull"] and column["dflt_value"] is None:
                given[name] = 0 if column["type"] == "INTEGER" else "x"
        names = ", ".join(given)
        db.execute(
            f"INSERT INTO visitor ({names}) VALUES ({', '.join(':' + n for n in given)})", given
        )
    assert bring_up_to_date(path) == 0
    with closing(open_for_reading(path)) as db:
        assert db.execute("SELECT folded FROM visitor").fetchone()[0] == "eva"
