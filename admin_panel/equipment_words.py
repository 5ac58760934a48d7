"""Equipment in words: what it is, how it stands, what happened to it."""

from kiosk.rules.equipment import Kind, Move, State
from kiosk.texts import N_, _

KINDS = {
    Kind.TABLET: N_("Tablet"),
    Kind.KEYBOARD: N_("Keyboard"),
    Kind.MOUSE: N_("Mouse"),
    Kind.HEADSET: N_("Headset"),
    Kind.OTHER: N_("Something else"),
}
STATES = {
    State.AVAILABLE: ("good", "check", N_("Here")),
    State.OUT: ("in_use", "user", N_("Lent")),
    State.DAMAGED: ("wait", "tool", N_("Broken")),
    State.LOST: ("off", "help-circle", N_("Lost")),
    State.SOLD: ("off", "cash", N_("Sold")),
}
OVERDUE = ("bad", "alarm", N_("Overdue"))
MOVES = {
    Move.LEND: N_("Lent"),
    Move.RETURN: N_("Whole"),
    Move.RETURN_DAMAGED: N_("Damaged"),
    Move.NEVER_RETURN: N_("It never came back"),
    Move.BREAK: N_("It broke"),
    Move.MEND: N_("It was mended"),
    Move.LOSE: N_("It was lost"),
    Move.FIND: N_("It was found"),
    Move.SELL: N_("It was sold or given away"),
    Move.BUY: N_("Bought in parts"),
}


def kind(of: Kind) -> str:
    """What a thing is."""
    return _(KINDS[of])


def state(of: State) -> tuple[str, str, str]:
    """Tone, symbol and word of a mark."""
    tone, symbol, word = STATES[of]
    return tone, symbol, _(word)


def overdue() -> tuple[str, str, str]:
    """The mark of what should have been back."""
    tone, symbol, word = OVERDUE
    return tone, symbol, _(word)


def move(of: Move) -> str:
    """What happened to a thing."""
    return _(MOVES[of])


def outcome(of: str) -> str:
    """How a loan ended; "" while it is out."""
    return _(MOVES[Move(of)]) if of else ""
