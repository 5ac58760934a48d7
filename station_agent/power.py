"""The machine itself: restarted by order of the desk, and the address by which it is woken."""

import logging
import shlex
import subprocess
from pathlib import Path

NETWORK_CARDS = Path("/sys/class/net")
RESTART_TAKES_S = 20
NO_ADDRESS = "00:00:00:00:00:00"

log = logging.getLogger("station")


def restart(command: str) -> bool:
    """Run the program that restarts this machine; whether there is one to run."""
    words = shlex.split(command)
    if not words:
        log.warning("told to restart, but the setting restart_command is empty")
        return False
    try:
        subprocess.run(words, check=False, timeout=RESTART_TAKES_S)  # noqa: S603  the owner's own
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("told to restart: %s", error)
        return False
    return True


def mac_address(cards: Path = NETWORK_CARDS) -> str:
    """The address of the first card with a cable or radio in it; "" where none is found."""
    for card in sorted(cards.glob("*")):
        try:
            address = (card / "address").read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if address != NO_ADDRESS and (card / "device").exists():
            return address
    return ""
