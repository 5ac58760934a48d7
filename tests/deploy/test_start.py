"""The start of a demo site against fakes of our own commands."""

import errno
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.ports import free_port

FILE = Path(__file__).parents[2] / "deploy" / "start.py"
LIMIT_S = 240

SERVER = """
import http.server, os, sys
class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404); self.end_headers()
    def log_message(self, *words): pass
def serve(port):
    import threading
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
"""

KIOSK = (
    SERVER
    + """
import json, pathlib, signal
data = pathlib.Path(sys.argv[sys.argv.index("--data") + 1])
if sys.argv[1] == "init":
    (data / "hub.db").write_text("")
    print(json.dumps({"sign_ins": [{"role": "operator", "sign_in": "amina", "secret": "demo-1"}]}))
elif sys.argv[1:3] == ["station", "add"]:
    print(json.dumps({"code": "CODE-1"}))
else:
    serve(int(os.environ["KIOSK_PORT"])); serve(int(os.environ["KIOSK_EXCHANGE_PORT"]))
    signal.pause()
"""
)

AGENT = (
    SERVER
    + """
import pathlib, signal
data = pathlib.Path(sys.argv[sys.argv.index("--data") + 1])
if sys.argv[1] == "enrol":
    data.mkdir(); (data / "enrolled").write_text(" ".join(sys.argv[2:4]))
else:
    serve(int(os.environ["KIOSK_PORT"])); signal.pause()
"""
)


