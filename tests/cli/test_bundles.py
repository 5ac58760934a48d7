"""`kiosk bundle` and `kiosk exchange bundle`, beside machines that run and on folders at rest."""

import pytest
from cli.conftest import Terminal
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.two_sides import Sides

from kiosk import commands
from kiosk.disk import lock
from kiosk.exchange import commands as exchange_commands
from kiosk.hub_folder import LOCK


@pytest.fixture
def sides():
    with quick_disk.folder() as folder:
        made = Sides(folder, FakeClock())
        made.market.post(3)
        yield made
        made.close()


@pytest.fixture
def van(sides):
    sides.hub.close()
    return Terminal(sides.folder / "hub")


@pytest.fixture
def office(sides):
    sides.exchange.close()
    return Terminal(sides.folder / "exchange")


def test_a_stick_goes_round_by_commands_alone(sides, van, office):
    said = office.says("exchange", "bundle", "write", sides.stick, "--hub", "Van")
    assert said == (
        "Written and read again from the stick; facts: 1, files: 1. You may unplug the stick.\n"
    )
    assert "Facts: 1, new: 1, signed for: 0." in van.says("bundle", "read", sides.stick)
    assert van.tells("bundle", "write", sides.stick)["facts"] == 0
    assert office.tells("exchange", "bundle", "read", sides.stick)["hubs"] == ["Van"]
    assert "Facts: 0, new: 0, of Van." in office.says(
        "exchange", "bundle", "read", next(sides.stick.glob(f"*{sides.exchange.keys.origin[:8]}*"))
    )


def test_what_is_refused_is_one_sentence(sides, van, office):
    van.says("bundle", "write", sides.stick)
    assert van.refuses("bundle", "read", sides.stick).startswith("This bundle was written here.")
    assert van.refuses("bundle", "read", sides.folder / "none").startswith("The stick cannot be")
    assert "not" in office.refuses("exchange", "bundle", "write", sides.stick, "--hub", "Nobody")


def test_beside_a_hub_that_runs_the_hub_does_it(sides):
    folder = sides.folder / "hub"
    with lock.holding(folder / LOCK), commands.listen(sides.hub, folder):
        done = Terminal(folder).run("bundle", "write", sides.stick)
    assert done.exit_code == 0
    assert "You may unplug the stick." in done.stdout
    assert sides.hub.errands.last.result["facts"] == 0


def test_beside_an_exchange_that_runs_the_exchange_does_it(sides):
    folder = sides.folder / "exchange"
    with (
        lock.holding(folder / exchange_commands.LOCK),
        exchange_commands.listen(sides.exchange),
    ):
        office = Terminal(folder)
        done = office.tells("exchange", "bundle", "write", sides.stick)
        assert sorted(done["hubs"]) == ["Kibera", "Van"]
        gone = office.run("exchange", "bundle", "read", sides.folder / "none")
    assert (gone.exit_code, gone.stdout) == (1, "")
    assert gone.stderr.splitlines()[-1].startswith("The stick cannot be reached.")


def test_without_an_errand_there_is_no_progress(sides):
    from kiosk.cli.bundles import bundle_progress
    from kiosk.rules.refusals import Refusal

    with pytest.raises(Refusal, match="not_found"):
        bundle_progress(sides.hub)
    with pytest.raises(Refusal, match="not_found"):
        exchange_commands.bundle_progress(sides.exchange)
