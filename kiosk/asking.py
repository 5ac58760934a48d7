"""One line of JSON to a machine that runs on this computer, by the socket in its folder."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.rules.refusals import Refusal

ANSWER_WITHIN_S = 60
LINE_LIMIT_BYTES = 32 * 1024 * 1024
"""A module of 20 MiB in base64 is one line."""
PATH_LIMIT_BYTES = 100
"""The kernel takes a socket's path up to 107 bytes."""


def ask_running(path: Path, name: str, words: Mapping[str, Any]) -> Any:
    """Run a command of the machine that listens on this socket.

    Raises:
        Refusal: what the command refuses; `not_running` when nobody answers.
    """
    line = json.dumps({"command": name, "words": words}).encode() + b"\n"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line_out:
        line_out.settimeout(ANSWER_WITHIN_S)
        try:
            with short_path(path) as short:
                line_out.connect(short)
            line_out.sendall(line)
            answer = json.loads(line_out.makefile("rb").readline(LINE_LIMIT_BYTES))
        except (OSError, ValueError) as error:
            raise Refusal("not_running", path=str(path.parent)) from error
    if "refusal" in answer:
        raise Refusal(answer["refusal"], **answer["details"])
    return answer["result"]


@contextmanager
def short_path(path: Path) -> Iterator[str]:
    """A name of the socket that the kernel takes, however deep the data folder lies."""
    if len(os.fsencode(path)) <= PATH_LIMIT_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
