"""A hub as a process of its own, with its desk's forms over HTTP: it can be killed at any moment."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import requests
from fakes.hub_world import PASSWORD
from fakes.ports import free_port

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
WRONG = re.compile(r'role="alert".*?</div>|<h1>.*?</h1>', re.DOTALL)
NOBODY = "http://127.0.0.1:9"
"""Where no exchange answers, so that the hub starts none of its own."""
SERVES = """
import dataclasses
from kiosk.jobs import table
table.JOBS = tuple(
    dataclasses.replace(job, every_s=0.05) if job.name == "renew_subscriptions" else job
    for job in table.JOBS
)
from kiosk.cli.main import kiosk
kiosk(prog_name="kiosk")
"""
"""`kiosk serve` itself; only the job that renews runs twenty times a second, not once a minute."""
ANSWERS_WITHIN_S = 120


class LiveHub:
    """`kiosk serve` on a folder; `start` again after `kill` takes the same port."""

    def __init__(self, folder, *, before="") -> None:
        """`before`: lines of Python that the process runs first."""
        self.folder, self.before = folder, before
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        """Returns once it listens."""
        self.begin()
        for line in self.process.stdout:
            if line.startswith(b"hub listening on "):
                return
        raise AssertionError("the hub does not start")

    def begin(self):
        """Returns at once: its jobs run before it listens."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.before + SERVES, "serve", "--data", str(self.folder)],
            cwd=ROOT,
            env={**own, "KIOSK_PORT": str(self.port), "KIOSK_EXCHANGE_URL": NOBODY},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def kill(self):
        """As the power does: nothing is finished, nothing is said."""
        self._end(signal.SIGKILL)

    def stop(self):
        """As its owner does."""
        self._end(signal.SIGTERM)

    def _end(self, how):
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process.stdout.close()
            self.process = None


class Browser:
    """Somebody signed in at the panel. Cookies of later answers are dropped: they may never have come."""

    def __init__(self, hub, name) -> None:
        web = requests.Session()
        web.trust_env = False
        self.token = TOKEN.search(web.get(f"{hub.url}/sign-in", timeout=ANSWERS_WITHIN_S).text)[1]
        self.cookies = web.cookies.get_dict()
        came = self._post(hub, "/sign-in", name=name, password=PASSWORD)
        assert came.status_code == 303, came.text
        self.cookies |= came.cookies.get_dict()
        floor = requests.get(f"{hub.url}/floor", cookies=self.cookies, timeout=ANSWERS_WITHIN_S)
        self.cookies |= floor.cookies.get_dict()
        self.token = TOKEN.search(floor.text)[1]

    def post(self, hub, path, request_id, **fields):
        """Status and place of the answer, and its words where it refuses."""
        answer = self._post(hub, path, request_id=request_id, **fields)
        return answer.status_code, answer.headers.get("Location"), said_wrong(answer.text)

    def _post(self, hub, path, **fields):
        return requests.post(
            hub.url + path,
            data={**fields, "csrf_token": self.token},
            cookies=self.cookies,
            allow_redirects=False,
            timeout=ANSWERS_WITHIN_S,
        )


def said_wrong(text):
    """What a refusing page says, without the rest of it."""
    return [re.sub(r"<[^>]+>|\s+", " ", one) for one in WRONG.findall(text)]
