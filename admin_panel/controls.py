"""What may be ordered of the chosen seat: pause, move, lock …; see floor/controls.html."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_panel.guards import hub, i_may
from admin_panel.seat_words import word_of
from kiosk.queries.floor_seats import Floor, FloorSeat, LastOrder
from kiosk.rules.orders import OrderState
from kiosk.rules.stations import StationState
from kiosk.texts import N_, _

ORDERS = {
    "take": N_("Start"),
    "renew": N_("More time"),
    "lock": N_("End"),
    "pause": N_("Pause"),
    "resume": N_("Resume"),
    "message": N_("Message"),
    "restart": N_("Restart"),
    "wake": N_("Wake up"),
    "show": N_("Open a page"),
    "coming": N_("I am coming"),
    "helped": N_("Hand down"),
    "hold": N_("Hold the screen"),
    "unhold": N_("Let the screen go"),
}
"""An order -> its word on the floor."""

STATES = {
    "sent": ("send", N_("Sent")),
    "done": ("check", N_("Done")),
    "not_reachable": ("wifi-off", N_("Not reachable")),
    "not_set_up": ("tool", N_("Not set up")),
}
"""How far an order came -> its icon and its word."""

SOON_S = 600
"""The little more at the end is offered when no more than this is left."""
RUNNING = frozenset({StationState.IN_USE, StationState.ENDING})
SITTING = RUNNING | {StationState.PAUSED, StationState.LOST}
ENDS = "lock"
EMPTY = frozenset({StationState.FREE, StationState.LOST})


@dataclass(frozen=True, slots=True)
class Controls:
    """Which controls the desk shows for the chosen seat."""

    asked: str
    ends: bool
    pause: bool
    resume: bool
    targets: Sequence[int]
    to: int
    move_now: bool
    lock: bool
    unlock: bool
    restart: bool
    wake: bool
    retry: str
    unable: str
    extra_s: int
    write_off: bool

    @property
    def machine(self) -> bool:
        """Whether the part for the computer has anything in it."""
        return self.lock or self.unlock or self.restart or self.wake


def controls(floor: Floor, seat: FloorSeat | None) -> Controls | None:
    """The controls of the chosen seat for who is signed in; None where there is no station."""
    if seat is None or not seat.station:
        return None
    sits, state = seat.sitter is not None, seat.state
    lost = state is StationState.LOST
    may_turn = i_may("pause_session") and not seat.to and not seat.asked
    may_order = i_may("command_station")
    may_move = i_may("move_session") and sits and state in SITTING and seat.asked != ENDS
    return Controls(
        asked=word_of(seat) if seat.asked else "",
        ends=seat.asked == ENDS,
        pause=may_turn and state in RUNNING,
        resume=may_turn and state is StationState.PAUSED,
        targets=_targets(floor) if may_move else (),
        to=seat.to if may_move else 0,
        move_now=may_move and lost and seat.to > 0,
        lock=may_order and not sits and state in EMPTY,
        unlock=may_order and state is StationState.OUT_OF_ORDER,
        restart=may_order and not lost and state is not StationState.OUT_OF_ORDER,
        wake=may_order and lost,
        retry=_retry(seat.order) if may_order else "",
        unable=_unable(seat.order),
        extra_s=_extra_s(seat) if i_may("extend_session") else 0,
        write_off=i_may("write_off") and sits and not seat.to,
    )


def order_word(order: LastOrder) -> str:
    """The word of an order on the floor."""
    return _(ORDERS.get(order.kind, order.kind))


def _targets(floor: Floor) -> tuple[int, ...]:
    return tuple(free.number for free in floor.free)


def _retry(order: LastOrder | None) -> str:
    return order_word(order) if order is not None and order.again else ""


def _unable(order: LastOrder | None) -> str:
    """The word of an order for which the station is not set up."""
    unable = order is not None and order.state is OrderState.NOT_SET_UP
    return order_word(order) if order is not None and unable else ""


def _extra_s(seat: FloorSeat) -> int:
    """The free seconds that this session may still be given at its end; 0: none."""
    sitter = seat.sitter
    if sitter is None or sitter.extended or sitter.left_s > SOON_S:
        return 0
    return hub().settings.last_extension_s
