"""A command as a process that can be killed often: it is imported once, and each start is a fork.

    with Zygote("kiosk.cli.main:kiosk", "kiosk.serve") as zygote:
        process = zygote.start("serve", "--data", folder, environ={"KIOSK_PORT": "8080"})
        process.until(" listening on ")
        process.kill()

A start costs tens of milliseconds then, so that thousands of kills can be tried. Whoever is left when
the test itself dies is killed by the kernel.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
LIMIT_S, LAST_WORDS = 120, 4_000
WARM_UP = """
import ctypes, faulthandler, gc, importlib, json, os, signal, socket, sys
DIES_WITH_PARENT = 1
ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
name, *more = sys.argv[1:]
module, _, function = name.partition(":")
run = getattr(importlib.import_module(module), function)
for one in more:
    importlib.import_module(one)
gc.collect()
gc.freeze()
line = socket.socket(fileno=0)
line.send(b"{}")
while True:
    said, files, _, _ = socket.recv_fds(line, 65_536, 2)
    if not said:
        break
    asked = json.loads(said)
    if "arguments" not in asked:
        _, how = os.waitpid(asked["pid"], 0)
        line.send(json.dumps({"how": how}).encode())
        continue
    child = os.fork()
    if child:
        for file in files:
            os.close(file)
        line.send(json.dumps({"pid": child}).encode())
        continue
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    line.close()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(files[0], 1)
    os.dup2(files[1], 2)
    for file in files:
        os.close(file)
    os.environ.update(asked["environ"])
    faulthandler.register(signal.SIGUSR1)
    sys.argv = [function, *asked["arguments"]]
    run()
    os._exit(0)
"""


class Forked:
    """One run of the command. What it says to stderr stands in the file `log`."""

    def __init__(self, zygote, pid, said, log) -> None:
        self._zygote, self.pid, self._said, self._log = zygote, pid, said, log
        self.ended, self.how = False, None

    def until(self, words):
        """The line in which it says so; None if it ended before, or says nothing more."""
        said, ends = b"", time.monotonic() + LIMIT_S
        waits = select.poll()  # select() knows no file above 1023, and a long run holds many
        waits.register(self._said, select.POLLIN)
        while time.monotonic() < ends:
            if not waits.poll(1_000):
                continue
            some = os.read(self._said, 4096)
            if not some:
                return None
            said += some
            for line in said.decode().splitlines(keepends=True):
                if words in line and line.endswith("\n"):
                    return line.strip()
        return None

    def strike(self, how=signal.SIGKILL):
        """As the power does: nothing is finished, nothing is said. Others may call it, and twice."""
        if not self.ended:
            os.kill(self.pid, how)  # whoever is not waited for keeps its number

    def kill(self, how=signal.SIGKILL):
        """Returns once it is gone."""
        self.strike(how)
        return self.wait()

    def last_words(self):
        """What stands at the end of its log."""
        return Path(self._log).read_text("utf-8", "replace")[-LAST_WORDS:]

    def stacks(self):
        """What each of its threads is at."""
        os.kill(self.pid, signal.SIGUSR1)
        time.sleep(1)  # nobody says when it is written; a test that fails may wait
        return self.last_words()

    def wait(self):
        """Until it is gone; returns its status as the kernel tells it."""
        if not self.ended:
            self.ended = True
            os.close(self._said)
            self.how = self._zygote.ask({"pid": self.pid})["how"]
        return self.how


class Zygote:
    """Forks the command `module:function`; `more` are modules that it imports late."""

    def __init__(self, command, *more) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        own = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", WARM_UP, command, *more],
                stdin=theirs,
                cwd=ROOT,
                env={**own, "PYTHONPATH": str(ROOT / "tests")},
            )
        self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Its children end with it."""
        self._line.close()
        self._process.kill()
        self._process.wait()

    def start(self, *arguments, log, environ=None):
        """Returns at once, long before it listens."""
        ours, theirs = os.pipe()
        with open(log, "ab") as file:  # noqa: PTH123  its number is sent on
            told = {"arguments": [str(one) for one in arguments], "environ": environ or {}}
            socket.send_fds(self._line, [json.dumps(told).encode()], [theirs, file.fileno()])
        os.close(theirs)
        return Forked(self, self._answer()["pid"], ours, log)

    def ask(self, told):
        self._line.send(json.dumps(told).encode())
        return self._answer()

    def _answer(self):
        said = self._line.recv(65_536)
        if not said:
            raise AssertionError("the process from which all others are made is gone")
        return json.loads(said)
