"""Minutes without the hub: what a station claims counts where the site knows of it itself."""

import pytest
from acts.outage_cafe import credit, start_after
from fakes.machines import look

from kiosk.acts import outages
from kiosk.jobs.links import watch_links
from kiosk.protocol.bodies import SessionClosed, SessionUsed
from kiosk.rules.instants import Instant
from kiosk.rules.link_outages import Fallen
from kiosk.store import dues, moves
from kiosk.store import link_outages as links


def test_minutes_without_the_hub_are_charged_unless_the_owner_says_so(open_cafe, clock):
    site = open_cafe()
    session = start_after(site)
    clock.forward(minutes=5)
    hub_was_down(site, clock, minutes=5)
    site.seat.tell(SessionClosed(session, 600, "finished", hub_away_s=300))
    assert look(site, dues.at_seat, 1).minor == 600


def hub_was_down(site, clock, *, minutes):
    """The hub is away so long, and notes it when it is back."""
    alive_at = site.hub.now()
    clock.forward(minutes=minutes)
    site.hub.write(outages.note_hub_was_down, alive_at=alive_at)


def minor_due(site):
    due = look(site, dues.at_seat, 1)
    return 0 if due is None else due.minor


@pytest.mark.parametrize(
    ("claimed_s", "minor"),
    [
        pytest.param(300, 300, id="all of it"),
        pytest.param(120, 480, id="no more than the station says"),
        pytest.param(10**8, 300, id="no more than the hub was down"),
        pytest.param(0, 600, id="none"),
    ],
)
def test_minutes_in_which_the_hub_was_down(open_cafe, clock, claimed_s, minor):
    site = open_cafe(hub_away_percent=0)
    session = start_after(site)
    clock.forward(minutes=4)
    hub_was_down(site, clock, minutes=5)
    clock.forward(minutes=1)
    site.seat.tell(SessionClosed(session, 600, "finished", hub_away_s=claimed_s))
    assert minor_due(site) == minor


def test_who_pulls_the_cable_pays_for_the_minutes(open_cafe, clock):
    site = open_cafe(hub_away_percent=0)
    session = start_after(site)
    clock.forward(minutes=10)
    site.seat.tell(SessionClosed(session, 600, "finished", hub_away_s=600))
    assert (minor_due(site), credit(site, session)) == (600, None)


def test_a_hiccup_of_the_hub_is_not_kept(open_cafe, clock):
    site = open_cafe(hub_away_percent=0)
    start_after(site)
    alive_at = site.hub.now()
    clock.forward(seconds=59)
    site.hub.write(outages.note_hub_was_down, alive_at=alive_at)
    assert vouched(site, 1) == []


def test_what_was_told_at_a_pause_is_not_forgotten(open_cafe, clock):
    site = open_cafe(hub_away_percent=0)
    session = start_after(site)
    clock.forward(seconds=1)
    hub_was_down(site, clock, minutes=4)
    clock.forward(seconds=59)
    site.seat.tell(SessionUsed(session, 300, "paused", hub_away_s=120))
    clock.forward(minutes=5)
    site.seat.tell(SessionClosed(session, 300, "desk"))
    assert minor_due(site) == 180


