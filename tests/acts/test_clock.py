"""The clock in doubt is kept for a restart, ends by itself, or by somebody who looked at it."""

import pytest
from fakes.hub_world import make_hub
from fakes.machines import look

from kiosk.acts import clock as acts
from kiosk.acts.saved_settings import save_settings
from kiosk.hub import new_request_id
from kiosk.rules.clock_doubt import Alive, Doubt, Past
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, clock_doubts
from kiosk.store.clock_doubts import ClockDoubt

YEAR = 365 * 86_400


def lines(site):
    found = look(site, audit.latest, before=None, limit=3)
    return [(line.act, line.by) for line in found if line.about == "clock:hub"]


def doubt(site, *, seen=None, why=Doubt.BEFORE):
    shown = site.hub.clock.now()
    site.hub.write(acts.note_doubt, seen=seen or site.hub.now(), shown=shown, why=why)


def _forget_since(db, now):
    del now
    db.execute("UPDATE clock_doubt SET since = NULL")


def doubt_of_before(site):
    """As a hub kept it that did not count on yet."""
    site.hub.write(_forget_since)


def confirm(site, *, shown=None, **told):
    shows = site.hub.clock.now()
    told |= {"shows": shows, "spell": site.hub.clock_watch.spell(Doubt.SET), "by": site.operator}
    site.hub.write(acts.confirm_clock, shown=shows if shown is None else shown, **told)


def test_a_doubt_is_kept_once(site, clock):
    seen = site.hub.now()
    doubt(site, seen=seen)
    clock.forward(seconds=10)
    doubt(site, seen=Instant(5), why=Doubt.AHEAD)
    assert look(site, clock_doubts.open_one) == ClockDoubt(seen, seen, Doubt.BEFORE, seen)
    assert lines(site) == [("doubt_clock", "hub")]


def test_it_ends_by_itself(site):
    doubt(site)
    for _ in range(2):
        site.hub.write(acts.end_doubt, spell=site.hub.clock_watch.spell(Doubt.BEFORE))
    assert look(site, clock_doubts.open_one) is None
    assert lines(site) == [("end_clock_doubt", "hub"), ("doubt_clock", "hub")]


def test_somebody_confirms_it_once(site):
    doubt(site)
    request_id, shown = new_request_id(), site.hub.now()
    for _ in range(2):
        confirm(site, shown=shown, request_id=request_id)
    assert look(site, clock_doubts.open_one) is None
    assert lines(site)[0] == ("confirm_clock", site.operator)
    assert [line[0] for line in lines(site)].count("confirm_clock") == 1


@pytest.mark.parametrize(
    ("later_s", "refused"), [(600, False), (-600, False), (601, True), (-601, True)]
)
def test_who_confirms_has_seen_what_the_clock_shows(site, clock, later_s, refused):
    doubt(site)
    shown = site.hub.now()
    clock.jump_wall(seconds=later_s)
    if refused:
        with pytest.raises(Refusal, match="clock_moved"):
            confirm(site, shown=shown)
    else:
        confirm(site, shown=shown)
    assert (look(site, clock_doubts.open_one) is not None) is refused


def test_what_is_known_at_the_start(site, clock):
    alive = Alive(site.hub.now(), "boot-1", 0)
    written = look(site, clock_doubts.latest_written)
    assert look(site, acts.past, None) == Past(None, written)
    assert look(site, acts.past, alive) == Past(alive, written)
    seen = later(written, seconds=-50)
    doubt(site, seen=seen)
    assert look(site, acts.past, alive) == Past(alive, site.hub.now(), doubted=True)
    doubt_of_before(site)
    assert look(site, acts.past, alive) == Past(alive, seen, doubted=True)


def test_an_empty_hub_has_written_nothing(tmp_path, clock):

    hub = make_hub(tmp_path, clock)
    with hub.read() as db:
        assert clock_doubts.latest_written(db) is None
    hub.close()


def test_settings_wait_for_a_clock_that_is_believed(site, clock):
    def save():
        told = {"applies_from": site.hub.now(), "reason": "a new name", "by": site.operator}
        return site.hub.write(save_settings, values={"site_name": "Kibera"}, **told)

    clock.jump_wall(seconds=YEAR)
    with pytest.raises(Refusal, match="clock_doubted"):
        save()
    clock.jump_wall(seconds=-YEAR)
    assert save() == ("site_name",)


def test_only_a_doubt_that_is_over_is_believed(site, clock):
    clock.jump_wall(seconds=YEAR)
    doubt(site)
    site.hub.believe_clock()
    assert site.hub.clock_doubt() is Doubt.SET
    confirm(site)
    site.hub.believe_clock()
    assert site.hub.clock_doubt() is None
    assert site.hub.site.boot_at == site.hub.now()
