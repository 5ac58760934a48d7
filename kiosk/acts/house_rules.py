"""House rules: the owner makes an edition, stations are told, a visitor's yes is kept."""

from collections.abc import Mapping

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import HouseRules, HouseText, RulesAccepted, write_body
from kiosk.protocol.facts import fits
from kiosk.rules.house_rules import read_rules
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, house_rules, revisions, stations
from kiosk.store.sessions import Session
from kiosk.store.visitors import Visitor


def set_rules(db: Db, now: Instant, *, texts: Mapping[str, str], by: str, site: Site) -> int:
    """Make the next edition of what everybody is asked; returns its number.

    Rules for no language ask nothing any more. The same texts again make no new edition.

    Raises:
        Refusal: `field_wrong` for a language that is not the site's, `rules_too_long`.
    """
    if any(language not in site.settings.languages for language in texts):
        raise Refusal("field_wrong", field="language")
    read = read_rules(texts)
    before = house_rules.newest(db)
    if before is not None and before.texts == read:
        return before.edition
    edition = 1 if before is None else before.edition + 1
    body = _body(edition, read)
    if not fits(write_body(body)):
        raise Refusal("rules_too_long", language=next(iter(read)))
    house_rules.add(db, now, edition=edition, texts=read, made_by=by)
    for peer in stations.all_stations(db):
        if not peer.revoked:
            _put(db, now, site, station=peer.origin, body=body)
    audit.record(db, now, by=by, act="set_house_rules", about=f"house_rules:{edition}")
    return edition


def tell_station(db: Db, now: Instant, site: Site, *, station: str) -> None:
    """Tell a station the edition that holds, if there is one."""
    rules = house_rules.newest(db)
    if rules is not None:
        _put(db, now, site, station=station, body=_body(rules.edition, rules.texts))


def keep_accepted(
    db: Db, at: Instant, *, station: str, session: Session, body: RulesAccepted
) -> None:
    """A visitor said yes at a station; word of it may come days later."""
    house_rules.accept(
        db,
        session=session.id,
        edition=body.edition,
        visitor=session.visitor,
        station=station,
        at=at,
        language=body.language,
    )
    revisions.bump(db, revisions.record_of(session.visitor))


def accepted(db: Db, who: Visitor, *, session: str) -> int:
    """The edition that a visitor accepted; a guest says yes anew in each session."""
    if who.is_guest:
        return house_rules.accepted_in(db, session) if session else 0
    kept = house_rules.accepted_by(db, who.id)
    return 0 if kept is None else kept.edition


def _body(edition: int, texts: Mapping[str, tuple[str, ...]]) -> HouseRules:
    return HouseRules(
        edition, tuple(HouseText(language, lines) for language, lines in texts.items())
    )


def _put(db: Db, now: Instant, site: Site, *, station: str, body: HouseRules) -> None:
    sqlite_outbox.put(db, site.writing(now), audience=f"station:{station}", body=body)
