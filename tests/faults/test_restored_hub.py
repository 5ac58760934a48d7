"""A hub is restored from a copy that is hours old: what stations still hold comes back, once.

Real hub, exchange and stations with fake clocks, as in `tests/journeys`. What only the hub knew
after the copy (cash over the counter) is lost with it; what was used, learned, answered and opened
with a voucher is at the stations, and the exchange has what was sent on.
"""

from contextlib import suppress
from pathlib import Path

import pytest
from journeys import holding, people
from journeys.journey import Journey
from journeys.seeds import seeded
from journeys.small_site import HUB_SETTINGS, memory_folder

from kiosk.acts import station_link
from kiosk.backups.backing_up import back_up
from kiosk.backups.restoring import restore_hub
from kiosk.hub_folder import DATABASE
from kiosk.link.receiver import reread
from kiosk.opening_hub import open_hub
from kiosk.protocol.bodies import read_body
from kiosk.rules.refusals import Refusal

BEFORE, AFTER = 12, 36
HOURS = 24
HOUR_S = 3600


class Restored(Journey):
    """A journey whose hub loses its disk once."""

    def keep_copy(self):
        """A verified copy, somewhere else."""
        place = self.places["hub"]
        self.copy = back_up(place / DATABASE, self.folder / "second", self.hub.now())

    def lose_disk(self):
        """The hub's database is gone; the copy takes its place."""
        place = self.places["hub"]
        self._let_go("hub")
        (place / DATABASE).unlink()
        restore_hub(self.copy, place, self.clock.now())
        hub = open_hub(place, HUB_SETTINGS, self.clock)
        hub.write(station_link.tell_again)
        hub.close()
        self._open("hub")


def walk(seed):
    """One journey: live, copy, live on for 1 to 24 hours, restore, heal. What is broken."""
    with memory_folder() as folder, seeded(seed):
        journey = Restored(seed, Path(folder))
        try:
            people.live(journey, steps=BEFORE)
            journey.keep_copy()
            hours = 1 + seed % HOURS
            go_on(journey, steps=AFTER // 2)
            journey.pass_time(hours * HOUR_S - 900)
            go_on(journey, steps=AFTER // 2)
            held = held_by_stations(journey)
            journey.lose_disk()
            go_on(journey, steps=AFTER // 4)
            journey.heal()
            return [*broken(journey), *lost(journey, held)]
        finally:
            journey.close()


def go_on(journey, *, steps):
    """So many things happen more, chosen by chance."""
    things = journey.chance.choices(
        tuple(people.THINGS), weights=tuple(people.THINGS.values()), k=steps
    )
    for thing in things:
        with suppress(Refusal):
            thing(journey)


def held_by_stations(journey):
    """Used seconds of each session that a station's outbox says to be over, sent or not."""
    held = {}
    for agent in journey.agents.values():
        with agent.store.readers.read() as db:
            rows = db.execute(
                "SELECT raw, signature FROM outbox WHERE type = 'session_closed'"
            ).fetchall()
        for row in rows:
            fact = reread(bytes(row["raw"]), bytes(row["signature"])).fact
            body = read_body(fact, fact.body_bytes)
            held[body.session] = max(held.get(body.session, 0), body.used_s)
    return held


def broken(journey):
    """What holds after every journey, but for money that only the lost disk knew of."""
    yield from holding._verified(journey)
    yield from holding._drained(journey)
    yield from holding._counted_once(journey)
    yield from holding._charged_once(journey)


def lost(journey, held):
    """Sessions that a station holds and that the hub does not know, or by fewer seconds."""
    with journey.hub.read() as db:
        known = {
            row["id"]: row["seconds"]
            for row in db.execute(
                """
                SELECT session.id AS id,
                       session.used_s
                       + coalesce((SELECT sum(late.used_s) FROM session AS late
                                   WHERE late.id LIKE session.id || '-%'), 0)
                       + coalesce((SELECT sum(given.seconds) FROM given_time AS given
                                   WHERE given.session = session.id
                                     AND given.why = 'late_lock'), 0) AS seconds
                FROM session
                """
            )
        }
    for session, seconds in held.items():
        if seconds and known.get(session, 0) < seconds:
            yield f"session {session}: {seconds} s were used, {known.get(session)} s are known"


@pytest.mark.journey
def test_a_hub_restored_from_an_old_copy_loses_nothing_that_a_station_holds(rounds):
    for seed in rounds("restored_hub"):
        assert walk(seed) == []
