"""What `station-agent status` tells: from the station's file, and from the agent while it runs."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.clock import Clock
from kiosk.disk.copying import room_needed
from kiosk.disk.lock import is_held
from kiosk.disk.readers import Readers
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from station_agent.folder import (
    LOCK_FILE,
    STATUS_FILE,
    is_enrolled,
    load_machine,
    read_status,
    write_whole,
)
from station_agent.store import outbox, sessions
from station_agent.store.open import FILE
from station_agent.vault import station_folder

if TYPE_CHECKING:
    from station_agent.agent import Agent

NS_PER_S = 1_000_000_000


def write(agent: "Agent") -> None:
    """Say how things stand, in memory: no disk is touched while nothing happens."""
    if agent.memory is None:
        return
    hop = agent.link.hop
    said = {
        "state": agent.state.value,
        "seat": agent.heard.seat,
        "seconds_left": agent.seconds_left,
        "hub": "away" if agent.hub_away else "reachable",
        "hub_away_since": hop.away_since,
        "refused": hop.refused,
        "exchange_away_since": agent.heard.offline_since,
        "waiting_at_hub": agent.heard.waiting,
        "boot_id": agent.clock.boot_id(),
        "boot_ns": agent.clock.boot_ns(),
    }
    with room_needed():
        write_whole(agent.memory / STATUS_FILE, json.dumps(said).encode())


def read(folder: Path, clock: Clock, *, draft_folder: str = "") -> dict[str, Any]:
    """State, session, seconds left, outbox counts, link state; also while the agent runs."""
    if not is_enrolled(folder):
        return {"running": False, "state": "enrolling"}
    machine = load_machine(folder)
    running = is_held(folder / LOCK_FILE)
    memory = station_folder(draft_folder, machine.keys.origin)
    live = read_status(memory / STATUS_FILE) if memory is not None and running else {}
    return {
        "running": running,
        "seat": live.get("seat", machine.hub.seat.removeprefix("seat ").strip()),
        **_kept(folder, live, clock),
        "link": {
            "hub_url": machine.hub.url,
            "hub": live.get("hub", "unknown"),
            "hub_away_since": live.get("hub_away_since", 0),
            "refused": live.get("refused", ""),
            "exchange_away_since": live.get("exchange_away_since", 0),
            "waiting_at_hub": live.get("waiting_at_hub", 0),
        },
    }


def session_kept(folder: Path) -> bool:
    """Whether a session is open in a station's file, or waits there to go on."""
    if not (folder / FILE).exists():
        return False
    readers = Readers(folder / FILE)
    try:
        with readers.read() as db:
            return sessions.read(db) is not None
    finally:
        readers.close()


def _kept(folder: Path, live: dict[str, object], clock: Clock) -> dict[str, Any]:
    readers = Readers(folder / FILE)
    if not (folder / FILE).exists():
        return {"state": "locked", "session": None, "seconds_left": 0, "outbox": {}}
    try:
        with readers.read() as db:
            kept, counts = sessions.read(db), outbox.counts(db)
    finally:
        readers.close()
    if kept is None:
        return {"state": "locked", "session": None, "seconds_left": 0, "outbox": counts}
    left_s = decode(kept.lease_raw, Lease).seconds - kept.used_ms // 1000
    return {
        "state": kept.state,
        "session": kept.session,
        "seconds_left": max(0, _left_now(live, clock, left_s=left_s, running=kept.state)),
        "outbox": counts,
    }


def _left_now(live: dict[str, object], clock: Clock, *, left_s: int, running: str) -> int:
    """What the running agent said last, less what has passed since."""
    said_s, said_ns = live.get("seconds_left"), live.get("boot_ns")
    if not isinstance(said_s, int) or not isinstance(said_ns, int):
        return left_s
    passed_s = 0 if running == "paused" else (clock.boot_ns() - said_ns) // NS_PER_S
    return said_s - passed_s
