"""A visitor's signed card opens a seat with the hub away, and the station tells."""

from fakes.machines import SeatMachine

from kiosk.protocol.bodies import CardOpened, SessionClosed
from kiosk.protocol.cards import write_card


def use_card(world, seat, name, *, code="471902", used_s=600):
    """The station at a seat says that a card has opened it, and that it is over."""
    card = write_card(world.hub.keys.signing, code=code)
    told = (CardOpened(name, card, 900), SessionClosed(name, used_s, "finished"))
    return SeatMachine(world, seat).tell(*told)
