"""Each way in which the first start can go wrong is one sentence and an exit code not 0."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "cat", "cksum", "dirname", "grep", "tail", "id")
LIMIT_S = 240


@pytest.fixture
def place(tmp_path):
    """A copy of the start scripts, and a PATH on which there is nothing that we did not put."""
    (tmp_path / "house").mkdir()
    shutil.copytree(
        ROOT / "deploy", tmp_path / "house" / "deploy", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("setup.cfg", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / "house" / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
    return tmp_path


def put(place, name, script):
    program = place / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def run(place, *arguments, script="run", **variables):
    """What a person sees: exit code and what is said on stderr."""
    environ = {"PATH": str(place / "bin"), "HOME": str(place), **variables}
    command = ["/bin/sh", str(place / "house" / "deploy" / script), *arguments]
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    return done.returncode, done.stderr


def is_one_sentence(said, *words):
    lines = said.splitlines()
    assert len(lines) == 1, said
    assert said.rstrip().endswith((".", ")."))
    assert all(word in said for word in words), said


def test_no_python_at_all(place):
    code, said = run(place)
    assert code != 0
    is_one_sentence(said, "Python 3.11 or newer", "install")


def test_an_old_python(place):
    put(place, "python3", 'case "$2" in *version.split*) echo 3.9.2 ;; *) exit 1 ;; esac')
    code, said = run(place)
    assert code != 0
    is_one_sentence(said, "Python 3.11 or newer", "has 3.9.2")


def test_a_python_that_is_named_and_missing(place):
    code, said = run(place, PYTHON="/nowhere/python3")
    assert code != 0
    is_one_sentence(said, "PYTHON=/nowhere/python3", "3.11 or newer")


def test_an_old_python_beside_a_new_one_is_passed_over(place):
    put(place, "python3", "exit 1")
    put(place, "python3.12", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    assert "apt-get install python3-venv" in run(place)[1]


def test_debian_without_the_venv_package(place):
    put(place, "python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    code, said = run(place)
    assert code != 0
    is_one_sentence(said, "apt-get install python3-venv")


def test_a_full_disk_while_making_the_venv(place):
    put(
        place,
        "python3",
        'case "$1" in -m) echo "OSError: [Errno 28] No space left on device"; exit 1 ;; esac',
    )
    code, said = run(place)
    assert code != 0
    is_one_sentence(said, "The disk is full", "make room")


def test_a_folder_in_which_no_venv_can_be_made(place):
    put(place, "python3", 'case "$1" in -m) echo "Error: Permission denied"; exit 1 ;; esac')
    code, said = run(place)
    assert code != 0
    assert ".venv could not be made" in said


def venv_whose_pip(place, script):
    """A `python3` that makes a venv in which pip does what `script` says."""
    inner = place / "inner-python"
    inner.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exit 0\n{script}\n', encoding="utf-8")
    inner.chmod(0o755)
    (place / "bin" / "mkdir").symlink_to(shutil.which("mkdir"))
    (place / "bin" / "cp").symlink_to(shutil.which("cp"))
    put(
        place,
        "python3",
        f'[ "$1" = -m ] || exit 0\nmkdir -p .venv/bin && cp {inner} .venv/bin/python',
    )


def test_a_full_disk_while_installing(place):
    venv_whose_pip(
        place,
        'echo "ERROR: Could not install packages: [Errno 28] No space left on device"; exit 1',
    )
    code, said = run(place)
    assert code != 0
    is_one_sentence(said, "The disk is full")


def test_an_installation_that_fails_for_another_reason_names_its_log(place):
    venv_whose_pip(place, 'echo "error: command gcc failed"; exit 1')
    code, said = run(place)
    assert code != 0
    is_one_sentence(said, "The installation failed", ".venv/install.log")


def test_a_venv_that_was_left_half_made_is_made_anew(place):
    half = place / "house" / ".venv" / "bin" / "python"
    half.parent.mkdir(parents=True)
    half.write_text('#!/bin/sh\ncase "$2" in *pip*) exit 1 ;; esac\n', encoding="utf-8")
    half.chmod(0o755)
    venv_whose_pip(place, 'echo "pip ran"; exit 1')
    assert run(place)[0] != 0
    log = place / "house" / ".venv" / "install.log"
    assert log.read_text(encoding="utf-8") == "pip ran\n"


@pytest.mark.slow
def test_no_network_for_the_install(place):
    (place / "bin" / "python3").symlink_to(sys._base_executable)
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
    }
    code, said = run(place, **nowhere)
    assert code != 0
    is_one_sentence(said, "connect this machine to the internet")


def test_a_damaged_venv_is_made_anew(place):
    (place / "house" / ".venv" / "bin").mkdir(parents=True)
    put(place, "python3", 'case "$1" in -m) echo "made anew"; exit 1 ;; esac')
    assert "made anew" in run(place)[1]


def installed(place):
    """As after a good first start, with a fake of what `pip install` left."""
    put(place, "python3", "exit 0")
    binaries = place / "house" / ".venv" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "python").write_text(
        '#!/bin/sh\n[ "$1" = -c ] || echo "ran $*"\n', encoding="utf-8"
    )
    (binaries / "python").chmod(0o755)
    text = (place / "house" / "setup.cfg").read_bytes()
    stamp = subprocess.run(["cksum"], input=text, capture_output=True, check=True)
    for kind in ("run", "tests"):
        (place / "house" / ".venv" / f"installed-{kind}").write_bytes(stamp.stdout)


def test_a_second_start_installs_nothing(place):
    installed(place)
    command = ["/bin/sh", str(place / "house" / "deploy" / "run"), "--port", "9080"]
    done = subprocess.run(
        command, env={"PATH": str(place / "bin")}, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"ran {place}/house/deploy/start.py --port 9080\n"


def test_a_changed_setup_installs_again(place):
    installed(place)
    with (place / "house" / "setup.cfg").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    command = ["/bin/sh", str(place / "house" / "deploy" / "run")]
    done = subprocess.run(
        command, env={"PATH": str(place / "bin")}, capture_output=True, text=True, check=True
    )
    assert "Installing what run needs" in done.stdout


def test_tests_without_their_debian_packages_name_them_where_apt_may_not(place):
    installed(place)
    code, said = run(place, script="test")
    assert code != 0
    is_one_sentence(said, "chromium", "install")


def test_tests_install_debian_packages_where_they_may(place):
    installed(place)
    (place / "bin" / "id").unlink()
    put(place, "id", "echo 0")
    put(place, "apt-get", f'echo "$*" >> {place}/asked')
    code, said = run(place, "tests/house", script="test")
    assert (code, said) == (0, "")
    assert "chromium" in (place / "asked").read_text(encoding="utf-8")


def test_apt_that_fails_is_one_sentence(place):
    installed(place)
    (place / "bin" / "id").unlink()
    put(place, "id", "echo 0")
    put(place, "apt-get", "exit 100")
    code, said = run(place, script="test")
    assert code != 0
    is_one_sentence(said, "apt-get could not install", "internet")
