"""A line on real sockets that loses, doubles, delays, cuts and leaves hanging, by chance.

It stands between machines that speak HTTP and knows only where a message ends. Delayed copies of
old requests reach the far end after younger ones: that is how a network reorders.
"""

import asyncio
import threading
from collections import Counter
from contextlib import suppress
from random import Random
from typing import Self

CLEAN, LOST, CUT_ANSWER, CUT_REQUEST, HANGS, DOUBLED, LATE_COPY = (
    *("clean", "answer lost", "answer cut", "request cut", "half-open", "doubled", "late copy"),
)
WEIGHTS = {
    CLEAN: 55,
    LOST: 12,
    CUT_ANSWER: 9,
    CUT_REQUEST: 9,
    HANGS: 1,
    DOUBLED: 8,
    LATE_COPY: 6,
}


class CrookedLine:
    """Forwards to `port`; use it as a context and speak to `url`."""

    def __init__(self, port, *, seed) -> None:
        self._port, self._chance = port, Random(seed)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="crooked line")
        self._up = threading.Event()
        self._late = []
        self._talks = set()  # a loop holds its tasks weakly: one that waits could be swept away
        self.met = Counter()
        self.url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self):
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self):
        self._stopping = asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._up.set()
        await self._stopping.wait()
        server.close()
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader, writer):
        self._talks.add(asyncio.current_task())
        try:
            while (request := await _message(reader)) and await self._pass_on(request, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            await _hang_up(writer)
            self._talks.discard(asyncio.current_task())

    async def _pass_on(self, request, writer):
        """One exchange; whether the connection lives on."""
        [fault] = self._chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
        self.met[fault] += 1
        if fault == CUT_REQUEST:
            await self._forward(request[: self._chance.randrange(len(request))], whole=False)
            return False
        answer = await self._forward(request)
        if fault == HANGS:
            await self._stopping.wait()
        if fault == DOUBLED:
            answer = await self._forward(request)
        if fault == LATE_COPY:
            self._late.append(request)
        elif self._late and self._chance.random() < 0.5:
            await self._forward(self._late.pop(0))
        if fault == LOST:
            return False
        cut = fault == CUT_ANSWER
        writer.write(answer[: self._chance.randrange(len(answer))] if cut else answer)
        await writer.drain()
        return not cut

    async def _forward(self, request, *, whole=True):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader) if whole else b""
        finally:
            await _hang_up(writer)


async def _hang_up(writer):
    """The socket is closed when this returns: a loop that ends sooner would leave it open."""
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def _message(reader):
    """One HTTP message, whole; nothing at the end of the stream."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)
