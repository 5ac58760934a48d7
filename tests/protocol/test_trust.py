import pytest
from msgspec.structs import replace

from kiosk.protocol.codec import decode, encode
from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.keys import make_keys
from kiosk.protocol.trust import SignedTrust, Trust, check_by_code, check_by_key, sign_trust
from kiosk.rules.refusals import Refusal

HUB, OTHER = make_keys(), make_keys()
ROOTS = Trust(3, ("-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",))
SAID = sign_trust(HUB.signing, ROOTS)


def test_the_hub_that_gave_the_code_says_which_roots_speak_for_it():
    sent = decode(encode(SAID), SignedTrust)
    assert check_by_code(sent, code_fingerprint=fingerprint(HUB.public_signing)) == ROOTS
    assert check_by_key(sent, public_key=HUB.public_signing) == ROOTS


def test_another_machine_in_between_is_not_believed():
    forged = sign_trust(OTHER.signing, ROOTS)
    with pytest.raises(Refusal, match="hub_key_differs"):
        check_by_code(forged, code_fingerprint=fingerprint(HUB.public_signing))
    with pytest.raises(Refusal, match="hub_key_differs"):
        check_by_key(forged, public_key=HUB.public_signing)


@pytest.mark.parametrize("changed", [Trust(4, ROOTS.roots), Trust(3, ())])
def test_other_roots_under_the_same_signature_are_not_believed(changed):
    forged = replace(SAID, trust=changed)
    with pytest.raises(Refusal, match="wrong_signature"):
        check_by_code(forged, code_fingerprint=fingerprint(HUB.public_signing))
    with pytest.raises(Refusal, match="wrong_signature"):
        check_by_key(forged, public_key=HUB.public_signing)


@pytest.mark.parametrize("roots", [("x" * 8193,), ("x",) * 5])
def test_too_much_is_not_read(roots):
    with pytest.raises(Refusal, match="malformed"):
        decode(encode(sign_trust(HUB.signing, Trust(1, roots))), SignedTrust)
