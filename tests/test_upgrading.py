"""While years of data are brought to a newer schema everybody sees how far it is, and only that."""

import socket
import sqlite3
import threading
import urllib.error
import urllib.request
from contextlib import closing

import pytest
from fakes.hub_world import make_hub
from fakes.ports import free_port

from kiosk import serve, upgrading
from kiosk.disk.migrate import Migration
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.settings import HubSettings
from kiosk.store import schema

LIMIT_S = 60


@pytest.fixture
def folder(tmp_path, clock):
    make_hub(tmp_path, clock).close()
    return tmp_path


@pytest.fixture
def newer(folder, monkeypatch):
    """A program with two steps more than the database has."""
    assert upgrading.steps_left(folder) == 0
    have = schema.migrations()
    steps = [
        Migration(len(have) + n, f"{len(have) + n:04d}_step_{n}.sql", f"CREATE TABLE step_{n} (x);")
        for n in (1, 2)
    ]
    for module in (schema, upgrading):
        monkeypatch.setattr(module, "migrations", lambda: (*have, *steps))


def settings(**other):
    return HubSettings(port=free_port(), **other)


def asked(site, path="/", method="GET", body=None):
    address = f"http://127.0.0.1:{site.port}{path}"
    request = urllib.request.Request(address, data=body, method=method)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=LIMIT_S)  # noqa: S310  the same
    with caught.value as answer:
        return answer.code, answer.headers, answer.read().decode()


def tables(folder):
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}


@pytest.mark.usefixtures("newer")
def test_each_step_is_shown_at_every_path_and_told_in_the_journal(folder, monkeypatch, capsys):
    site, seen, tell = settings(languages=("en", "ar")), [], upgrading.Upgrade.tell

    def told(progress, *step):
        tell(progress, *step)
        seen.append(asked(site, "/floor"))

    monkeypatch.setattr(upgrading.Upgrade, "tell", told)
    assert upgrading.steps_left(folder) == 2
    upgrading.upgrade(folder, site)
    assert [code for code, _, _ in seen] == [503, 503]
    for n, (_, headers, page) in enumerate(seen, 1):
        assert f"Step {n} of 2." in page
        assert 'lang="ar" dir="rtl"' in page
        assert 'http-equiv="refresh"' in page
        assert "<script" not in page
        assert headers["Retry-After"] == "5"
        assert "default-src" in headers["Content-Security-Policy"]
        assert "Python" not in headers["Server"]
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        "database: step 1 of 2",
        "database: step 2 of 2",
    ]
    assert {"step_1", "step_2"} <= tables(folder)
    assert upgrading.steps_left(folder) == 0
    serve.refuse_port_in_use(site.host, site.port)


def test_machines_get_a_no_that_settles_nothing_and_whatever_is_sent_is_left_alone():
    site = settings()
    with upgrading.serving(upgrading.Upgrade(3), site):
        code, headers, body = asked(site, "/sync/v1/push", "POST", b"facts")
        assert (code, headers["Content-Type"], body) == (
            503,
            "application/json",
            '{"refusal": "busy"}',
        )
        assert asked(site, "/health")[0] == 503
        assert asked(site, "/", "HEAD")[2] == ""
        silent = socket.create_connection((site.host, site.port))
        assert "Step 1 of 3." in asked(site, "/till", "POST", b"x=1")[2]
    silent.close()


@pytest.mark.usefixtures("newer")
def test_a_step_that_fails_leaves_the_address_and_the_steps_before_it(folder, monkeypatch):
    """As when the power goes: what was done is done, the next start goes on there."""
    tell = upgrading.Upgrade.tell

    def cut(progress, step, steps, name):
        if step == 2:
            raise SystemExit
        tell(progress, step, steps, name)

    site = settings()
    monkeypatch.setattr(upgrading.Upgrade, "tell", cut)
    with pytest.raises(SystemExit):
        upgrading.upgrade(folder, site)
    assert "step_1" in tables(folder)
    assert "step_2" not in tables(folder)
    assert upgrading.steps_left(folder) == 1
    monkeypatch.setattr(upgrading.Upgrade, "tell", tell)
    upgrading.upgrade(folder, site)
    assert "step_2" in tables(folder)
    assert not [one for one in threading.enumerate() if one.name == "page"]


@pytest.mark.usefixtures("newer")
def test_what_is_no_site_in_use_is_left_to_the_start(folder):
    (folder / KEYS).rename(folder / "away")
    assert upgrading.steps_left(folder) == 0
    (folder / "away").rename(folder / KEYS)
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        db.execute("PRAGMA user_version = 0")
    assert upgrading.steps_left(folder) == 0
    (folder / DATABASE).unlink()
    upgrading.upgrade(folder, settings())
    assert not (folder / DATABASE).exists()
