"""Unlocked seconds, billed seconds and counted cash of each shift, as stations and ledger have them."""

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from hypothesis import given, settings
from hypothesis import strategies as st
from queries.leak_site import KINDS, LeakSite, from_receipts, read_rows

from kiosk.acts import billing, front_desk, outages, products
from kiosk.acts.billing import Off
from kiosk.acts.granting import Terms
from kiosk.acts.silences import keep_silences
from kiosk.jobs.day_close import close_days
from kiosk.queries import leakage, leakage_lines
from kiosk.rules.instants import Instant
from kiosk.rules.periods import Preset
from kiosk.rules.refusals import Refusal
from kiosk.rules.reports import Word
from kiosk.rules.silences import Ear
from kiosk.store import payments, shifts, silences

PARTS = ("billed", "given_free", "not_paid")
MORNING = Instant(1_795_413_600_000)
"""Monday 23 November 2026, 09:00 in Nairobi."""


@pytest.fixture
def site(tmp_path):
    made = LeakSite(tmp_path, FakeClock(MORNING))
    yield made
    made.hub.close()


def lines_of(site, shift):
    return site.read(leakage_lines.of_shift, site.now(), shift)


def test_a_site_without_a_shift_has_an_empty_report(site):
    assert site.report(leakage.by_shift).rows == []
    assert site.report(leakage.by_operator).rows == []


def test_an_open_shift_tells_seconds_and_no_money(site):
    shift = site.open()
    site.sit("prepaid", used_s=600)
    found = site.report(leakage.by_shift)
    (row,) = found.rows
    assert found.keys == (shift,)
    assert (row["closed_at"], row["unlocked"], row["billed"]) == (Word("still_open"), 600, 600)
    assert [row[name] for name in ("should_be", "counted", "difference", "reason")] == [None] * 4
    assert not {"counted", "difference"} & lines_figures(site, shift).keys()


def lines_figures(site, shift):
    return {each.title: each.value for each in lines_of(site, shift).report.figures}


def test_a_closed_shift_tells_what_should_be_and_what_was_counted(site):
    shift = site.open()
    site.sit("prepaid", used_s=600)
    site.close(difference=-500)
    (row,) = site.report(leakage.by_shift).rows
    assert [row[name] for name in ("should_be", "counted", "difference", "reason")] == [
        *(104_000, 103_500, -500),
        "Wrong change",
    ]
    figures = lines_figures(site, shift)
    assert (figures["counted"], figures["difference"]) == (103_500, -500)


def test_what_happens_without_a_shift_stands_alone(site):
    site.open()
    session = site.start(1, by=site.amina).session
    site.close()
    site.running(1, session)
    site.clock.forward(seconds=600)
    site.machine.close(session, used_s=600)
    site.clock.forward(seconds=60)
    site.open(site.otieno)
    found = site.report(leakage.by_shift)
    assert [row["closed_at"] for row in found.rows][-1] == Word("no_shift")
    assert [row["unlocked"] for row in found.rows] == [0, 0, 600]
    assert found.keys[-1] == ""


def test_each_kind_of_loss_has_its_line_and_reason(site):
    shift = site.open()
    site.sit("free", used_s=300)
    site.sit("postpaid_lost", used_s=600)
    site.sit("walked", used_s=100, late_s=40)
    sale = site.start(1, by=site.amina).sale
    site.running(1, site.session_at(1).id)
    site.clock.forward(seconds=900)
    site.machine.close(site.session_at(1).id, used_s=900)
    site.refund(sale, 4_000)
    found = read_rows(lines_of(site, shift).report)
    told = [
        (row["what"].key, row["unlocked"], row["not_paid"], row["given_up"], row["reason"])
        for row in found.rows
    ]
    assert told == [
        ("session_prepaid", 900, 0, None, None),
        ("void", 0, 900, 4_000, "No sound"),
        ("late_lock", 40, 40, None, None),
        ("walked_out", 100, 0, None, "Left"),
        ("session_postpaid", 600, 600, 1_167, "No money"),
        ("session_free", 300, 0, None, "First visit"),
    ]
    (row,) = site.report(leakage.by_shift).rows
    assert (row["unlocked"], row["billed"], row["given_free"], row["not_paid"]) == (
        *(1_940, 100, 300),
        1_540,
    )
    assert {name: found.totals[name] for name in PARTS} == {name: row[name] for name in PARTS}


