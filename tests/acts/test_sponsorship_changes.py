"""A change of a sponsorship holds from a moment on, for who comes then; one waits at most."""

from dataclasses import replace

import pytest
from acts.test_sponsorships import DAY, HOUR, PLEDGE, budget, granted, make, refused, sit
from fakes.machines import look

from kiosk.acts import sponsorships
from kiosk.acts.sponsorship_changes import take_back
from kiosk.jobs.table import begin_sponsorship_changes
from kiosk.rules.instants import later
from kiosk.store import sponsorship_changes as changes
from kiosk.store import sponsorships as store

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


@pytest.fixture
def asha(site):
    return site.visitor("Asha Noor", code="300001", group="student")


class TestChangingLater:
    @pytest.fixture
    def made(self, site):
        return make(site, visitors_limit=9, budget_minor=120_000)

    def change(self, site, made, *, in_days, **changes):
        told = {"sponsorship": made, "pledge": replace(PLEDGE, **changes), "by": site.operator}
        at = later(site.hub.now(), seconds=in_days * DAY)
        site.hub.write(sponsorships.change, applies_from=at, **told)

    def test_none_begins_while_the_clock_is_in_doubt(self, site, asha, clock, made):
        self.change(site, made, in_days=2, seconds_each=HOUR)
        clock.jump_wall(seconds=3 * DAY)
        assert granted(site, sit(site, asha)) == 10 * HOUR
        clock.jump_wall(seconds=-3 * DAY)
        site.hub.write(take_back, sponsorship=made, by=site.operator)

    def test_it_holds_from_its_very_moment_and_no_job_need_run(
        self, site, seat_1, seat_2, asha, clock, made
    ):
        self.change(site, made, in_days=2, seconds_each=HOUR, days=10, visitors_limit=9)
        ends = look(site, store.by_id, made).ends
        clock.forward(days=2, seconds=-1)
        running = sit(site, asha)
        assert granted(site, running) == 10 * HOUR
        clock.forward(seconds=1)
        brian = site.visitor("Brian Otieno", code="300002", group="student")
        assert granted(site, sit(site, brian, seat=2)) == HOUR
        assert look(site, store.by_id, made).ends == ends + 10 * DAY * 1000
        assert look(site, changes.waiting, made) is None
        seat_1.close(running, used_s=2 * HOUR)  # its past is not altered
        assert budget(site, made) == 120_000 - 12_000

    def test_a_job_lets_it_hold_too_once(self, site, clock, made):
        self.change(site, made, in_days=1, days=10)
        begin_sponsorship_changes(site.hub, site.hub.now())
        assert look(site, changes.waiting, made).days_more == 10
        ends = look(site, store.by_id, made).ends
        clock.forward(days=1)
        for _again in range(2):
            begin_sponsorship_changes(site.hub, site.hub.now())
        assert look(site, store.by_id, made).ends == ends + 10 * DAY * 1000

    def test_taken_back_nothing_changes(self, site, asha, clock, made):
        self.change(site, made, in_days=1, seconds_each=HOUR, days=0)
        site.hub.write(take_back, sponsorship=made, by=site.operator)
        clock.forward(days=1)
        assert granted(site, sit(site, asha)) == 10 * HOUR
        words = {"sponsorship": made, "by": site.operator}
        assert refused(site.hub.write, take_back, **words) == "not_found"

    def test_what_holds_already_is_not_taken_back(self, site, clock, made):
        self.change(site, made, in_days=1, days=0)
        clock.forward(days=1)
        words = {"sponsorship": made, "by": site.operator}
        assert refused(site.hub.write, take_back, **words) == "not_found"

    def test_a_second_one_waits_for_nobody_but_one_may_hold_at_once(self, site, asha, made):
        self.change(site, made, in_days=2, days=0)
        told = {"sponsorship": made, "pledge": replace(PLEDGE, days=0), "by": site.operator}
        at = later(site.hub.now(), seconds=DAY)
        assert (
            refused(site.hub.write, sponsorships.change, applies_from=at, **told) == "change_waits"
        )
        self.change(site, made, in_days=0, seconds_each=HOUR, days=0)
        assert granted(site, sit(site, asha)) == HOUR
        assert look(site, changes.waiting, made) is not None

    def test_none_is_kept_for_after_its_end(self, site, made):
        told = {"sponsorship": made, "pledge": replace(PLEDGE, days=0), "by": site.operator}
        at = look(site, store.by_id, made).ends
        assert (
            refused(site.hub.write, sponsorships.change, applies_from=at, **told)
            == "sponsorship_wrong"
        )

    def test_stopped_none_waits_any_more(self, site, clock, made):
        self.change(site, made, in_days=1, days=10)
        words = {"sponsorship": made, "by": site.operator}
        site.hub.write(sponsorships.stop, reason="enough", **words)
        assert look(site, changes.waiting, made) is None

    def test_a_hub_that_was_off_begins_it_by_its_own_moment(self, site, asha, clock, made):
        self.change(site, made, in_days=89, days=10)
        clock.forward(days=95)
        assert granted(site, sit(site, asha)) == 10 * HOUR
