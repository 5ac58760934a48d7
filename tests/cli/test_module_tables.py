"""Items out and in as CSV, results out as CSV and XLSX."""

import csv
import io
import zipfile

import pytest
from cli.test_modules import write
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, import_pets
from rules.module_samples import ROWS, sample_files

from kiosk.cli import module_results
from kiosk.protocol.bodies import Practice
from kiosk.queries.module_results import Line


@pytest.fixture
def pets(tmp_path):
    return write(tmp_path / "pets", {**sample_files(), "signature": b"of before"})


def test_items_go_out_and_come_in(site, pets, tmp_path):
    table = tmp_path / "items.csv"
    assert site.says("module", "items-out", pets, table, data=False) == f"{table}\n"
    before = (pets / "items.csv").read_bytes()
    table.write_bytes(table.read_bytes().replace(b"It purrs.", "'=purrs; é".encode()))
    site.says("module", "items-in", pets, table, data=False)
    assert (pets / "items.csv").read_bytes() == before.replace(b"It purrs.", "=purrs; é".encode())
    assert not (pets / "signature").exists()
    assert site.says("module", "check", pets, data=False) == "Nothing is wrong.\n"


def test_nothing_is_written_through_a_link(site, pets, tmp_path):
    """A folder from a stranger may have its table lie somewhere else."""
    table, mine = tmp_path / "items.csv", tmp_path / "mine"
    site.says("module", "items-out", pets, table, data=False)
    mine.write_bytes(b"mine")
    (pets / "items.csv").unlink()
    (pets / "items.csv").symlink_to(mine)
    site.says("module", "items-in", pets, table, data=False)
    assert mine.read_bytes() == b"mine"
    assert site.says("module", "check", pets, data=False) == "Nothing is wrong.\n"


def test_a_table_larger_than_any_is_not_read(site, pets, tmp_path):
    with (tmp_path / "items.csv").open("wb") as file:
        file.truncate(2**40)
    done = site.run("module", "items-in", pets, tmp_path / "items.csv", data=False)
    assert (done.exit_code, done.stdout) == (1, "items.csv: This file is too large.\n")


def test_nothing_is_written_over(site, pets, tmp_path):
    (tmp_path / "items.csv").write_bytes(b"mine")
    assert "is there already" in site.refuses(
        "module", "items-out", pets, tmp_path / "items.csv", data=False
    )
    (pets / "items.csv").unlink()
    assert site.refuses("module", "items-out", pets, tmp_path / "new.csv", data=False)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (ROWS.replace("pet,media/a.png,,media/a.mp3,cat", "pet,media/a.png,,media/a.mp3,cat|dog"), "items.csv, row 2, gold: Only one answer can be right here."),
        (ROWS.replace("It purrs.", "é"), "items.csv, row 2: This row is not in UTF-8."),
    ],
    ids=["two golds", "encoding"],
)  # fmt: skip
def test_mistakes_are_named_by_row_and_nothing_is_taken(site, pets, tmp_path, table, said):
    from rules.module_samples import HEADER

    before = {path.name: path.read_bytes() for path in pets.iterdir() if path.is_file()}
    (tmp_path / "items.csv").write_bytes((HEADER + table).encode("latin-1"))
    done = site.run("module", "items-in", pets, tmp_path / "items.csv", data=False)
    assert done.exit_code == 1
    assert said in done.stdout
    assert before == {path.name: path.read_bytes() for path in pets.iterdir() if path.is_file()}


@pytest.fixture
def learnt(tmp_path):
    """A hub at which somebody practised and sat an exam; its name looks like a formula."""
    clock = FakeClock()
    hub = make_hub(tmp_path / "learnt", clock)
    world = World(hub, clock)
    by = world.staff()
    world.open_shift(by)
    world.offer()
    world.station(1)
    import_pets(hub)
    visitor = world.visitor(name="=HYPERLINK(1)")
    world.sat(1, visitor, by=by)
    seat = SeatMachine(world, 1)
    told = Practice(
        visitor, "pets-e2", "practice", "p2", {"name": "Ann", "age": "8"}, False, 1, 0, 5_000
    )
    assert seat.tell(told) == [("stored", "")]
    seat.sit_exam(visitor)
    yield hub
    hub.close()


def test_results_are_by_learner_and_item(learnt):
    rows = module_results.module_results(learnt, edition="pets-e2")
    practice, *exam = rows
    assert practice[1:10] == [
        "=HYPERLINK(1)",
        "practice",
        "p2",
        "",
        "name: Ann, age: 8",
        0,
        1,
        0,
        5,
    ]
    assert [(row[4], row[6], row[7], row[9]) for row in exam] == [(1, 1, 1, "")] * 2
    assert {row[5] for row in exam} <= {"cat", "dog", "cow"}


def test_no_cell_of_the_results_is_a_formula(learnt):
    rows = module_results.module_results(learnt, edition="pets-e2")
    header, first, *_ = csv.reader(io.StringIO(module_results._csv(rows).decode("utf-8-sig")))
    assert (tuple(header), first[1]) == (module_results.COLUMNS, "'=HYPERLINK(1)")
    with zipfile.ZipFile(io.BytesIO(module_results._xlsx(rows))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        assert b"=HYPERLINK(1)" in book.read("xl/sharedStrings.xml")


def test_an_answer_that_fits_no_more_is_neither_right_nor_wrong():
    line = Line("v", "Grace", "exam", "x1", 1, "cat", None, 1, 0, None, 0)
    assert module_results._row(line)[6] == ""


def test_the_command_writes_either_kind(site, pets, tmp_path):
    site.says("module", "import", pets)
    for name in ("pets.csv", "pets.xlsx"):
        told = site.tells("module", "results", "pets-e2", tmp_path / name)
        assert told == {"file": str(tmp_path / name), "rows": 0, "cut": False}
        assert "is there already" in site.refuses("module", "results", "pets-e2", tmp_path / name)
    assert site.run("module", "results", "pets-e2", tmp_path / "pets.txt").exit_code == 2
    assert site.refuses("module", "results", "pets-e9", tmp_path / "nine.csv")
