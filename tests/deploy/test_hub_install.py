"""What a site installs, as far as it goes without being root: below a folder, nothing started."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import site_ca
from kiosk.reading_settings import read_settings
from kiosk.settings import HubSettings

INSTALL = Path(__file__).parents[2] / "deploy" / "hub" / "install"
PROGRAM = Path(sys.executable).parent.parent
NAMES = ("--name", "hub.lan", "--name", "10.0.0.2")


def install(root, *words, **environment):
    return subprocess.run(
        [str(INSTALL), "--root", str(root), "--program", str(PROGRAM), *words],
        capture_output=True, text=True, check=False, env=os.environ | environment,
    )  # fmt: skip


def program_that(folder, *, ends):
    """Stands for `nft`: notes what it is asked, and ends so."""
    made = folder / "nft"
    made.write_text(f'#!/bin/sh\necho "$@" >>{folder}/asked\necho its reason\nexit {ends}\n')
    made.chmod(0o755)
    return str(made)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    done = install(root, *NAMES)
    assert done.returncode == 0, done.stderr
    (root / "said.txt").write_text(done.stdout)
    return root


def test_the_hub_listens_on_this_machine_and_believes_the_proxy(root):
    data = root / "var/lib/steppingstone/hub"
    settings = read_settings(HubSettings, data / "hub.toml", {})
    assert (settings.host, settings.proxy_address) == ("127.0.0.1", "127.0.0.1")
    assert settings.trusted_hosts == ("hub.lan", "10.0.0.2")
    assert {"hub.lan", "10.0.0.2"} <= set(site_ca.leaf(data).names)
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_what_can_be_looked_at_was(root):
    said = (root / "said.txt").read_text()
    assert "owner: owner /" in said  # the first sign-in, printed once
    assert "Caddyfile: valid" in said
    if shutil.which("systemd-analyze"):
        assert "Units: valid" in said
    assert "nothing was started" in said


def test_it_says_how_it_is_used_and_what_is_missing(tmp_path):
    done = subprocess.run([str(INSTALL), "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "sudo deploy/hub/install --name hub.lan" in done.stdout
    assert "--root DIR" in done.stdout
    done = subprocess.run(
        [str(INSTALL), "--root", str(tmp_path), "--program", "/nowhere", *NAMES],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("/nowhere/bin/kiosk is missing: name the venv that has it")


def test_every_unit_starts_again_and_may_write_nothing_but_its_own(root):
    units = root / "etc/systemd/system"
    for name in ("hub", "exchange", "caddy"):
        unit = (units / f"steppingstone-{name}.service").read_text()
        for line in ("Restart=always", "ProtectSystem=strict", "NoNewPrivileges=yes"):
            assert line in unit.splitlines(), (name, line)
        assert re.search(r"^(User=steppingstone|DynamicUser=yes)$", unit, re.MULTILINE)
        assert "@" not in re.sub(r"SystemCallFilter=@system-service", "", unit)


def test_the_proxy_has_no_door_of_its_own_and_shows_no_figures(root):
    caddyfile = (root / "etc/steppingstone/Caddyfile").read_text()
    for line in ("admin off", "auto_https off", "respond @inside 404", "read_header 10s"):
        assert line in caddyfile


def test_the_kernels_limits_are_loaded_with_the_hub_or_it_says_why_not(root, tmp_path):
    """Again and again below the same folder: as on a site, a kernel that refuses, no `nft`."""
    units = root / "etc/systemd/system"
    unit, is_root = units / "steppingstone-limits.service", os.geteuid() == 0
    nft = program_that(tmp_path, ends=0)
    done = install(root, *NAMES, NFT=nft)
    assert done.returncode == 0, done.stderr
    assert {f"ExecStart={nft} -f /etc/steppingstone/limits.nft", "PartOf=nftables.service"} <= set(
        unit.read_text().splitlines()
    )
    asked = f"--check --file {root}/etc/steppingstone/limits.nft\n" if is_root else ""
    assert ((tmp_path / "asked").read_text() if is_root else "") == asked
    assert ("Limits: valid" in done.stdout) is is_root

    done = install(root, *NAMES, NFT=program_that(tmp_path, ends=1))
    assert done.returncode == 0, done.stderr
    assert ("none are set: its reason" in done.stderr) is is_root  # nobody else may ask the kernel
    assert unit.exists() is not is_root

    done = install(root, *NAMES, NFT=str(tmp_path / "none"))
    assert done.returncode == 0, done.stderr
    assert "apt-get install nftables" in done.stdout
    assert not unit.exists()
    assert (units / "steppingstone-hub.service").exists()


def test_the_limits_replace_themselves_when_they_are_loaded_again():
    """An empty table first, so that deleting it never fails; then it is made anew."""
    lines = (INSTALL.parent / "limits.nft").read_text().splitlines()
    said = [line for line in lines if not line.startswith("#")]
    assert said[:2] == ["table inet steppingstone", "delete table inet steppingstone"]


def test_a_second_time_changes_nothing_of_the_owner_s(root):
    data = root / "var/lib/steppingstone/hub"
    kept = 'host = "127.0.0.1"\nproxy_address = "127.0.0.1"\nsite_name = "Mine"\n'
    before = (data / "hub.toml").read_text()
    (data / "hub.toml").write_text(kept)
    fingerprint = site_ca.root(data).fingerprint
    done = install(root, *NAMES)
    assert done.returncode == 0, done.stderr
    assert (data / "hub.toml").read_text() == kept
    assert site_ca.root(data).fingerprint == fingerprint
    assert "nothing was changed" in done.stdout
    (data / "hub.toml").write_text(before)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name the hub"),
        (("--name",), "needs a word"),
        (("--name", "8.8.8.8"), "8.8.8.8"),
        (("--name", "hub; reboot"), "no host name"),
        (("--nmae", "hub.lan"), "There is no --nmae"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(tmp_path, words, says):
    done = install(tmp_path, *words)
    assert done.returncode != 0
    assert says in done.stderr.splitlines()[-1]
