"""Readers of words: facts, calls, leases, and what is typed or scanned."""

from pathlib import Path

from faults.readers import Target, any_of
from protocol.samples import AT, BODIES, EPOCH, keys

from kiosk.link import owner_key
from kiosk.link.client import RefusalWords
from kiosk.link.receiver import open_batch
from kiosk.protocol import enrolment, seat_calls, station_calls, time_calls, trust
from kiosk.protocol.bodies import read_body, type_of, version_of, write_body
from kiosk.protocol.codec import decode, encode, pack, unpack
from kiosk.protocol.facts import Place, make_fact, read_fact
from kiosk.protocol.leases import Lease, SignedLease, read_lease, recall_lease
from kiosk.protocol.signing import Purpose, sign
from kiosk.protocol.sync import Kept, Pulled, Push, PushAnswer, Sent
from kiosk.protocol.vouchers import check_voucher, write_voucher
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_receipt, read_scan
from kiosk.rules.voucher_paper import SIGNATURE_SYMBOLS, is_paper, spell
from kiosk.rules.vouchers import check_code, make_code
from kiosk.signed_door import refusal_words

HUB, STATION = keys(1), keys(2)
CALLS = (
    *(station_calls.Beat, station_calls.BeatAnswer, station_calls.Open, station_calls.Opened),
    *(station_calls.Take, station_calls.Renew, station_calls.Renewed, station_calls.Extend),
    *(station_calls.JoinClass, station_calls.JoinedClass),
    *(seat_calls.SitBeside, seat_calls.Besides),
    *(time_calls.PaySubscription, time_calls.Buy, time_calls.OnSale),
    *(time_calls.AnswerRenewal, time_calls.Renewing, station_calls.Record),
    *(enrolment.Newcomer, enrolment.Welcome, trust.SignedTrust, RefusalWords, PushAnswer),
)
"""Words that stand alone in a request or an answer."""
MOST_SECONDS = Instant(1_795_300_020_000)


def of_words():
    """The readers of words by name."""
    return {
        "fact": Target(_fact, tuple(_raw_facts())),
        "fact_body": Target(
            any_of(*map(_body, BODIES)), tuple(write_body(body) for body in BODIES)
        ),
        "push": Target(_push, (_batch(1), _batch(4))),
        "calls": Target(any_of(*map(_call, CALLS)), tuple(_calls())),
        "lease": Target(_lease, (encode(LEASE),)),
        "voucher": Target(_voucher, tuple(_papers())),
        "typed_codes": Target(any_of(*TYPED), tuple(_codes())),
    }


def _raw_facts():
    for n, body in enumerate(BODIES, start=1):
        yield made(write_body(body), n, type_of(body), tv=version_of(body)).raw


def made(body, n=1, kind="practice", tv=1):
    place = Place(STATION.origin, EPOCH, n)
    return make_fact(STATION.signing, place, type=kind, tv=tv, body=body, at=AT)


def _fact(data):
    signature = sign(STATION.signing, Purpose.FACT, data)
    read = read_fact(data, signature, public_key=STATION.public_signing)
    return read_body(read.fact, read.fact.body_bytes)


def _body(body):
    """Each type of body reads what another wrote, too."""
    fact = made(write_body(body), kind=type_of(body), tv=version_of(body)).fact
    return lambda data: read_body(fact, data)


def _batch(count):
    facts = [made(write_body(BODIES[n]), n + 1, type_of(BODIES[n])) for n in range(count)]
    return pack(Push(tuple(Sent(one.raw, one.signature) for one in facts)))


def _push(data):
    """As it came, and with what is in it signed anew."""
    try:
        open_batch(data, public_key=STATION.public_signing)
    except Refusal:
        push = unpack(data, Push, limit_bytes=256 * 1024)
        anew = tuple(
            Sent(one.raw, sign(STATION.signing, Purpose.FACT, one.raw)) for one in push.facts
        )
        open_batch(pack(Push(anew)), public_key=STATION.public_signing)
    try:
        return unpack(data, Pulled, limit_bytes=1024 * 1024)
    except Refusal:
        return None


def _calls():
    yield encode(station_calls.Open("request-1", "boot-1", "4F7K2M9T", "4711", 500))
    yield encode(station_calls.Extend("request-1", "session-1"))
    yield encode(
        station_calls.Beat("open", "boot-1", "session-1", 60, 3, 5, "1", "a4:bb:6d:01:02:03")
    )
    yield encode({"refusal": "too_large", "details": {"limit_bytes": 5}})
    yield encode(trust.sign_trust(HUB.signing, trust.Trust(5, ("-----BEGIN CERTIFICATE-----",))))
    yield encode(PushAnswer((), (Kept(STATION.origin, EPOCH, 7, 5),)))


def _call(shape):
    def reading(data):
        said = decode(data, shape)
        if isinstance(said, RefusalWords):
            refusal_words(said.refused())
        if isinstance(said, trust.SignedTrust):
            code = enrolment.fingerprint(said.public_signing)
            trust.check_by_code(said, code_fingerprint=code)
        return said

    return reading


LEASE = Lease(
    lease_id="lease-1", session="session-1", visitor="visitor-1", station=STATION.origin,
    boot_id="boot-1", n=3, seconds=1800, offline_ok_s=600, kind="prepaid", rate_text="KSh 70",
    issued=1_795_300_000_000,
)  # fmt: skip


def _lease(data):
    signed = SignedLease(data, sign(HUB.signing, Purpose.LEASE, data))
    told = {"public_key": HUB.public_signing, "station": STATION.origin}
    recall_lease(signed, **told)
    return read_lease(signed, **told, boot_id="boot-1", above_n=2)


# --- what is typed or scanned


def _papers():
    for name in ("voucher.2.txt", "voucher.3.txt"):
        yield (Path(__file__).parents[1] / "protocol" / "golden" / name).read_bytes().strip()
    yield write_voucher(
        HUB.signing, code=make_code(b"12345"), seconds=60, lapses=MOST_SECONDS
    ).encode()


def _text(data):
    """Any text that a browser may send, lone halves of signs too."""
    return data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")


def _scanned(data):
    try:
        return _text(data)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _voucher(data):
    """As it was scanned, and with its head signed anew."""
    text = _scanned(data)
    is_paper(text)
    read_scan(text)
    try:
        return check_voucher(text, public_key=HUB.public_signing)
    except Refusal:
        head = text.strip().upper()[:-SIGNATURE_SYMBOLS]
        number = int.from_bytes(
            sign(HUB.signing, Purpose.VOUCHER, head.encode("utf-8", "replace")), "big"
        )
        return check_voucher(head + spell(number, SIGNATURE_SYMBOLS), public_key=HUB.public_signing)


def _codes():
    yield make_code(b"12345").encode()
    yield b"KV1:" + make_code(b"54321").encode()
    yield b"KR1:sale-1"
    yield str(enrolment.make_code(HUB.public_signing, b"1234567")).encode()
    yield owner_key.printed(HUB.sealing).encode()


def _receipt(data):
    if read_receipt(_scanned(data)) is None:
        raise Refusal("voucher_mistyped")


TYPED = (
    _receipt,
    lambda data: check_code(_scanned(data)),
    lambda data: check_code(read_scan(_scanned(data))),
    lambda data: enrolment.read_code(_scanned(data)),
    lambda data: owner_key.read(_scanned(data)),
)
