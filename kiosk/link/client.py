"""The asking side of a hop: signs each request, believes only signed answers."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import msgspec
import requests
import requests.adapters

from kiosk.protocol import signed_calls
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.keys import Keys
from kiosk.protocol.signed_calls import COUNTER_LIMIT, Call, check_answer, sign_call
from kiosk.protocol.succession import CHAIN_PATH, Succession, chain_of
from kiosk.rules.refusals import CATALOGUE, Refusal

CONNECT_TIMEOUT_S = 3
READ_TIMEOUT_S = 20
ANSWER_LIMIT_BYTES = 80 * 1024 * 1024
PIECE_BYTES = 64 * 1024
OK = range(200, 300)
AGREEING = frozenset({"unknown_run", "replayed"})
"""A no that says what to ask with: the upstream's run, or how far our counter had come before."""
TRIES_TO_AGREE = 2
NOT_VERIFIED = "CERTIFICATE_VERIFY_FAILED"
"""OpenSSL's word for another root, another name and anything else wrong with a certificate."""


class LinkDownError(Exception):
    """No signed answer came: cable, power, portal, or a cut. Nothing may be concluded."""


class UntrustedError(LinkDownError):
    """Who answers is not the hub by its certificate; nothing was sent."""


class NotSignedError(LinkDownError):
    """Who answers has not the key that is pinned: it is not the hub, or the hub's keys changed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the line, not yet believed. Header names as sent, any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Carries bytes; the tests' bad network is another one."""

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one request.

        Raises:
            LinkDownError: no whole answer came.
        """


class HttpTransport:
    """Requests over one kept-open connection to one host; no proxies, no redirects."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False

    def use_tls(self, adapter: requests.adapters.BaseAdapter) -> None:
        """Go through this adapter to every https address; see `kiosk/link/tls.py`."""
        self._session.mount("https://", adapter)

    def close(self) -> None:
        """Give the connection up; it is made anew when asked for."""
        self._session.close()

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one request within the time-outs."""
        try:
            with self._session.request(
                method,
                self._url + path,
                data=body,
                headers=dict(headers),
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return Answer(answer.status_code, answer.headers, _within_limit(answer))
        except requests.exceptions.SSLError as error:
            if NOT_VERIFIED in str(error):
                raise UntrustedError("certificate") from error
            raise LinkDownError(type(error).__name__) from error
        except (requests.RequestException, OSError) as error:
            raise LinkDownError(type(error).__name__) from error


def _within_limit(answer: requests.Response) -> bytes:
    """The body, read piece by piece: whoever answers cannot fill our memory."""
    body = bytearray()
    for piece in answer.iter_content(PIECE_BYTES):
        body += piece
        if len(body) > ANSWER_LIMIT_BYTES:
            raise LinkDownError("answer too large")
    return bytes(body)


class RefusalWords(msgspec.Struct, frozen=True):
    """A refusal as JSON: the code and what its sentence names."""

    refusal: str
    details: dict[str, Any] = msgspec.field(default_factory=dict)

    def refused(self) -> Refusal:
        """The same as we raise it; `failed` for a code that this version does not know."""
        if self.refusal not in CATALOGUE:
            return Refusal("failed", reason=self.refusal[:60])
        refusal = Refusal(self.refusal)
        refusal.details.update(self.details)  # whatever they are called
        return refusal


class SignedClient:
    """Calls one upstream machine whose key is pinned."""

    def __init__(self, transport: Transport, keys: Keys, upstream_public_key: bytes) -> None:
        self._transport = transport
        self._keys = keys
        self._upstream = upstream_public_key
        self._run = ""
        self._counter = 0
        self._lock = threading.Lock()

    def believe(self, upstream_public_key: bytes) -> None:
        """The upstream machine signs with another key from now on."""
        self._upstream = upstream_public_key

    def ask(self, path: str) -> bytes:
        """What the upstream says to everybody; nothing here vouches for it.

        Raises:
            LinkDownError: no such answer came.
        """
        return self._unsigned("GET", path, b"")

    def tell_keys(self) -> None:
        """Tell the upstream how our keys came to be, which proves itself.

        Raises:
            LinkDownError: it did not take that, or who answers is not the upstream.
        """
        self._unsigned("POST", CHAIN_PATH, encode(Succession(chain_of(self._keys))))

    @property
    def may_be_unknown(self) -> bool:
        """Whether our keys have changed, so that the upstream may not know those of now."""
        return bool(self._keys.older)

    def _unsigned(self, method: str, path: str, body: bytes) -> bytes:
        answer = self._transport.send(method, path, {}, body)
        if answer.status not in OK:
            raise LinkDownError(f"status {answer.status}")
        return answer.body

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        beside: Mapping[str, str] = MappingProxyType({}),
    ) -> bytes:
        """One signed request; returns the body of a signed 2xx answer.

        `beside` are headers that nobody signs: whoever changes them may only make it fail.

        Raises:
            Refusal: what the upstream refuses, by its code.
            LinkDownError: no answer with the upstream's signature came.
        """
        for _ in range(TRIES_TO_AGREE):
            try:
                return self._call_once(method, path, body, beside)
            except Refusal as refusal:
                if refusal.code not in AGREEING:
                    raise
        return self._call_once(
            method, path, body, beside
        )  # its run id and our counter are known now

    def _call_once(self, method: str, path: str, body: bytes, beside: Mapping[str, str]) -> bytes:
        with self._lock:
            self._counter += 1
            call = Call(method, path, body, self._keys.origin, self._run, self._counter)
        signature = sign_call(self._keys.signing, call)
        answer = self._transport.send(method, path, {**beside, **_headers(call, signature)}, body)
        self._believe(answer, signature)
        run = _header(answer, signed_calls.RUN_HEADER)
        if answer.status in OK:
            return answer.body
        refusal = _refusal(answer)
        with self._lock:
            if refusal.code == "unknown_run":
                self._run = run
            elif refusal.code == "replayed":
                self._counter = max(self._counter, _highest(refusal))
        raise refusal

    def _believe(self, answer: Answer, request_signature: str) -> None:
        try:
            check_answer(
                self._upstream,
                request_signature=request_signature,
                status=answer.status,
                body=answer.body,
                signature=_header(answer, signed_calls.ANSWER_HEADER),
            )
        except Refusal as refusal:
            raise NotSignedError("answer not signed") from refusal


def _headers(call: Call, signature: str) -> dict[str, str]:
    return {
        signed_calls.ORIGIN_HEADER: call.origin,
        signed_calls.RUN_HEADER: call.run,
        signed_calls.COUNTER_HEADER: str(call.counter),
        signed_calls.SIGNATURE_HEADER: signature,
        "Content-Type": "application/octet-stream",
    }


def _highest(refusal: Refusal) -> int:
    highest = refusal.details.get("highest", 0)
    return highest if isinstance(highest, int) and 0 <= highest < COUNTER_LIMIT else 0


def _header(answer: Answer, name: str) -> str:
    wanted = name.lower()
    return next((value for key, value in answer.headers.items() if key.lower() == wanted), "")


def _refusal(answer: Answer) -> Refusal:
    return decode(answer.body, RefusalWords).refused()
