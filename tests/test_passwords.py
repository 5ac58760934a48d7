import pytest

from kiosk import passwords
from kiosk.passwords import hash_of, is_pin, matches


def test_a_secret_matches_its_own_hash_only():
    kept = hash_of("4711")
    assert matches(kept, "4711")
    assert not matches(kept, "4712")
    assert kept != hash_of("4711")


@pytest.mark.parametrize("kept", [None, "", "no hash"])
@pytest.mark.parametrize("secret", ["", "4711", "checked for the time it takes."])
def test_nobody_has_no_secret(kept, secret):
    assert not matches(kept, secret)


def test_for_nobody_the_check_does_the_same_work():
    from argon2 import extract_parameters

    ours = extract_parameters(hash_of("4711"))
    nobody = extract_parameters(passwords.NOBODY)
    assert (ours.time_cost, ours.memory_cost) == (nobody.time_cost, nobody.memory_cost)
    assert (ours.time_cost, ours.memory_cost) == (2, 19 * 1024)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("4711", True),
        ("47114711", True),
        ("471", False),
        ("471147114", False),
        ("", False),
        ("47a1", False),
        ("٤٧١١", False),
        ("4711 ", False),
    ],
)
def test_a_pin_is_four_to_eight_digits(text, fits):
    assert is_pin(text) is fits