@pytest.fixture(scope="module")
def start():
    spec = importlib.util.spec_from_file_location("start", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["start"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def binaries(tmp_path):
    """A folder that looks like .venv/bin: our Python and fakes of our two commands."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, program in (("kiosk", KIOSK), ("station-agent", AGENT)):
        file = folder / name
        file.write_text(f"#!{sys.executable}\nimport sys\n{program}", encoding="utf-8")
        file.chmod(0o755)
    (folder / "python").write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "$LAUNCH" "$@"\n', encoding="utf-8"
    )
    return folder


def launched(binaries, *arguments):
    """`deploy/start.py` as `deploy/run` starts it, with our fakes beside its Python."""
    launch = (
        "import runpy, sys; from pathlib import Path; "
        f"sys.executable = {str(binaries / 'python')!r}; sys.argv[0] = 'start.py'; "
        f"runpy.run_path({str(FILE)!r}, run_name='__main__')"
    )
    environ = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    command = [sys.executable, "-c", launch, *arguments]
    return subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def read_until(process, words):
    seen = ""
    for line in process.stdout:
        seen += line
        if words in line:
            return seen
    raise AssertionError(seen + process.stderr.read())


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_site_starts_says_where_it_is_and_stops_on_ctrl_c(binaries, tmp_path):
    port, data = free_port(-10, 10), tmp_path / "data"
    process = launched(binaries, "--data", str(data), "--port", str(port))
    seen = read_until(process, "Ctrl-C stops")
    for words in (
        "Preparing a demo site",
        "Starting the hub",
        "Enrolling",
        "operator",
        "amina",
        f":{port}/",
        f":{port - 10}/",
        f":{port + 10}/",
    ):
        assert words in seen
    assert (data / "station-1" / "enrolled").read_text() == f"http://127.0.0.1:{port} CODE-1"
    assert (data / "demo-sign-ins.json").stat().st_mode & 0o777 == 0o600
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, said) == (0, "")
    assert not any(answers(each) for each in (port, port - 10, port + 10))


def test_a_second_start_prepares_nothing_and_shows_the_same_sign_ins(binaries, tmp_path):
    port, data = free_port(-10, 10), tmp_path / "data"
    (data / "station-1").mkdir(parents=True)
    (data / "station-1" / "hub.json").write_text("{}")
    (data / "demo-sign-ins.json").write_text(
        json.dumps({"sign_ins": [{"sign_in": "amina"}]}), encoding="utf-8"
    )
    process = launched(binaries, "--data", str(data), "--port", str(port))
    seen = read_until(process, "Ctrl-C stops")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=LIMIT_S)
    assert "amina" in seen
    assert "Preparing" not in seen
    assert process.returncode == 0


def test_a_folder_with_other_files_is_left_alone(binaries, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "photo.jpg").write_text("not ours")
    process = launched(
        binaries, "--data", str(tmp_path / "data"), "--port", str(free_port(-10, 10))
    )
    _, said = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1
    assert "holds other files and no site" in said
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["photo.jpg"]


def test_a_hub_that_stops_while_starting_is_one_sentence_and_nothing_is_left(binaries, tmp_path):
    (binaries / "kiosk").write_text(
        "#!/bin/sh\necho 'the database is damaged' >&2\nexit 3\n", encoding="utf-8"
    )
    data = tmp_path / "data"
    (data / "station-1").mkdir(parents=True)
    (data / "station-1" / "hub.json").write_text("{}")
    process = launched(binaries, "--data", str(data), "--port", str(free_port(-10, 10)))
    _, said = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1
    assert said.startswith("The hub stopped: the database is damaged (see ")
    assert len(said.splitlines()) == 1


def test_an_init_that_refuses_passes_its_sentence_on(binaries, tmp_path):
    (binaries / "kiosk").write_text(
        "#!/bin/sh\necho 'No room for a demo.' >&2\nexit 1\n", encoding="utf-8"
    )
    process = launched(
        binaries, "--data", str(tmp_path / "data"), "--port", str(free_port(-10, 10))
    )
    _, said = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, said) == (1, "No room for a demo.\n")


def test_a_port_in_use_is_one_sentence(binaries, tmp_path):
    port = free_port(-10, 10)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + 10))
        other.listen()
        process = launched(binaries, "--data", str(tmp_path / "data"), "--port", str(port))
        _, said = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1
    assert said.startswith(f"Port {port + 10} is in use by another program")
    assert "--port" in said
    assert len(said.splitlines()) == 1


def test_a_port_that_does_not_exist(binaries, tmp_path):
    process = launched(binaries, "--data", str(tmp_path / "data"), "--port", "65530")
    _, said = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1
    assert said.startswith("There is no port 65540")


def test_a_data_folder_that_cannot_be_made_is_one_sentence(binaries, tmp_path):
    (tmp_path / "file").write_text("")
    process = launched(binaries, "--data", str(tmp_path / "file" / "data"))
    _, said = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 1
    assert "cannot be written" in said
    assert "--data DIR" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [
        pytest.param(errno.ENOSPC, "The disk is full: make room", id="no room"),
        pytest.param(errno.EDQUOT, "The disk is full: make room", id="no quota"),
        pytest.param(errno.EROFS, "choose another with --data DIR", id="read-only"),
        pytest.param(errno.EACCES, "choose another with --data DIR", id="not ours"),
    ],
)
def test_a_data_folder_that_refuses_the_first_write(start, tmp_path, monkeypatch, number, words):
    def refuse(descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(start.os, "fsync", refuse)
    with pytest.raises(start.FailedError, match=words):
        start.check_folder(tmp_path)


def test_the_tour_passes_its_code_on(binaries, tmp_path):
    (binaries / "kiosk").write_text('#!/bin/sh\necho "$*"\nexit 1\n', encoding="utf-8")
    process = launched(binaries, "--tour", "--json", "out.json")
    shown, _ = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, shown) == (1, "tour --json out.json\n")


def test_a_browser_opens_only_where_there_is_a_screen(start, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(start.webbrowser, "open", opened.append)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(start.sys, "platform", "linux")
    site = start.Site(data=tmp_path, port=8080)
    start.open_browser(site)
    assert opened == []
    monkeypatch.setenv("DISPLAY", ":0")
    start.open_browser(site)
    assert opened == ["http://127.0.0.1:8080/", "http://127.0.0.1:8070/"]
