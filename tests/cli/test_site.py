import click
import pytest

from kiosk.acts.coming_along import along
from kiosk.disk import lock
from kiosk.hub_folder import DATABASE, LOCK, MODULES


def test_every_command_has_a_help_with_an_example(empty):
    def commands(group, path=()):
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from commands(command, (*path, name))
            else:
                yield (*path, name)

    from kiosk.cli.main import kiosk

    for path in commands(kiosk):
        assert "Example:" in empty.says(*path, "--help", data=False), path


def test_a_list_of_commands_fits_a_terminal(empty):
    from kiosk.cli.main import kiosk
    from station_agent.cli import station_agent

    def lists(group, path):
        context = click.Context(group, info_name=path, terminal_width=78)
        yield path, group.get_help(context).partition("Commands:")[2]
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from lists(command, f"{path} {name}")

    for program in (kiosk, station_agent):
        for path, words in lists(program, program.name):
            assert "..." not in words, path


def test_the_program_says_its_version(empty):
    assert empty.says("--version", data=False).startswith("Steppingstone 0.1.0, calls ")


def test_a_new_site_prints_its_first_sign_in_once(empty):
    (owner,) = empty.tells("init")["sign_ins"]
    assert (owner["role"], owner["sign_in"], len(owner["secret"])) == ("owner", "owner", 10)
    assert empty.tells("init") == {"sign_ins": []}
    assert "nothing was changed" in empty.says("init")
    assert empty.tells("verify")["ok"]


def test_in_words_a_sign_in_is_one_line(empty):
    said = empty.says("init").splitlines()
    assert said[0].startswith("owner: owner / ")
    assert said[1] == "Each with name / password. They are not shown again."


def test_a_demo_site_prints_everybodys_sign_in(empty):
    made = empty.tells("init", "--demo")["sign_ins"]
    assert [one["role"] for one in made] == ["owner", "operator", "mentor", "visitor", "requester"]
    assert all(one["secret"] for one in made)
    assert len(list((empty.folder / MODULES).glob("*/*"))) == len(along())
    assert empty.tells("verify")["ok"]
    assert empty.tells("init", "--demo") == {"sign_ins": []}


def test_a_site_that_runs_is_left_alone(site):
    with lock.holding(site.folder / LOCK):
        assert "already" in site.refuses("init").lower()


def test_a_setting_that_cannot_be_is_refused_in_one_sentence(empty, monkeypatch):
    monkeypatch.setenv("KIOSK_PORT", "eighty")
    assert "port" in empty.refuses("init")
    monkeypatch.setenv("KIOSK_PORT", "8080")
    monkeypatch.setenv("KIOSK_COLOUR", "red")
    assert "KIOSK_COLOUR" in empty.refuses("init")
    assert not (empty.folder / DATABASE).exists()


def test_the_site_is_set_by_a_file_in_its_folder(empty):
    empty.folder.mkdir()
    (empty.folder / "hub.toml").write_text("port = 9123\n")
    empty.says("init")
    assert empty.tells("station", "add")["url"] == "http://127.0.0.1:9123"


def test_serve_hands_over_to_the_process_that_serves(empty, monkeypatch):
    asked = []
    monkeypatch.setattr("kiosk.serve.serve", lambda folder, _: asked.append(folder))
    empty.says("serve")
    assert asked == [empty.folder]


def test_an_exchange_that_is_away_is_said(empty, monkeypatch):
    monkeypatch.setenv("KIOSK_EXCHANGE_URL", "http://127.0.0.1:9")
    empty.says("init")
    assert empty.refuses("exchange", "join", "00000-00000-00000-00000")
    assert empty.refuses("exchange", "join", "12")


def test_an_exchange_is_joined_with_its_code(empty, monkeypatch):
    from link.shelves import HUB
    from link.test_enrol import Host

    from kiosk.protocol.enrolment import make_code

    monkeypatch.setattr("kiosk.exchange_child.HttpTransport", lambda _: Host(HUB))
    monkeypatch.setenv("KIOSK_EXCHANGE_URL", "http://exchange.example")
    empty.says("init")
    code = str(make_code(HUB.public_signing, b"7 bytes"))
    assert "Joined" in empty.says("exchange", "join", code)


def test_the_tour_is_told_where_to_write(empty, monkeypatch, tmp_path):
    import json
    import sys
    import types

    told = types.ModuleType("kiosk.tour.run")
    told.run_tour = lambda *_, **__: {"ok": False}
    monkeypatch.setitem(sys.modules, "kiosk.tour", types.ModuleType("kiosk.tour"))
    monkeypatch.setitem(sys.modules, "kiosk.tour.run", told)
    done = empty.run("tour", "--json", tmp_path / "tour.json", data=False)
    assert done.exit_code == 1
    assert json.loads((tmp_path / "tour.json").read_text()) == {"ok": False}
    told.run_tour = lambda *_, **__: {"ok": True}
    assert empty.run("tour", data=False).exit_code == 0


@pytest.mark.parametrize("words", [("verify",), ("doctor",), ("back-up",)])
def test_a_folder_without_a_site_is_refused(empty, words):
    empty.folder.mkdir()
    assert empty.run(*words).exit_code == 1


def test_a_requester_let_in_before_the_first_start_hears_where_the_exchange_will_answer(
    site, monkeypatch
):
    (site.folder / "hub.toml").write_text("exchange_port = 8191\n", "utf-8")
    monkeypatch.setenv("KIOSK_PORT", "8080")  # the hub's, and none of the exchange's
    made = site.tells("requester", "add", "Savanna Forms", "--fund", 500)
    assert made["endpoint"] == "http://127.0.0.1:8191"
    assert not (site.folder / "exchange.db").exists()
    assert (site.folder / "exchange" / "exchange.db").exists()
    again = site.tells("requester", "add", "Duka")
    assert again["endpoint"] == "http://127.0.0.1:8191"
