"""Which cards and vouchers a station that comes later is told of: it would believe their signature."""

import pytest
from fakes.machines import told

from kiosk.acts import cards as card_acts
from kiosk.acts import station_link, void_codes, vouchers
from kiosk.acts.cards import Codes
from kiosk.protocol.bodies import CODES_LIMIT, VouchersVoid

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
DAY_S = 86_400


def void(site, code, reason="lost"):
    site.hub.write(vouchers.void_voucher, code=code, reason=reason, by=site.operator)


def voided(site):
    sold = site.sell_voucher(by=site.operator).code
    void(site, sold)
    return sold


def replaced(site):
    owner = site.visitor(code="471902")
    codes = Codes(("471999",))
    told_who = {"visitor": owner, "blank": "", "codes": codes, "by": site.operator}
    site.hub.write(card_acts.replace_card, **told_who)
    return "471902"


def told_to(site, seat):
    audience = f"station:{site.stations[seat]}"
    return [one.codes for one in told(site, audience) if isinstance(one, VouchersVoid)]


def test_a_station_that_comes_later_is_told_of_cards_and_vouchers(site):
    code, card = voided(site), replaced(site)
    site.sell_voucher(by=site.operator)
    site.station(3)
    assert told_to(site, 3) == [(card,), (code,)]
    assert told_to(site, 1) == [(code,), (card,)]


def test_where_there_is_nothing_nothing_is_told(site):
    site.station(3)
    assert told_to(site, 3) == []


def test_paper_that_has_lapsed_by_its_own_date_is_left_out(site):
    voided(site)
    site.clock.forward(seconds=31 * DAY_S)
    site.station(3)
    assert told_to(site, 3) == []


def test_after_a_restore_all_stations_are_told_again(site):
    code = voided(site)
    site.hub.write(station_link.tell_again)
    assert told_to(site, 2)[-1] == (code,)


def test_many_go_in_several_facts_and_only_the_newest_beyond_the_limit(site, monkeypatch):
    codes = [voided(site) for _ in range(3)]
    monkeypatch.setattr(void_codes, "CODES_LIMIT", 2)
    monkeypatch.setattr(void_codes, "TOLD_MOST", 3)
    site.station(3)
    assert [len(some) for some in told_to(site, 3)] == [2, 1]
    assert {code for some in told_to(site, 3) for code in some} == set(codes)
    monkeypatch.setattr(void_codes, "TOLD_MOST", 2)
    site.station(4)
    assert [len(some) for some in told_to(site, 4)] == [2]


def test_a_fact_holds_as_many_codes_as_the_wire_allows():
    assert CODES_LIMIT * len("471902") < 64 * 1024
    assert void_codes.TOLD_MOST % CODES_LIMIT == 0


def test_a_removed_station_is_told_nothing(site):
    ask = {"station": site.stations[2], "by": site.operator, "reason": "sold"}
    site.hub.write(station_link.revoke_station, **ask)
    code = voided(site)
    assert told_to(site, 1) == [(code,)]
    assert not any(isinstance(one, VouchersVoid) for one in told(site, f"station:{ask['station']}"))
