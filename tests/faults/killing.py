"""A process that is killed again and again while many ask it at once; each asks again what it did not hear.

A client is a generator that yields what it asks (`Asked`) and is sent each answer. Its process dies at
an instant: so many milliseconds into the load, the moment an answer was heard, or while it starts.
"""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

from kiosk.link.client import LinkDownError
from kiosk.rules.refusals import Refusal

ANSWERS_WITHIN_S, A_DAY_S = 60, 300
UNHEARD = (LinkDownError, requests.RequestException, OSError)
LISTENS = " listening on "
BUSY_S = 0.05
"""Whoever is told that much is going on asks again: nothing was changed."""
LOADED_MS, STARTING_MS = 400, 200
HEARD, HEARD_WITHIN_S = (4, 20, 60), 3
"""A death comes within so much time of load or of a start, or at one of the first so many answers: or
when they do not come, since a visitor waits for a hub that is away."""


@dataclass(frozen=True)
class Asked:
    """Something asked in the same words until it is answered; the proofs are on the disk then."""

    ask: Callable[[], object]
    proofs: tuple = ()


def in_the_end(scripts, last):
    """The same scripts; whichever ends last goes on with `last`."""
    left = list(range(len(scripts)))

    def then(script):
        yield from script
        if left.pop() == 0:
            yield from last

    return [then(script) for script in scripts]


class Client:
    """Goes on where it was when the process comes back."""

    def __init__(self, script) -> None:
        self._script, self.unheard = script, None
        self.asked = next(script)

    def work(self, heard):
        """Until all is done or nobody answers."""
        while self.asked is not None:
            try:
                answer = self.asked.ask()
            except UNHEARD as error:
                self.unheard = error
                return
            except Refusal as refusal:
                if refusal.code != "busy":
                    raise
                time.sleep(BUSY_S)
                continue
            heard(self.asked)
            self.asked = next_of(self._script, answer)


def next_of(script, answer):
    try:
        return script.send(answer)
    except StopIteration:
        return None


def raise_first(failed):
    for error in failed:
        raise error


@dataclass
class Life:
    """One process under the load of its clients, from its start to its end."""

    process: object
    clients: list
    dies_at: int = 0
    proofs: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def heard(self, asked):
        with self._lock:
            self.proofs.extend(asked.proofs)
            self.dies_at -= bool(asked.proofs)  # a page that was looked at again is no news
            if asked.proofs and self.dies_at == 0:
                self.process.strike()

    def load(self):
        """All clients ask at once; returns their threads."""
        threads = [threading.Thread(target=self._work, args=(one,)) for one in self.clients]
        for thread in threads:
            thread.start()
        return threads

    def _work(self, client):
        try:
            client.work(self.heard)
        except BaseException as error:  # noqa: BLE001  told to the test
            self.failed.append(error)
            self.process.strike()  # the others would wait for this one


class Mortal:
    """Starts a process with `start()`, loads it, kills it; `look(proofs)` sees what is left.

    `ready(said)` comes before the load of each life.
    """

    def __init__(self, start, clients, look, ready) -> None:
        self._start, self._ready, self._look = start, ready, look
        self.clients = [Client(script) for script in clients]
        self.proofs, self._process = set(), None
        self.kills = {"loaded": 0, "heard": 0, "starting": 0}

    def die(self, chance):
        """One death, at an instant that chance says."""
        [how] = chance.choices(list(self.kills), (4, 4, 2))
        self.kills[how] += 1
        process = self._process = self._start()
        if how == "starting":
            time.sleep(chance.randrange(STARTING_MS) / 1_000)  # the seeded moment of a real death
            process.kill()
        else:
            self._die_under_load(process, how, chance)
        self._look(self.proofs)

    def _die_under_load(self, process, how, chance):
        self._await(process)
        life = Life(process, self.clients, self._dies_at(how, chance))
        threads = life.load()
        within_s = chance.randrange(LOADED_MS) / 1_000 if how == "loaded" else HEARD_WITHIN_S
        ends = time.monotonic() + within_s  # the seeded moment of a real death, or the last one
        for thread in threads:
            thread.join(max(0, ends - time.monotonic()))
        process.strike()
        self._wait_for(threads, process)
        self._account(life, process)

    def _dies_at(self, how, chance):
        return 1 + chance.randrange(chance.choice(HEARD)) if how == "heard" else 0

    def finish(self):
        """The process lives: everything is answered in the end."""
        process = self._process = self._start()
        self._await(process)
        life = Life(process, self.clients)
        self._wait_for(life.load(), process)
        raise_first(life.failed)
        unheard = [one.unheard for one in self.clients if one.asked]
        assert not unheard, f"not answered: {unheard}; it said {process.last_words()}"
        self.proofs.update(life.proofs)
        return process

    def close(self):
        """Nobody is left behind, whatever became of the test."""
        if self._process is not None:
            self._process.kill()

    def _await(self, process):
        said = process.until(LISTENS)
        assert said, f"it does not start: {process.last_words()}"
        self._ready(said)

    def _wait_for(self, threads, process):
        ends = time.monotonic() + A_DAY_S
        for thread in threads:
            thread.join(max(0, ends - time.monotonic()))
        if any(thread.is_alive() for thread in threads):
            stacks = process.stacks()
            process.strike()  # their calls end
            for thread in threads:
                thread.join()
            raise AssertionError(f"it comes to no end: {stacks}")

    def _account(self, life, process):
        """Whatever a client thought of an answer fails the test; nothing but us ended the process."""
        process.strike()
        how = process.wait()
        assert os.WIFSIGNALED(how), f"it ended by itself: {process.last_words()}"
        assert os.WTERMSIG(how) == signal.SIGKILL
        raise_first(life.failed)
        self.proofs.update(life.proofs)


class Port:
    """A port that stays ours while nobody listens at it."""

    def __init__(self) -> None:
        self._held = socket.socket()
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind(("127.0.0.1", 0))
        self.number = self._held.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.number}"

    def close(self):
        self._held.close()
