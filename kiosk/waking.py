"""Waking a sleeping machine over the network: six bytes of ones and its address sixteen times."""

import socket

ONES = b"\xff" * 6
TIMES = 16
PORT = 9
EVERYWHERE = "255.255.255.255"


def magic_packet(mac: str) -> bytes:
    """What a sleeping network card listens for; `mac` is six pairs of hex digits with colons."""
    return ONES + bytes.fromhex(mac.replace(":", "")) * TIMES


def wake(mac: str, *, address: str = EVERYWHERE, port: int = PORT) -> bool:
    """Call a machine on the local network; whether the call went out. No card answers it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        try:
            caller.sendto(magic_packet(mac), (address, port))
        except OSError:
            return False
    return True
