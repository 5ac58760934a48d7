"""Kolibri beside us, in one run: `./deploy/bench --against kolibri`.

It is installed into an environment of its own, works in a home of its own that is thrown away,
listens on loopback only and tells nobody of itself. Its learners answer exercises of one class as
its own pages do: `PUT /api/logger/trackprogress/SESSION/`, one answer a request.
"""

import http.client
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import load
from benchmarks.site import HOST, Running, free_port, started

VERSION = "0.19.5"
OWNER, PASSWORD = "owner", "measured-only"
PROVISION_LIMIT_S = 180
EXERCISE = uuid.UUID(int=7).hex
"""No content is needed: Kolibri logs an answer by the exercise's id alone."""
MASTERY = {"type": "m_of_n", "m": 5, "n": 7}


def install(folder: Path) -> Path:
    """The command `kolibri` of an environment of its own; made once.

    Raises:
        subprocess.CalledProcessError: pip could not install it.
    """
    command = folder / "bin" / "kolibri"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q"]
        subprocess.run([*pip, f"kolibri=={VERSION}"], check=True)
    return command


@dataclass
class Caller:
    """One who is signed in, with the cookies that Kolibri gave."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """An answer as JSON.

        Raises:
            RuntimeError: Kolibri refused.
        """
        connection = http.client.HTTPConnection(HOST, self.port, timeout=load.REQUEST_LIMIT_S)
        sent = None if body is None else json.dumps(body)
        connection.request(method, path, sent, self.headers())
        answer = connection.getresponse()
        said = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        connection.close()
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:200]!r}")
        return json.loads(said) if "json" in answer.headers.get("Content-Type", "") else None

    def headers(self) -> dict[str, str]:
        """What its own pages send along."""
        found = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.cookies:
            found["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            found["X-CSRFToken"] = self.cookies.get("kolibri_csrftoken", "")
        return found

    def sign_in(self, name: str, password: str, facility: str) -> None:
        """Open a session as a learner or as the owner."""
        self.ask("GET", "/en/auth/")
        told = {"username": name, "password": password, "facility": facility}
        self.ask("POST", "/api/auth/session/", told)


@contextmanager
def kolibri_process(command: Path, home: Path) -> Iterator[Running]:
    """Kolibri, provisioned and answering, until the end of the block."""
    port = free_port()
    environment = _alone(command, home, port)
    provision = [str(command), "manage", "provisiondevice", "--facility", "Measured"]
    provision += ["--superusername", OWNER, "--superuserpassword", PASSWORD]
    provision += ["--preset", "formal", "--language_id", "en", "--noinput"]
    subprocess.run(
        provision, env=environment, check=True, capture_output=True, timeout=PROVISION_LIMIT_S
    )
    serve = [str(command), "start", "--foreground"]
    with started(serve, environment, port, "/api/public/info/") as running:
        yield running


def _alone(command: Path, home: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "KOLIBRI_HOME": str(home),
        "KOLIBRI_LISTEN_ADDRESS": HOST,
        "KOLIBRI_HTTP_PORT": str(port),
        "KOLIBRI_ZIP_CONTENT_PORT": str(free_port()),
        "KOLIBRI_DISABLE_PING": "1",
        "KOLIBRI_ZEROCONF_ENABLED": "0",
    }


class Class:
    """Learners of one class, signed in, each in the middle of an exercise."""

    def __init__(self, port: int, *, learners: int) -> None:
        self.port = port
        self._asked = 0
        self._sessions: list[tuple[Caller, str]] = []
        facility = Caller(port).ask("GET", "/api/auth/facility/")[0]["id"]
        owner = Caller(port)
        owner.sign_in(OWNER, PASSWORD, facility)
        for number in range(learners):
            name = f"learner{number}"
            told = {"username": name, "full_name": name, "password": PASSWORD}
            owner.ask("POST", "/api/auth/facilityuser/", {**told, "facility": facility})
            self._sessions.append(_begin(port, name, facility))

    def answer(self, *, each: int) -> load.Figures:
        """All learners answer at once, one answer after the other, every third one wrong."""
        work = [
            [self._answer(caller, session) for _ in range(each)]
            for caller, session in self._sessions
        ]
        return load.closed_loop(self.port, work)

    def _answer(self, caller: Caller, session: str) -> bytes:
        self._asked += 1
        given = {
            "item": f"item-{self._asked}",
            "correct": 0.0 if self._asked % 3 == 0 else 1.0,
            "complete": self._asked % 3 != 0,
            "time_spent": 3,
            "answer": {"choice": 2},
            "simple_answer": "2",
        }
        body = json.dumps({"time_spent_delta": 3, "progress": 0.5, "interactions": [given]})
        path = f"/api/logger/trackprogress/{session}/"
        return load.raw_request("PUT", path, list(caller.headers().items()), body.encode())


def _begin(port: int, name: str, facility: str) -> tuple[Caller, str]:
    caller = Caller(port)
    caller.sign_in(name, PASSWORD, facility)
    asked = {"node_id": EXERCISE, "content_id": EXERCISE, "channel_id": EXERCISE}
    begun = caller.ask(
        "POST",
        "/api/logger/trackprogress/",
        {**asked, "kind": "exercise", "mastery_model": MASTERY},
    )
    return caller, begun["session_id"]