def test_minutes_without_internet_are_given_not_billed(tmp_path):
    site = LeakSite(tmp_path, FakeClock(MORNING), internet_away_percent=0)
    shift = site.open()
    session = site.start(1, by=site.amina).session
    site.running(1, session)
    site.clock.forward(minutes=3)
    site.hub.write(outages.note_internet, away_since=site.now())
    site.clock.forward(minutes=5)
    site.hub.write(outages.note_internet, away_since=None)
    site.clock.forward(minutes=2)
    site.machine.close(session, used_s=600)
    site.clock.forward(seconds=1)
    (row,) = site.report(leakage.by_shift).rows
    assert (row["unlocked"], row["billed"], row["given_free"]) == (600, 300, 300)
    (line,) = read_rows(lines_of(site, shift).report).rows
    assert (line["billed"], line["given_free"]) == (300, 300)
    site.hub.close()


def test_time_paid_after_and_given_back_is_not_paid(site):
    """Its money was listed, but its seconds stood as billed: taken, refunded, sat for nothing."""
    site.open()
    session = site.sit("postpaid_taken", used_s=1200)
    (row,) = site.report(leakage.by_shift).rows
    assert (row["billed"], row["not_paid"]) == (1200, 0)
    with site.hub.read() as db:
        whole = payments.by_id(db, session).due_minor
    site.refund(session, whole)
    (row,) = site.report(leakage.by_shift).rows
    assert (row["unlocked"], row["billed"], row["not_paid"]) == (1200, 0, 1200)


def test_a_discount_has_its_line(site):
    from kiosk.acts import front_desk
    from kiosk.acts.selling import Counter
    from kiosk.rules.tenders import Pay

    shift = site.open()
    pay = Pay(discount_minor=500, reason="Friend of the house")
    counter = Counter("half-hour", 10_000, site.amina, pay)
    site.hub.write(front_desk.start_session, seat=1, counter=counter, visitor=None)
    (row,) = read_rows(lines_of(site, shift).report).rows
    assert (row["what"], row["given_up"], row["operator"], row["reason"]) == (
        *(Word("discount"), 500, "Amina Wanjiru"),
        "Friend of the house",
    )


def test_what_came_off_a_bill_has_its_line(site):
    shift = site.open()
    told = {"title": "Tea", "price_minor": 2_000, "came": 5, "by": site.amina}
    tea = site.hub.write(products.set_product, **told)
    after = {"seat": 1, "visitor": None, "terms": Terms("postpaid"), "by": site.amina}
    site.running(1, site.hub.write(front_desk.start_metered, **after), used_s=60)
    bill = {"seat": 1, "pieces": ((tea, 2),), "told_used_s": 60, "by": site.amina}
    site.hub.write(billing.put_on_bill, **bill)
    off = Off(1, tea, 1, "another seat", site.amina, "")
    site.hub.write(billing.take_off_bill, off=off)
    row = next(
        one
        for one in read_rows(lines_of(site, shift).report).rows
        if one["what"] == Word("taken_off")
    )
    assert (row["seat"], row["given_up"], row["operator"], row["reason"]) == (
        *("1", 2_000, "Amina Wanjiru"),
        "1 × Tea: another seat",
    )


def test_a_shift_that_nobody_knows_is_refused(site):
    with pytest.raises(Refusal, match="not_found"):
        lines_of(site, "nobody's")


def test_operators_stand_by_what_was_not_paid(site):
    site.open()
    site.sit("prepaid", used_s=600)
    site.close(difference=-100)
    site.open(site.otieno)
    site.sit("postpaid_lost", used_s=600)
    site.close(difference=30)
    found = site.report(leakage.by_operator)
    assert [
        (row["operator"], row["not_paid"], row["not_paid_share"], row["difference"])
        for row in found.rows
    ] == [("Otieno Wanjiru", 600, 10_000, 30), ("Amina Wanjiru", 0, 0, -100)]


