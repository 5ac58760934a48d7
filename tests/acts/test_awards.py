"""Certificates: one for each pass, as its visitor wishes, taken back with a reason."""

from zoneinfo import ZoneInfo

import pytest
from fakes.passing import passed

from kiosk.acts import awards, exchange_link, merging, records
from kiosk.acts.ingest import Facts
from kiosk.acts.marking import FOR_EVER_DAYS
from kiosk.acts.opening import OpenedFact
from kiosk.link import sqlite_outbox
from kiosk.protocol.award_bodies import AwardNews, HubKey, Void
from kiosk.protocol.awards import read_award, write_award
from kiosk.protocol.bodies import write_body
from kiosk.protocol.codec import decode
from kiosk.protocol.facts import Fact, Moment, Place, make_fact
from kiosk.protocol.keys import make_keys
from kiosk.protocol.station_calls import Learned
from kiosk.queries import awards as query
from kiosk.rules.awards import Award, Said
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day
from kiosk.store import awards as store
from kiosk.store import keeping, training
from kiosk.store.training import PracticeRow

DAY = "2026-11-26"
pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


@pytest.fixture
def grace(site):
    return site.visitor("Grace Muthoni", code="471902")


@pytest.fixture
def give(site, grace):
    def act(attempt=None, **changes):
        attempt = attempt or passed(site.hub, grace)
        told = {"visitor": grace, "attempt": attempt, "name": "Grace M.", "by": site.operator}
        return site.hub.write(awards.give, **{**told, **changes})

    return act


def kept(site, number):
    with site.hub.read() as db:
        return store.by_number(db, number)


def said(site, text, today="2026-11-26"):
    with site.hub.read() as db:
        return query.check(db, text=text, keys=site.hub.keys, today=today)


def refused(act, **told):
    with pytest.raises(Refusal) as refusal:
        act(**told)
    return refusal.value.code


def test_the_paper_says_who_passed_what_and_this_hub_signed_it(site, give):
    row = kept(site, give())
    award = read_award(row.paper).award
    assert (award.name, award.title, award.edition) == ("Grace M.", "Read digits", "digits-e1")
    assert (award.right, award.asked, award.site) == (9, 10, site.hub.settings.site_name)
    found = said(site, row.paper, today=award.day)
    assert (found.said, found.ours, found.award) == (Said.VALID, True, award)
    assert said(site, row.paper, today=award.until).said is Said.VALID
    assert said(site, row.paper, today="2099-01-01").said is Said.LAPSED


def test_one_holds_for_ever_where_its_module_says_no_days(site, grace, give):
    for n, days in enumerate((0, FOR_EVER_DAYS), 1):
        row = kept(site, give(passed(site.hub, grace, days=days, n=n)))
        assert row.until == ""
        assert said(site, row.paper, today="2099-01-01").said is Said.VALID


def test_only_who_passed_gets_one_and_only_one(site, grace, give):
    other = site.visitor("Ruth", code="471903")
    failed = passed(site.hub, grace, passed=False, n=7)
    assert refused(give, attempt=failed) == "exam_not_passed"
    assert refused(give, attempt="nothing") == "exam_not_passed"
    mine = passed(site.hub, grace, n=8)
    assert refused(give, attempt=mine, visitor=other) == "exam_not_passed"
    assert refused(give, attempt=mine, visitor="nobody") == "not_found"
    assert refused(give, attempt=mine, name=" ") == "field_missing"
    give(mine)
    assert refused(give, attempt=mine) == "certificate_given"


def test_one_that_was_taken_back_is_told_so_and_another_may_be_given(site, grace, give):
    exam = passed(site.hub, grace)
    number = give(exam)
    told = {"number": number, "reason": " name misspelt ", "by": site.operator}
    assert refused(lambda: site.hub.write(awards.revoke, **{**told, "reason": " "}))
    site.hub.write(awards.revoke, **told)
    row = kept(site, number)
    assert row.reason == "name misspelt"
    assert said(site, row.paper).said is Said.REVOKED
    assert refused(lambda: site.hub.write(awards.revoke, **told)) == "certificate_revoked"
    unknown = {**told, "number": "A" * 10}
    assert refused(lambda: site.hub.write(awards.revoke, **unknown)) == "not_found"
    assert give(exam, name="Grace Muthoni") != number


