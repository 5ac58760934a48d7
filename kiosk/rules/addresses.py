"""Where words go over a wire that others can read: anything but this machine itself."""

from ipaddress import ip_address
from urllib.parse import urlsplit

HERE = "localhost"


def is_here(host: str) -> bool:
    """Whether a host is this machine and nobody else hears what is said to it."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == HERE


def is_plain_elsewhere(url: str) -> bool:
    """Whether an address is `http://` to another machine, so that its neighbours read along."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:  # brackets that hold no address
        return True
    return parts.scheme.lower() != "https" and not is_here(host)
