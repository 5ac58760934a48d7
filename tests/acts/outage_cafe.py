"""A café with one seat and a price of a cent a second, and somebody who pays after."""

from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look

from kiosk.acts import front_desk
from kiosk.acts.granting import Terms
from kiosk.store import outages as store

AFTER = Terms("postpaid")


def cafe(folder, clock, **told):
    told = {"per_hour_minor": 3600, "increment_s": 1, "postpaid_cap_minor": 10**6, **told}
    world = World(make_hub(folder, clock, **told), clock)
    world.operator = world.staff()
    world.open_shift(world.operator)
    world.offer()
    world.station(1)
    world.seat = SeatMachine(world, 1)
    return world


def start_after(site, visitor=None):
    return site.hub.write(
        front_desk.start_metered, seat=1, visitor=visitor, terms=AFTER, by=site.operator
    )


def credit(site, session):
    return look(site, store.credit_of, session)
