"""Everything that can happen in the café of leases, and how a seed draws a schedule of it."""

from random import Random

from faults.lease_image import CARDS, SEATS
from faults.lease_site import FATES, Cafe
from faults.lease_truth import check_books, check_now, go_home

NO_FATE = ("",) * len(FATES)
ANY_FATE = (*NO_FATE, *FATES)
GAPS = (1, 20, 50, 90, 150)
DEEDS = {
    Cafe.pass_time: (
        12,
        {"seconds": (1, 4, 17, 31), "seat": SEATS, "fate": ANY_FATE, "good": (0, 1, 2)},
    ),
    Cafe.sit: (
        8,
        {
            "seat": SEATS,
            "who": ("package", "account", "subscription", "voucher", "paper", "paper", *CARDS),
            "fate": ANY_FATE,
            "good": (0, 1),
        },
    ),
    Cafe.start_at_desk: (1, {"seat": SEATS, "kind": ("postpaid", "free")}),
    Cafe.come_back: (5, {"seat": SEATS, "fate": ANY_FATE}),
    Cafe.finish: (2, {"seat": SEATS, "fate": ANY_FATE}),
    Cafe.buy: (3, {"seat": SEATS, "fate": ANY_FATE}),
    Cafe.cut: (3, {"seat": SEATS}),
    Cafe.heal: (3, {"seat": SEATS}),
    Cafe.die_at_commit: (2, {"seat": SEATS, "when": ("before", "after")}),
    Cafe.kill_agent: (2, {"seat": SEATS, "gap": GAPS}),
    Cafe.power_cut: (2, {"seat": SEATS, "odd": (0, 3), "off": (1, 60, 150)}),
    Cafe.both_die: (1, {"seat": SEATS, "off": (1, 60)}),
    Cafe.suspend: (2, {"seat": SEATS, "seconds": (10, 50, 90, 150)}),
    Cafe.jump: (2, {"who": (0, *SEATS), "years": (-10, 0, 10)}),
    Cafe.kill_hub: (2, {}),
    Cafe.back_up: (1, {}),
    Cafe.restore: (1, {}),
    Cafe.end_at_desk: (1, {"seat": SEATS}),
    Cafe.settle_lost: (1, {"seat": SEATS}),
    Cafe.move: (1, {"seat": SEATS, "goal": SEATS}),
    Cafe.steal: (1, {"seat": SEATS}),
}
"""Each with how often it comes, and what its arguments may be: the mildest first."""
BEGINNINGS = (
    (Cafe.sit, Cafe.pass_time),
    (Cafe.sit, Cafe.sit, Cafe.pass_time),
    (Cafe.cut, Cafe.cut, Cafe.sit, Cafe.sit, Cafe.sit),
    (Cafe.start_at_desk, Cafe.pass_time),
    (Cafe.sit, Cafe.pass_time, Cafe.back_up, Cafe.pass_time),
    (Cafe.sit, Cafe.sit, Cafe.pass_time, Cafe.power_cut, Cafe.come_back, Cafe.pass_time),
)
LENGTHS = (2, 5, 8, 11)


def schedule(seed):
    """The deeds of one seed, with their arguments."""
    chance = Random(seed)
    acts, shares = list(DEEDS), [share for share, _ in DEEDS.values()]
    rest = chance.choices(acts, shares, k=chance.choice(LENGTHS))
    for act in (*chance.choice(BEGINNINGS), *rest):
        yield act, {name: chance.choice(some) for name, some in DEEDS[act][1].items()}


def live_through(seed, folder):
    """One schedule from the first morning to closed books; returns what came of its deeds."""
    cafe = Cafe(folder)
    done = []
    try:
        for act, told in schedule(seed):
            done.append(f"{act.__name__}({', '.join(f'{k}={v!r}' for k, v in told.items())})")
            act(cafe, **told)
            check_now(cafe)
        go_home(cafe)
        check_now(cafe)
        check_books(cafe)
    except BaseException as error:
        error.add_note("\n".join((f"seed {seed}:", *done)))
        raise
    return cafe.did
