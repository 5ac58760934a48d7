"""The second person: who gives away more than the owner's limit needs somebody who agrees."""

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import needs_second
from kiosk.store import staff

RIGHT = "approve_refund"


def check_approved(db: Db, site: Site, *, minor: int, by: str, approved_by: str) -> None:
    """Refuse a gift above the limit that nobody with the right agreed to.

    Who has the right agrees to their own. `approved_by` is the person whose PIN the door
    has checked; "" for nobody.

    Raises:
        Refusal: `second_person_missing`.
    """
    limit_minor = site.settings.second_person_over_minor
    if needs_second(minor, limit_minor=limit_minor, may_approve=_may_approve(db, by)):
        check_second(db, site, by=by, approved_by=approved_by)


def check_second(db: Db, site: Site, *, by: str, approved_by: str) -> None:
    """Refuse what only somebody with the right agrees to, however little it is.

    Raises:
        Refusal: `second_person_missing`.
    """
    if not any(_may_approve(db, person) for person in (by, approved_by)):
        raise Refusal("second_person_missing", limit_minor=site.settings.second_person_over_minor)


def _may_approve(db: Db, person: str) -> bool:
    who = staff.by_id(db, person)
    return who is not None and who.may(RIGHT)
