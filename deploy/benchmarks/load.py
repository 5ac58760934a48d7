"""Load over loopback: requests are signed before the clock starts, so that clients cost little."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.protocol import signed_calls
from kiosk.protocol.keys import Keys
from kiosk.protocol.signed_calls import Call, sign_call

HOST = "127.0.0.1"
REQUEST_LIMIT_S = 30


@dataclass(frozen=True, slots=True)
class Figures:
    """What a load saw: times in milliseconds."""

    requests: int
    per_s: float
    p50_ms: float
    p99_ms: float
    wrong: int


def raw_request(
    method: str, path: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b""
) -> bytes:
    """The bytes of one request on a kept-open connection."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def signed_request(
    keys: Keys, run: str, counter: int, method: str, path: str, body: bytes
) -> bytes:
    """The bytes of one signed call."""
    call = Call(method, path, body, keys.origin, run, counter)
    headers = (
        (signed_calls.ORIGIN_HEADER, call.origin),
        (signed_calls.RUN_HEADER, call.run),
        (signed_calls.COUNTER_HEADER, str(call.counter)),
        (signed_calls.SIGNATURE_HEADER, sign_call(keys.signing, call)),
    )
    return raw_request(method, path, headers, body)


def run_id(port: int, keys: Keys) -> str:
    """The hub's random run id, from the refusal of a call that names none."""
    call = Call("POST", "/station/v1/beat", b"{}", keys.origin, "", 1)
    connection = http.client.HTTPConnection(HOST, port, timeout=REQUEST_LIMIT_S)
    headers = {
        signed_calls.ORIGIN_HEADER: call.origin,
        signed_calls.COUNTER_HEADER: "1",
        signed_calls.SIGNATURE_HEADER: sign_call(keys.signing, call),
    }
    connection.request("POST", call.path, call.body, headers)
    answer = connection.getresponse()
    if json.loads(answer.read())["refusal"] != "unknown_run":
        raise RuntimeError("the hub did not ask for its run id")
    return answer.headers[signed_calls.RUN_HEADER]


def closed_loop(port: int, clients: Sequence[Sequence[bytes]]) -> Figures:
    """Each client sends its requests one after the other, as fast as answers come."""
    times: list[list[float]] = [[] for _ in clients]
    wrong = [0] * len(clients)

    def work(number: int) -> None:
        line = Line(port)
        for request in clients[number]:
            began = time.perf_counter()
            wrong[number] += line.ask(request) != b"200"
            times[number].append(time.perf_counter() - began)
        line.close()

    elapsed = _together([lambda n=n: work(n) for n in range(len(clients))])
    return figures([one for part in times for one in part], elapsed, sum(wrong))


def at_rhythm(port: int, rounds: Sequence[Sequence[bytes]], *, interval_s: float) -> Figures:
    """Stations at their real rhythm: `rounds[r][s]` goes out at r·interval + s·interval/stations.

    Times count from when a request was due, so waiting for a late answer is not hidden.
    """
    stations = len(rounds[0])
    lanes = min(16, stations)
    times: list[list[float]] = [[] for _ in range(lanes)]
    wrong = [0] * lanes
    start = time.perf_counter() + 0.2

    def work(lane: int) -> None:
        line = Line(port)
        for turn, requests in enumerate(rounds):
            for station in range(lane, stations, lanes):
                due = start + turn * interval_s + station * interval_s / stations
                time.sleep(max(0.0, due - time.perf_counter()))
                wrong[lane] += line.ask(requests[station]) != b"200"
                times[lane].append(time.perf_counter() - due)
        line.close()

    elapsed = _together([lambda n=n: work(n) for n in range(lanes)])
    return figures([one for part in times for one in part], elapsed, sum(wrong))


def figures(times: list[float], elapsed: float, wrong: int) -> Figures:
    """Sum up what was measured."""
    ordered = sorted(times)
    at = lambda part: ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000  # noqa: E731
    return Figures(len(ordered), len(ordered) / elapsed, at(0.5), at(0.99), wrong)


def _together(works: Sequence[Callable[[], None]]) -> float:
    threads = [threading.Thread(target=work) for work in works]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


class Line:
    """One kept-open connection that reads just enough of each answer."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), REQUEST_LIMIT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._kept = b""

    def ask(self, request: bytes) -> bytes:
        """Send a request, read its whole answer, return its status."""
        self._socket.sendall(request)
        while (end := self._kept.find(b"\r\n\r\n")) < 0:
            self._more()
        head = self._kept[:end].lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(self._kept) < end + 4 + length:
            self._more()
        self._kept = self._kept[end + 4 + length :]
        return head.split(b" ", 2)[1]

    def _more(self) -> None:
        piece = self._socket.recv(65_536)
        if not piece:
            raise ConnectionError
        self._kept += piece

    def close(self) -> None:
        """Hang up."""
        self._socket.close()
