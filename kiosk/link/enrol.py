"""The newcomer's side of enrolment: make keys, show the code, pin the host."""

from dataclasses import dataclass

from kiosk.link.client import Answer, LinkDownError, RefusalWords, Transport
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.enrolment import (
    ENROL_PATH,
    Newcomer,
    Welcome,
    check_welcome,
    prove,
    prove_before,
    read_code,
)
from kiosk.protocol.keys import Keys
from kiosk.rules.refusals import Refusal

OK = 200


@dataclass(frozen=True, slots=True)
class Upstream:
    """The pinned host: what a newcomer keeps for ever."""

    name: str
    public_signing: bytes
    public_sealing: bytes


def enrol(
    transport: Transport,
    keys: Keys,
    *,
    code: str,
    kind: str,
    name: str,
    currency: str = "",
    before: Keys | None = None,
) -> Upstream:
    """Enrol with a one-time code.

    Args:
        transport: to the host.
        keys: the newcomer's own.
        code: as staff read it out.
        kind: `station` or `hub`.
        name: what the newcomer calls itself; the host may give another.
        currency: a hub's; an exchange with another refuses.
        before: the keys that the newcomer had there until now.

    Raises:
        Refusal: `code_unknown`, `code_expired`, `code_used_up`, `hub_key_differs`, …
        LinkDownError: the host does not answer.
    """
    read = read_code(code)
    proof = prove(
        keys.signing,
        token=read.token,
        host=read.fingerprint,
        public_signing=keys.public_signing,
        public_sealing=keys.public_sealing,
    )
    newcomer = Newcomer(
        kind="hub" if kind == "hub" else "station",
        token=read.token,
        name=name,
        public_signing=keys.public_signing,
        public_sealing=keys.public_sealing,
        currency=currency,
        proof=proof,
        before=None
        if before is None
        else prove_before(before, token=read.token, host=read.fingerprint, following=keys),
    )
    headers = {"Content-Type": "application/json"}
    answer = transport.send("POST", ENROL_PATH, headers, encode(newcomer))
    welcome = _welcome(answer)
    check_welcome(welcome, code=read, newcomer=keys.public_signing)
    return Upstream(welcome.name, welcome.public_signing, welcome.public_sealing)


def _welcome(answer: Answer) -> Welcome:
    """What the host says; a portal that answers to everything is no host."""
    try:
        if answer.status == OK:
            return decode(answer.body, Welcome)
        refusal = decode(answer.body, RefusalWords).refused()
    except Refusal as unreadable:
        raise LinkDownError(f"status {answer.status}") from unreadable
    raise refusal
