"""When a certificate is renewed, and for which names a site may make one."""

import re
from ipaddress import ip_address, ip_network

from kiosk.rules.instants import Instant

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fd00::/8", "::1/128")
"""Addresses that mean another machine in each network; no root of ours speaks for others."""
NAME_LIMIT = 253
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST_NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*")


def leaf_is_due(*, begins: Instant, ends: Instant, now: Instant) -> bool:
    """Whether two thirds of its time are over; also where it is not valid yet."""
    return now < begins or 3 * (now - begins) >= 2 * (ends - begins)


def is_site_name(name: str) -> bool:
    """Whether a site's own CA may speak for it: a host name, or an address of a private network."""
    try:
        address = ip_address(name)
    except ValueError:
        numeric = name.rpartition(".")[2].isdigit()
        return len(name) <= NAME_LIMIT and not numeric and bool(HOST_NAME.fullmatch(name))
    return any(address in ip_network(network) for network in PRIVATE)
