"""SQL stands in the stores, kiosk/disk and the shelf of kiosk/link; tables are STRICT; migrations numbered."""

import ast
import re

import pytest
from house.sources import Problem, docstrings, files, name, problems, tree

HOMES = re.compile(
    r"kiosk/store/|kiosk/disk/|kiosk/exchange/store(/|\.py)|station_agent/store(/|\.py)|kiosk/link/sqlite_\w+\.py"
)
SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+[\s(]"
    r"|(CREATE|DROP|ALTER)\s+(UNIQUE\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s|PRAGMA\s|SAVEPOINT\s|BEGIN\s+IMMEDIATE)"
)
TABLE = re.compile(
    r"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)\s*\((.*?)\)\s*([^();]*);", re.DOTALL
)
TABLE_BEGINS = re.compile(r"CREATE\s+TABLE\s")
MIGRATION = re.compile(r"(\d{4})_[a-z][a-z0-9_]*")


def sql_texts(file, source):
    module = tree(source)
    said = docstrings(module)
    for node in ast.walk(module):
        sql = (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
        )
        if sql and id(node) not in said:
            yield Problem(file, node.lineno, "SQL outside the stores")


def loose_tables(file, source):
    source = re.sub(r"--[^\n]*", "", source)
    strict = [match for match in TABLE.finditer(source) if re.search(r"\bSTRICT\b", match.group(3))]
    begun = len(TABLE_BEGINS.findall(source))
    if begun != len(strict):
        yield Problem(file, 1, f"{begun - len(strict)} of {begun} tables are not STRICT")


def misnumbered(names):
    """Names that are not 0001_word, 0002_word … without a gap."""
    for expected, each in enumerate(sorted(names), start=1):
        match = MIGRATION.fullmatch(each)
        if match is None or int(match.group(1)) != expected:
            yield Problem(each, 1, f"is not numbered {expected:04d}")


@pytest.mark.parametrize(
    "bad",
    [
        'x = "SELECT id FROM seat"',
        'x = f"""\n    INSERT INTO {table} (a) VALUES (1)"""',
        "db.execute('PRAGMA user_version')",
        "x = 'WITH seats AS (SELECT 1) SELECT 2'",
        "x = 'UPDATE seat SET state = 1'",
        "x = 'CREATE UNIQUE INDEX one ON seat (id)'",
    ],
)
def test_the_rule_sees_sql(bad):
    assert list(sql_texts("sample", bad))


@pytest.mark.parametrize(
    "good",
    [
        "x = 'SELECTED'",
        "x = 'Update seat seven'",
        'def f():\n    """SELECT what?"""',
        "x = 'With seats'",
    ],
)
def test_the_rule_lets_words_pass(good):
    assert not list(sql_texts("sample", good))


def test_the_rule_sees_a_loose_table():
    assert not list(
        loose_tables("sample", "CREATE TABLE a (id TEXT CHECK (id > 0)) STRICT, WITHOUT ROWID;")
    )
    assert list(loose_tables("sample", "CREATE TABLE a (id TEXT);"))
    assert list(
        loose_tables("sample", "CREATE TABLE a (id TEXT) STRICT; CREATE TABLE b (id TEXT);")
    )
    assert list(loose_tables("sample", "CREATE TABLE a (id TEXT) -- STRICT\n;"))


def test_the_rule_sees_gaps_and_names():
    assert not list(misnumbered(["0001_seats", "0002_money"]))
    assert list(misnumbered(["0001_seats", "0003_money"]))
    assert list(misnumbered(["0001_seats", "0001_money"]))
    assert list(misnumbered(["1_seats"]))
    assert list(misnumbered(["0001"]))


def test_sql_stands_in_the_stores_only():
    assert (
        problems(sql_texts, [file for file in files("*.py") if not HOMES.match(name(file))]) == []
    )


def test_every_table_is_strict():
    assert problems(loose_tables, files("*.sql")) == []


def test_migrations_are_numbered_and_named():
    folders = {file.parent for file in files("*.sql") if file.parent.name == "migrations"}
    assert folders
    found = [
        problem
        for folder in sorted(folders)
        for problem in misnumbered(file.stem for file in folder.glob("*.sql"))
    ]
    assert [str(problem) for problem in found] == []


def test_the_exchanges_migrations_are_numbered_and_named():
    versions = [
        file
        for file in files("*.py", "kiosk/exchange")
        if file.parent.name == "versions" and file.stem != "__init__"
    ]
    assert versions, "the exchange's migrations are not where this looks"
    assert [str(problem) for problem in misnumbered(file.stem for file in versions)] == []
