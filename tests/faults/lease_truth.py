"""What must hold of the café at every moment, and in its books once all lines are good again."""

from faults.lease_image import BOUGHT_S, MONEY_MINOR, PER_HOUR_MINOR, PRICE_MINOR, SEATS, VISITORS
from faults.lease_machines import OFFLINE_OK_S
from faults.lease_site import Cafe

from kiosk.jobs import table
from kiosk.jobs.parked import retry_parked
from kiosk.store import checks, ledger, ledger_checks, sessions
from station_agent.meter import PREPAID

ROUNDS_TO_END, WAITED_S = 40, 31
NOTICED_WITHIN_S = 6
"""A station that is cut off sees it at its next beat."""
A_SECOND_MINOR = PER_HOUR_MINOR // 3_600


def check_now(cafe: Cafe):
    """No seat is unlocked for longer than its lease and what the owner allows without the hub."""
    for (session, seat), told in cafe.told.items():
        slack_s = told.lost_s + told.nap_s
        assert told.used_s <= told.given_s + slack_s, (session, seat, told)
        if told.kind not in PREPAID:
            most_s = told.offline_ok_s + slack_s + NOTICED_WITHIN_S
            assert told.alone_s <= most_s, (session, seat, told)


def go_home(cafe: Cafe):
    """All lines are good; who still sits leaves; all is told, and the hub does its jobs."""
    for one in cafe.seats.values():
        one.line.fate, one.disk.dies = "", ""
        cafe.heal(one.seat)
    for _ in range(ROUNDS_TO_END):
        for one in cafe.seats.values():
            cafe.finish(one.seat, "")
        cafe.pass_time(WAITED_S)
        for job in (table.finish_moves, table.close_forgotten, retry_parked):
            job(cafe.hub, cafe.hub.now())
        if not _is_busy(cafe):
            return
    left = [(row.id, row.seat, row.kind) for row in sessions.all_open(cafe.hub.disk.db)]
    raise AssertionError(f"it never comes to rest by itself: {left}")


def _is_busy(cafe):
    return sessions.all_open(cafe.hub.disk.db) or any(
        one.waits_here() or one.agent.sitting.kept for one in cafe.seats.values()
    )


def check_books(cafe: Cafe):
    """Charged is what was used, once; money and seconds add up; what was used twice is on the list."""
    db = cafe.hub.disk.db
    found = ledger_checks.ledger(db)
    assert (found.balanced, found.chain, found.problems) == (True, True, ())
    assert checks.session_problems(db) == []
    for (name, _seat), told in cafe.told.items():
        _check_session(cafe, db, name, told)
    _check_money(cafe, db)
    _check_voucher(cafe, db)
    _check_cards(cafe, db)


def _check_session(cafe, db, name, told):
    row = sessions.by_id(db, name)
    assert row is not None, f"the hub never heard of {name}: {told}"
    assert row.closed_at is not None
    assert [fact.kind for fact in sessions.facts(db, name)].count("closed") == 1
    assert ledger.balance(db, f"reserved:{name}") == 0
    used_s = row.used_s + _beside_s(db, name)
    mine = [each for (session, _seat), each in cafe.told.items() if session == name]
    true_s, lost_s = (sum(getattr(each, of) for each in mine) for of in ("used_s", "lost_s"))
    given_s = max(each.given_s for each in mine)
    assert used_s <= true_s, f"{name} is charged {used_s} s of {true_s} s: {mine}"
    if name not in cafe.taken:
        least_s = min(true_s, given_s) - lost_s - len(mine)
        assert used_s >= least_s, f"{name} is charged {used_s} s of {true_s} s: {mine}"


def _beside_s(db, name):
    told = "SELECT coalesce(sum(used_s), 0) AS s FROM session WHERE id LIKE :like"
    return db.execute(told, {"like": f"{name}-%"}).fetchone()["s"]


def _check_money(cafe, db):
    """What the account paid is what was used of it, and what was bought: each once."""
    who = cafe.hub.visitors[VISITORS["account"]]
    told = "SELECT count(*) AS n FROM audit WHERE act = 'buy_time_here'"
    sold = db.execute(told).fetchone()["n"]
    assert cafe.bought <= sold <= cafe.wanted, "a purchase is paid once, and each that was answered"
    for_time = 0
    for row in db.execute("SELECT id, used_s FROM session WHERE kind = 'account'").fetchall():
        by_money_s = row["used_s"] - sessions.spent_s(db, row["id"])
        for_time += by_money_s * A_SECOND_MINOR
    left = ledger.balance(db, f"visitor:{who}")
    assert left == MONEY_MINOR - for_time - sold * PRICE_MINOR


def _check_voucher(cafe, db):
    """One paper at k seats opens it k times with the hub away; what is too much is found and shown."""
    rows = db.execute(
        """
        SELECT session.id, session.used_s, session.station, voucher_use.overspent_s
        FROM voucher_use JOIN session ON session.id = voucher_use.session
        """
    ).fetchall()
    used_s = sum(row["used_s"] for row in rows)
    moved = sum(fact.kind == "moved" for row in rows for fact in sessions.facts(db, row["id"]))
    seats = len({row["station"] for row in rows}) + moved  # it was opened where it now is not
    assert used_s <= max(1, min(seats, len(SEATS))) * BOUGHT_S
    assert sum(row["overspent_s"] for row in rows) == max(0, used_s - BOUGHT_S)


def _check_cards(cafe, db):
    """A card opens a seat once and for no longer than the site allows; each further use is shown."""
    rows = db.execute(
        """
        SELECT session.id, session.used_s, card_use.code, card_use.found
        FROM card_use JOIN session ON session.id = card_use.session
        """
    ).fetchall()
    assert {row["id"] for row in rows} == set(cafe.by_card), "each use is told, and no other"
    here = [use for use in cafe.by_card.values() if use[1] not in cafe.jumped]
    assert len(set(here)) == len(here), "once a day at a seat"
    assert all(row["used_s"] <= OFFLINE_OK_S for row in rows)
    for code in {row["code"] for row in rows}:
        found = [row["found"] for row in rows if row["code"] == code]
        assert "" in found
        if 0 not in cafe.jumped:  # by the hub's clock they may lie years apart
            assert sorted(found) == ["", *["again"] * (len(found) - 1)]
