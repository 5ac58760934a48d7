"""A site with a mentor and two learners, and what tests of classes and meetings do there."""

from contextlib import contextmanager

from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import look

from kiosk.acts import classes as acts
from kiosk.acts import meetings
from kiosk.acts.classes import ClassDraft
from kiosk.rules.instants import later
from kiosk.store import audit

HOUR = 3_600


@contextmanager
def opened(clock):
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        world.mentor = world.staff("joy", role="mentor")
        world.grace = world.visitor()
        world.ruth = world.visitor("Ruth Achieng", code="471903")
        yield world
        world.hub.close()


def make_class(site, title="Morning group", **told):
    draft = ClassDraft(title, told.pop("mentor", site.mentor), **told)
    return do(site, acts.make_class, draft=draft)


def do(site, act, **told):
    return site.hub.write(act, by=site.mentor, **told)


def add(site, class_id, visitor):
    do(site, acts.add_member, class_id=class_id, visitor=visitor)


def meet(site, class_id, *, after_s=0, for_s=HOUR, seats=()):
    starts = later(site.hub.now(), seconds=after_s)
    spans = ((starts, later(starts, seconds=for_s)),)
    return do(site, meetings.add_meetings, class_id=class_id, spans=spans, seats=seats)[0]


def newest(site):
    line = look(site, audit.latest, before=None, limit=1)[0]
    return line.act, line.about, line.reason
