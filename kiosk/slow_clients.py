"""The web server's manners towards those who are slow, many or large, on purpose or not.

Waitress waits for everybody who sends a byte now and then. Here a request has to be whole within a
time, a new connection has to ask, one address holds only so many, and few bodies are large at a
time. While the server is crowded, who has not asked yet waits less. Who comes from this machine
itself (the TLS proxy, too) is not counted by address: its neighbours are.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

from kiosk.rules.addresses import is_here

HEADER_LIMIT_BYTES = 16 * 1024
SMALL_BODY_BYTES = 1_310_720
"""A batch of facts, a blob's chunk, a form: 1.25 MiB."""
HEARD_OUT_BYTES = 32 * 1024 * 1024
"""As much as the TLS proxy lets through."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How patient a server is.

    `large_paths` begin the paths that may carry a file; `proxy_address` is not counted.
    """

    large_paths: tuple[str, ...] = ()
    proxy_address: str = ""
    whole_within_s: int = 60
    large_within_s: int = 300
    crowded_within_s: int = 5
    look_every_s: int = 2
    per_address: int = 200
    large_at_once: int = 16
    large_per_address: int = 3


def guard(server: Any, bounds: Bounds) -> None:
    """Teach a waitress server these manners, before it runs."""
    for each in _servers(server):
        each.channel_class = type("GuardedChannel", (BoundedChannel,), {"bounds": bounds})
        each.adj.max_request_header_size = HEADER_LIMIT_BYTES
        each.adj.cleanup_interval = bounds.look_every_s
        _watch(each)


def _servers(server: Any) -> Sequence[Any]:
    """One server, or those of all the addresses that a name has."""
    if hasattr(server, "active_channels"):
        return [server]
    return [each for each in server.map.values() if hasattr(each, "active_channels")]


def _watch(server: Any) -> None:
    usual = server.maintenance

    def look(now: float) -> None:
        usual(now)
        crowded = 4 * len(server.active_channels) > 3 * server.adj.connection_limit
        for channel in tuple(server.active_channels.values()):
            if channel.is_late(now, crowded=crowded):
                channel.will_close = True

    server.maintenance = look


class BoundedParser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Reads a request; only where a file is expected may its body be large.

    Who sends too much is heard out, its bytes dropped as they come: a line that is closed on who
    still writes loses the answer, and the proxy says that the hub is broken.
    """

    large_paths: tuple[str, ...] = ()
    expect_continue: bool
    to_drop = 0

    def received(self, data: bytes) -> int:
        """Take bytes in; how many of them were of this request."""
        if self.to_drop:
            dropped = min(len(data), self.to_drop)
            self.to_drop -= dropped
            self.completed = not self.to_drop
            return dropped
        taken = int(super().received(data))
        if isinstance(self.error, RequestEntityTooLarge):
            if self.expect_continue:
                self.expect_continue = False  # it is told at once, and asked for nothing
            elif 0 < self.content_length <= HEARD_OUT_BYTES:
                self.to_drop, self.completed = self.content_length, False
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the header, and hold the body to what its path may carry."""
        super().parse_header(header_plus)
        if not self.path.startswith(self.large_paths):
            held = copy.copy(vars(self)["adj"])  # the server's own, for all
            held.max_request_body_size = SMALL_BODY_BYTES
            self.adj = held


class BoundedChannel(HTTPChannel):  # type: ignore[misc]  # the same
    """One connection."""

    bounds = Bounds()

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002  waitress names it
        super().__init__(server, sock, addr, adj, map=map)
        self.began: float = self.creation_time
        self.asked = False
        large = self.bounds.large_paths
        self.parser_class = type("Parser", (BoundedParser,), {"large_paths": large})
        if self._counts() and self._beside() >= self.bounds.per_address:
            self.will_close = True

    def received(self, data: bytes) -> bool:
        """Take bytes in; the clock of a request runs from its first."""
        if self.request is None:
            self.began = self.last_activity
        taken = bool(super().received(data))
        if self._is_large() and self._too_many_large():
            self.will_close = True
        return taken

    def service(self) -> None:
        """Answer a request that is whole."""
        self.asked = True
        super().service()

    def is_late(self, now: float, *, crowded: bool) -> bool:
        """Whether its request should have been whole by now."""
        if self.requests or (self.request is None and self.asked):
            return False
        return now - self.began > self._within_s(crowded=crowded)

    def _within_s(self, *, crowded: bool) -> int:
        if self._is_large():
            return self.bounds.large_within_s
        return self.bounds.crowded_within_s if crowded else self.bounds.whole_within_s

    def _is_large(self) -> bool:
        request = self.request
        if request is None:
            return False
        size: int = max(request.content_length, request.body_bytes_received)
        return size > SMALL_BODY_BYTES

    def _too_many_large(self) -> bool:
        large = [each for each in self._others() if each._is_large()]  # noqa: SLF001  of our own class
        mine = sum(each.addr[0] == self.addr[0] for each in large)
        too_many_mine = self._counts() and mine >= self.bounds.large_per_address
        return too_many_mine or len(large) >= self.bounds.large_at_once

    def _counts(self) -> bool:
        address = str(self.addr[0])
        return not is_here(address) and address != self.bounds.proxy_address

    def _beside(self) -> int:
        return sum(each.addr[0] == self.addr[0] for each in self._others())

    def _others(self) -> Iterator["BoundedChannel"]:
        return (each for each in tuple(self.server.active_channels.values()) if each is not self)