def vouched(site, seat):
    """What cut this seat off, in seconds from the first."""
    told = {"station": site.stations[seat], "since": Instant(0), "until": Instant(10**14)}
    return [(each.ended - each.began) // 1000 for each in look(site, links.of_station, **told)]


# a switch


class Room:
    """Seats that beat every five seconds but for those that are cut off; the job runs as it does."""

    def __init__(self, site, clock, *, seats, session) -> None:
        self.site, self.clock, self.seats, self.session = site, clock, seats, session
        for seat in seats:
            if seat not in site.stations:
                site.station(seat)

    def goes_on(self, *, minutes, without=()):
        for _ in range(minutes * 12):
            self.clock.forward(seconds=5)
            for seat in self.seats:
                if seat not in without:
                    mine = {"state": "open", "session": self.session} if seat == 1 else {}
                    self.site.beat(seat, **mine)
            watch_links(self.site.hub, self.site.hub.now())


@pytest.fixture
def room(open_cafe, clock):
    """Four seats; somebody sits at the first and pays after, a cent a second."""
    site = open_cafe(hub_away_percent=0)
    session = start_after(site)
    made = Room(site, clock, seats=(1, 2, 3, 4), session=session)
    made.goes_on(minutes=2)
    return made


def leave(room, *, minutes, claimed_s):
    told = SessionClosed(room.session, 60 * minutes, "finished", hub_away_s=claimed_s)
    room.site.seat.tell(told)
    return minor_due(room.site)


def test_a_switch_that_dies_is_the_sites(room):
    room.goes_on(minutes=5, without=(1, 2))
    room.goes_on(minutes=1)
    assert leave(room, minutes=8, claimed_s=300) == 480 - 300


def test_it_is_kept_once_and_ends(room):
    room.goes_on(minutes=5, without=(1, 2))
    written = room.site.hub.changes.n
    room.goes_on(minutes=5)
    assert room.site.hub.changes.n == written + 1
    room.goes_on(minutes=5)
    assert room.site.hub.changes.n == written + 1
    assert vouched(room.site, 1) == vouched(room.site, 2) == [305]
    assert vouched(room.site, 3) == []


def test_all_seats_at_once(room):
    room.goes_on(minutes=5, without=(1, 2, 3, 4))
    room.goes_on(minutes=1)
    assert leave(room, minutes=8, claimed_s=300) == 480 - 300


def test_one_seat_alone_is_a_cable(room):
    room.goes_on(minutes=5, without=(1,))
    room.goes_on(minutes=1)
    assert leave(room, minutes=8, claimed_s=300) == 480


def test_whoever_stays_away_when_the_switch_is_back_pays(room):
    room.goes_on(minutes=3, without=(1, 2, 3))
    room.goes_on(minutes=5, without=(1,))
    room.goes_on(minutes=1)
    assert leave(room, minutes=11, claimed_s=480) == 660 - 185


def test_a_cable_pulled_while_others_are_cut_off_is_a_cable(room):
    site = room.site
    room.goes_on(minutes=2, without=(2, 3))
    room.goes_on(minutes=3, without=(1, 2, 3))
    room.goes_on(minutes=1)
    assert vouched(site, 2) == []  # nobody sat there
    assert leave(room, minutes=8, claimed_s=180) == 480


def test_a_switch_that_is_still_dead_at_the_end_counts_up_to_it(room):
    room.goes_on(minutes=5, without=(1, 2))
    assert leave(room, minutes=7, claimed_s=300) == 420 - 300


def test_a_hub_that_goes_down_ends_what_was_silent_before(room):
    room.goes_on(minutes=5, without=(1, 2))
    hub_was_down(room.site, room.clock, minutes=2)
    assert look(room.site, links.open_ones) == {}
    assert vouched(room.site, 1) == [300, 120]
    assert vouched(room.site, 3) == [120]


@pytest.mark.parametrize(
    ("seat", "moved_after", "given_s"),
    [
        pytest.param(2, 6, 180, id="the seat it was at, before it left"),
        pytest.param(2, 2, 60, id="in the middle of it"),
        pytest.param(2, 1, 0, id="a seat that it had left"),
        pytest.param(1, 6, 0, id="a seat where it was not yet"),
        pytest.param(1, 1, 0, id="it came in the outage, over another way"),
        pytest.param(3, 6, 0, id="a seat where it never was"),
    ],
)
def test_a_session_that_moved_is_cut_off_where_it_was(open_cafe, clock, seat, moved_after, given_s):
    """It is at seat 1 now and was at seat 2 before; from its second minute on a seat is cut off."""
    site = open_cafe(hub_away_percent=0)
    site.station(2)
    site.station(3)
    session = start_after(site)
    begins = site.hub.now() + 60_000
    site.hub.write(
        _fell, station=site.stations[seat], began=begins, left=site.stations[2],
        session=session, moved_at=begins + (moved_after - 1) * 60_000,
    )  # fmt: skip
    clock.forward(minutes=10)
    site.seat.tell(SessionClosed(session, 600, "finished", hub_away_s=600))
    assert minor_due(site) == 600 - given_s


def _fell(db, now, *, station, began, left, session, moved_at):
    links.begin(db, Fallen(Instant(began), frozenset({station})))
    (n,) = links.open_ones(db)
    links.end(db, Instant(began + 180_000), outage=n)
    used_s = (moved_at - now) // 1000  # it opened just now
    moves.note_left(db, session=session, at=moved_at, station=left, zone="room", used_s=used_s)
