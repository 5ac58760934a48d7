"""House rules: editions, told to stations, accepted at a station and kept."""

import pytest
from fakes.machines import look, told

from kiosk.acts import house_rules as acts
from kiosk.acts import merging, station_link
from kiosk.acts.records import record_of
from kiosk.protocol.bodies import HouseRules, RulesAccepted
from kiosk.queries.people import person
from kiosk.rules.refusals import Refusal
from kiosk.store import house_rules as store

RULES = {"en": "No food here.\nSpeak softly.", "ar": "لا طعام هنا."}


@pytest.fixture
def set_rules(site):
    def act(texts=RULES, **other):
        return site.hub.write(acts.set_rules, texts=texts, by=site.operator, **other)

    return act


def rules_told(site, seat):
    bodies = told(site, f"station:{site.stations[seat]}")
    return [one for one in bodies if isinstance(one, HouseRules)]


def accepted(site, visitor):
    return look(
        site, lambda db: record_of(db, site.hub.now(), site.hub.site, visitor=visitor)
    ).rules_accepted


def test_each_edition_is_told_to_every_station(site, set_rules):
    assert set_rules() == 1
    assert set_rules() == 1
    assert set_rules({"en": "No food at all."}) == 2
    for seat in (1, 2):
        assert [body.edition for body in rules_told(site, seat)] == [1, 2]
    first = rules_told(site, 1)[0]
    assert {one.language: one.lines for one in first.texts} == {
        "en": ("No food here.", "Speak softly."),
        "ar": ("لا طعام هنا.",),
    }


def test_a_station_that_comes_later_is_told_too_but_not_one_that_was_revoked(site, set_rules):
    revoked = {"station": site.stations[2], "by": site.operator, "reason": "stolen"}
    site.hub.write(station_link.revoke_station, **revoked)
    set_rules()
    site.station(3)
    assert [body.edition for body in rules_told(site, 3)] == [1]
    assert rules_told(site, 2) == []


def test_without_lines_nobody_is_asked_any_more(site, set_rules):
    set_rules()
    assert set_rules({"en": " "}) == 2
    assert rules_told(site, 1)[-1].texts == ()


@pytest.mark.parametrize(
    ("texts", "refusal"),
    [
        ({"en": "x" * 101}, "rules_too_long"),
        ({"en": "x\n" * 11}, "rules_too_long"),
        ({"xx": "x"}, "field_wrong"),
    ],
)
def test_rules_out_of_shape_are_refused(site, set_rules, texts, refusal):
    with pytest.raises(Refusal, match=refusal):
        set_rules(texts)
    assert look(site, store.newest) is None


def test_a_visitors_yes_is_kept_with_edition_time_and_station(site, seat_1, set_rules, clock):
    set_rules()
    grace = site.visitor()
    session = site.start(1, by=site.operator, visitor=grace).session
    assert accepted(site, grace) == 0
    signed = seat_1.say(RulesAccepted(session, 1, "ar"))
    said_at = clock.now()
    clock.forward(hours=3)
    for _twice in range(2):
        seat_1.give(signed)
    assert accepted(site, grace) == 1
    kept = look(site, lambda db: person(db, site.hub.now(), visitor=grace)).rules
    assert (kept.edition, kept.at, kept.seat) == (1, said_at, 1)
    assert site.session_at(1).id == session


def test_a_new_edition_asks_again(site, seat_1, set_rules):
    set_rules()
    grace = site.visitor()
    session = site.start(1, by=site.operator, visitor=grace).session
    seat_1.tell(RulesAccepted(session, 1, "en"))
    set_rules({"en": "No food at all."})
    assert accepted(site, grace) == 1 < look(site, store.newest).edition


def test_a_guest_says_yes_in_each_session(site, seat_1, set_rules):
    set_rules()
    session = site.start(1, by=site.operator).session
    guest = site.session_at(1).visitor
    assert accepted(site, guest) == 0
    seat_1.tell(RulesAccepted(session, 1, "en"))
    assert accepted(site, guest) == 1
    seat_1.close(session, used_s=60)
    assert accepted(site, guest) == 0


def test_a_yes_for_a_session_of_another_station_is_refused(site, seat_2, set_rules):
    set_rules()
    session = site.start(1, by=site.operator, visitor=site.visitor()).session
    assert seat_2.tell(RulesAccepted(session, 1, "en")) == [("rejected", "not_allowed")]
    assert seat_2.tell(RulesAccepted("nothing", 1, "en")) == [("rejected", "not_found")]


def test_a_yes_follows_a_merged_record(site, seat_1, set_rules):
    set_rules()
    twin, grace = site.visitor("Grace Mutoni", code="471903"), site.visitor()
    session = site.start(1, by=site.operator, visitor=twin).session
    seat_1.tell(RulesAccepted(session, 1, "en"))
    seat_1.close(session, used_s=60)
    reason = {"by": site.operator, "reason": "twice"}
    site.hub.write(merging.merge_visitors, keep=grace, drop=twin, **reason)
    assert accepted(site, grace) == 1
