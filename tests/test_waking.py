"""The call that wakes a sleeping machine."""

import socket

from kiosk.waking import magic_packet, wake

MAC = "00:1a:2b:3c:4d:5e"


def test_a_card_hears_six_ones_and_its_address_sixteen_times():
    packet = magic_packet(MAC)
    assert packet == b"\xff" * 6 + bytes.fromhex("001a2b3c4d5e") * 16
    assert len(packet) == 102


def test_the_call_goes_out():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as card:
        card.bind(("127.0.0.1", 0))
        card.settimeout(60)
        assert wake(MAC, address="127.0.0.1", port=card.getsockname()[1])
        assert card.recv(200) == magic_packet(MAC)


def test_a_call_that_cannot_go_out_says_so():
    assert not wake(MAC, address="not an address")