def test_silence_counts_where_no_session_is_known(site):
    shift = site.open()
    began = site.now()
    site.clock.forward(minutes=10)
    note(site)
    session = site.start(1, by=site.amina).session
    site.clock.forward(minutes=5)
    site.machine.close(session, used_s=300)
    site.clock.forward(minutes=5)
    site.beat(1)
    note(site)
    (kept,) = site.read(silences.between, since=began, until=site.now(), limit=9)
    assert kept.silence.ended_at == site.now()
    (row,) = site.report(leakage.by_shift).rows
    assert row["silent"] == 15 * 60
    found = read_rows(lines_of(site, shift).report)
    assert [row["silent"] for row in found.rows if row["what"] == Word("silence")] == [900]


def test_a_silence_that_goes_on_counts_up_to_now_and_once_for_each_shift(site):
    site.open()
    site.clock.forward(minutes=30)
    note(site)
    site.close()
    site.clock.forward(minutes=15)
    site.open(site.otieno)
    site.clock.forward(minutes=15)
    session = site.start(1, by=site.otieno).session
    site.clock.forward(minutes=15)
    found = site.report(leakage.by_shift)
    assert [row["silent"] for row in found.rows] == [900, 1_800, 900]
    assert found.totals["silent"] == 3_600
    site.machine.close(session, used_s=900)


def note(site):
    ears = {station: Ear(each.at, each.since) for station, each in site.hub.heard.items()}
    site.hub.write(keep_silences, ears=ears, started=site.hub.started)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(KINDS), st.integers(0, 2_000), st.sampled_from([0, 0, 37])),
        st.tuples(st.just("close"), st.integers(-500, 500), st.just(0)),
    ),
    max_size=10,
)


@settings(max_examples=20)
@given(STEPS)
def test_the_figures_are_those_of_stations_receipts_and_ledger(steps):
    with quick_disk.folder() as folder:
        site = LeakSite(folder, FakeClock(MORNING), grace_s=60)
        site.open()
        for what, number, late_s in steps:
            if what == "close":
                site.close(difference=number)
                close_days(site.hub, site.now())
                site.clock.forward(minutes=7)
                site.open(site.otieno if number % 2 else site.amina)
            else:
                site.sit(what, used_s=number, late_s=late_s)
        site.close()
        _check(site)
        before = site.report(leakage.by_shift, Preset.MONTH)
        site.hub.write(_forget_sums)
        assert site.report(leakage.by_shift, Preset.MONTH) == before
        site.hub.close()


def _check(site):
    found = site.report(leakage.by_shift, Preset.MONTH)
    for row, key in zip(found.rows, found.keys, strict=True):
        shift = site.read(shifts.by_id, key)
        told = sum(s for at, s in site.told_s if shift.opened_at <= at < shift.closed_at)
        assert row["unlocked"] == told  # what stations said, whatever became of it
        assert row["billed"] + row["given_free"] + row["not_paid"] == told
        graceful = site.read(from_receipts, since=shift.opened_at, until=shift.closed_at)
        assert (row["sessions"], row["not_paid"]) == (graceful["sessions"], graceful["not_paid"])
        assert (row["should_be"], row["counted"]) == _drawer(site, key)
        lines = read_rows(lines_of(site, key).report)
        assert {name: lines.totals.get(name, 0) for name in PARTS} == {
            name: row[name] for name in PARTS
        }
    by_operator = site.report(leakage.by_operator, Preset.MONTH)
    for name in ("unlocked", "not_paid", "difference"):
        assert sum(row[name] for row in by_operator.rows) == sum(row[name] for row in found.rows)


def _forget_sums(db, _now):
    db.execute("DELETE FROM spell_rolled")


def _drawer(site, shift):
    """What the ledger has of a drawer before its difference, and what left it in the end."""
    with site.hub.read() as db:
        moves = db.execute(
            "SELECT id, debit, amount_minor FROM transfer WHERE :till IN (debit, credit)",
            {"till": f"till:{shift}"},
        ).fetchall()
    signed = {
        row["id"]: row["amount_minor"] * (1 if row["debit"] == f"till:{shift}" else -1)
        for row in moves
    }
    last = (f"to_safe:{shift}", f"difference:{shift}")
    expected = sum(minor for name, minor in signed.items() if name not in last)
    return expected, -signed.get(last[0], 0)
