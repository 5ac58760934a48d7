"""The hub's commands, each carried out once and in order, then acknowledged by its number."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from kiosk.protocol.room_calls import IN_ROOM
from kiosk.protocol.station_calls import (
    COMMANDS_LIMIT,
    KINDS,
    Command,
    NotDone,
)
from kiosk.rules.orders import is_too_late
from kiosk.rules.refusals import Refusal
from station_agent.acts import sessions as acts
from station_agent.hub_link import HubLink
from station_agent.room import Room
from station_agent.sitting import Sitting
from station_agent.store import sessions
from station_agent.store.open import Store

LATER = frozenset({"busy", "too_often", "hub_away", "disk_full", "failed"})
"""A no that may be a yes at the next beat: the command is not acknowledged."""

NOT_HERE = frozenset({"module_unknown", "module_wrong"})
"""A module that has not come yet, or that this station cannot read."""

log = logging.getLogger("station")


@dataclass(frozen=True, slots=True)
class Pauser:
    """Who paused the seat from afar, and with what word; "" where that was not said."""

    name: str = ""
    words: str = ""


class Orders:
    """Carries out what the answers to beats order."""

    def __init__(
        self,
        sitting: Sitting,
        link: HubLink,
        store: Store,
        *,
        language: Callable[[], str],
        renew: Callable[[], object],
        restart: Callable[[], object],
        can_restart: Callable[[], bool],
        room: Room,
    ) -> None:
        self._sitting = sitting
        self._link = link
        self._store = store
        self._language = language
        self._renew = renew
        self._restart = restart
        self._can_restart = can_restart
        self._room = room
        self._restart_after: int | None = None
        self.not_done: tuple[NotDone, ...] = ()
        self.message = ""
        self.paused_by = Pauser()
        with store.readers.read() as db:
            self.done = sessions.command_done(db)

    def carry_out(self, commands: Iterable[Command], *, now: int) -> int:
        """Do what was not done yet; returns how many were new. `now` is the hub's instant.

        Raises:
            LinkDownError: the hub went away between; the rest waits for the next beat.
        """
        new = 0
        for command in sorted(commands, key=lambda one: one.n):
            if command.n <= self.done:
                continue
            if is_too_late(command.kind, until=command.until, now=now):
                self._leave(command, "late")
            elif command.kind not in KINDS or (
                command.kind == "restart" and not self._can_restart()
            ):
                self._leave(command, "not_set_up")
            elif not self._try(command):
                break
            self._store.writer.run(acts.keep_command_done, n=command.n)
            self.done = command.n
            new += 1
        return new

    def forget(self) -> None:
        """The session is over: what the desk and a mentor said to it is not said any more."""
        self.message = ""
        self.paused_by = Pauser()
        self._room.clear()

    def heard(self, reported: Iterable[NotDone]) -> None:
        """The hub knows by now what was not carried out."""
        known = frozenset(reported)
        self.not_done = tuple(each for each in self.not_done if each not in known)

    def restart_if_told(self, *, reported: int) -> None:
        """Restart the machine once the hub has heard that the order came: never twice for one."""
        if self._restart_after is not None and reported >= self._restart_after:
            self._restart_after = None
            self._restart()

    def _leave(self, command: Command, why: Literal["late", "not_set_up"]) -> None:
        log.info("command %s %s is not carried out: %s", command.n, command.kind, why)
        self.not_done = (*self.not_done, NotDone(command.n, why))[-COMMANDS_LIMIT:]

    def _try(self, command: Command) -> bool:
        """Whether it need not be tried again."""
        try:
            self._do(command)
        except Refusal as refusal:
            log.info("command %s %s: %s", command.n, command.kind, refusal)
            if refusal.code in NOT_HERE:
                self._leave(command, "not_set_up")
            return refusal.code not in LATER
        return True

    def _do(self, command: Command) -> None:
        if command.kind == "message":
            self.message = command.words
        elif command.kind == "restart":
            self._restart_after = command.n
        elif command.kind == "take":
            self._take(command.session)
        elif command.kind == "pack":
            self._room.pack_up("" if self._sitting.kept is None else self._sitting.kept.session)
        elif self._is_ours(command.session):
            self._do_to_session(command)

    def _do_to_session(self, command: Command) -> None:
        if command.kind in IN_ROOM:
            self._room.told(command)
            return
        match command.kind:
            case "lock":
                self._sitting.close("moved" if command.words == "moved" else "desk")
            case "pause":
                self._sitting.pause("desk")
                name, _end, words = command.words.partition("\n")
                self.paused_by = Pauser(name, words)
            case "resume":
                self._sitting.resume()
            case _:
                self._renew()

    def _take(self, session: str) -> None:
        """Take up a session from the desk; one of before that the hub has closed ends here."""
        kept = self._sitting.kept
        if kept is not None and kept.session != session:
            self._sitting.close("desk")
        self._sitting.open(self._link.take(session), language=self._language())

    def _is_ours(self, session: str) -> bool:
        kept = self._sitting.kept
        return kept is not None and session in ("", kept.session)
