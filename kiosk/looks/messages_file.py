"""Messages that stopped, as one file for who is to look at them; hub and exchange give the same."""

import base64
import json
from collections.abc import Sequence
from typing import Protocol

from flask import Response, make_response


class StoppedMessage(Protocol):
    """What hub and exchange keep of one."""

    @property
    def where(self) -> str:
        """What became of it, such as `parked`."""
        ...

    @property
    def fact(self) -> str:
        """Its id: origin, epoch and number."""
        ...

    @property
    def code(self) -> str:
        """Why it stopped."""
        ...

    @property
    def at(self) -> int:
        """When it came, an instant."""
        ...

    @property
    def raw(self) -> bytes:
        """Its bytes as they came."""
        ...

    @property
    def signature(self) -> bytes:
        """Over those bytes, of who made it."""
        ...


def messages_file(messages: Sequence[StoppedMessage]) -> Response:
    """All of them as JSON, to be kept as `messages.json`."""
    told = [
        {
            "where": one.where,
            "fact": one.fact,
            "code": one.code,
            "at": one.at,
            "raw": base64.b64encode(one.raw).decode("ascii"),
            "signature": base64.b64encode(one.signature).decode("ascii"),
        }
        for one in messages
    ]
    answer = make_response(json.dumps(told, indent=1))
    answer.headers["Content-Type"] = "application/json"
    answer.headers["Content-Disposition"] = 'attachment; filename="messages.json"'
    return answer