def test_a_number_alone_says_which_exam_and_no_name(site, give):
    number = give()
    with site.hub.read() as db:
        told = {"keys": site.hub.keys, "site": "Here", "today": "2026-11-26"}
        found = query.by_number(db, typed=number.lower(), **told)
        assert (found.said, found.award.name, found.ours) == (Said.VALID, "", True)
        assert refused(lambda: query.by_number(db, typed="A" * 10, **told)) == "certificate_unknown"


def test_an_erased_persons_paper_stays_good_and_the_house_forgets_the_name(site, grace, give):
    number = give()
    paper = kept(site, number).paper
    told = {"visitor": grace, "by": site.operator, "reason": "asked", "given_up": ""}
    site.hub.write(merging.erase_visitor, **told)
    row = kept(site, number)
    assert (row.name, row.paper, row.title) == ("", "", "Read digits")
    assert said(site, paper).award.name == "Grace M."
    assert said(site, paper).said is Said.VALID


def test_certificates_go_with_a_merged_record_and_are_handed_out(site, grace, give):
    number = give()
    twin = site.visitor("Grace Mutoni", code="471903")
    told = {"keep": twin, "drop": grace, "by": site.operator, "reason": "registered twice"}
    site.hub.write(merging.merge_visitors, **told)
    with site.hub.read() as db:
        (row,) = store.of_visitor(db, twin)
        (handed,) = keeping.everything(db, twin)["certificates"]
    assert row.number == number == handed["number"]
    assert handed["paper"] == row.paper


def test_the_day_is_the_sites(site, give):
    row = kept(site, give())
    assert row.day == local_day(site.hub.now(), ZoneInfo(site.hub.settings.timezone))


def outbox(site):
    with site.hub.read() as db:
        return sqlite_outbox.next_parcels(db, audience="exchange", limit=9, limit_bytes=10**6)


def test_the_exchange_hears_what_was_taken_back_and_not_why(site, give):
    number = give()
    site.hub.write(awards.revoke, number=number, reason="a secret", by=site.operator)
    (parcel,) = [one for one in outbox(site) if b"award_revoked" in one.raw]
    body = decode(parcel.raw, Fact).body_bytes
    assert b"secret" not in body
    assert number.encode() in body


def test_other_hubs_keys_and_what_they_took_back_are_believed_from_the_exchange(site):
    theirs, exchange = make_keys(), make_keys()
    award = Award("7K2M9QX04T", "They say", "Amina", "Digits", "digits-e1", 9, 10, DAY, None)
    text = write_award(theirs.signing, award)
    assert said(site, text).said is Said.UNKNOWN_HUB

    def hear(seq, **news):
        place = Place(exchange.origin, "0123456789abcdef", seq)
        body = write_body(AwardNews(**news))
        at = Moment(0, "", 0)
        fact = make_fact(exchange.signing, place, type="award_news", body=body, at=at)
        facts = Facts({fact.fact.id: OpenedFact(fact)})
        answer = site.hub.write(exchange_link.take_exchange_facts, facts=facts)
        assert [one.result for one in answer.results] == ["stored"]

    hear(1, keys=(HubKey(theirs.public_signing, "Mathare"),))
    found = said(site, text)
    assert (found.said, found.signer, found.ours) == (Said.VALID, "Mathare", False)
    hear(2, revoked=(Void(theirs.public_signing, award.number),))
    assert said(site, text).said is Said.REVOKED


def test_a_restored_hub_learns_from_the_exchange_what_it_had_taken_back(site, give):
    row = kept(site, give())

    def hear(db, now):
        store.revoke(db, now, signing=row.signing, number=row.number)

    site.hub.write(hear)
    assert said(site, row.paper).said is Said.REVOKED
    assert kept(site, row.number).reason == ""


def test_a_seat_shows_certificates_that_hold_and_what_was_learned(site, grace, give):
    shown, gone = give(passed(site.hub, grace, n=1)), give(passed(site.hub, grace, n=2))
    site.hub.write(awards.revoke, number=gone, reason="slip", by=site.operator)

    def practise(db, now):
        for item, right in (("", True), ("a", True), ("b", False)):
            told = ("digits-e1", "p", item, "f/1/1", b"{}", right, 1, 0, 90_500)
            training.keep_practice(db, now, PracticeRow(grace, *told))

    site.hub.write(practise)
    with site.hub.read() as db:
        record = records.record_of(db, site.hub.now(), site.hub.site, visitor=grace)
    assert [one.number for one in record.awards] == [shown]
    assert record.awards[0].paper == kept(site, shown).paper
    assert record.learned == Learned(practised_s=181, right=1, asked=2, done=0, approved=0)
