"""The statutory log as the owner reads it; each reading is itself on record."""

import csv
import io

PATH = "/reports/statutory-log"


def read(cafe):
    with cafe.hub.read() as db:
        rows = db.execute("SELECT by, reason FROM audit WHERE act = 'read_statutory_log'")
        return [(row["by"], row["reason"].split()[-1]) for row in rows]


def test_off_it_says_so_and_how_to_switch_it_on(owner):
    shown = owner.page(PATH)
    assert "The log is off" in shown
    assert "Nothing happened" not in shown
    assert "under Settings, Site" in shown


def test_only_the_owner_reads_it_and_each_reading_is_kept(owner, operator, mentor, cafe):
    for who in (operator, mentor):
        for path in (PATH, f"{PATH}.csv", f"{PATH}.xlsx"):
            assert who.get(path).status_code == 403
    assert read(cafe) == []
    for path in (PATH, f"{PATH}.csv", f"{PATH}.xlsx"):
        assert owner.get(path).status_code == 200
    assert read(cafe) == [(cafe.naomi, how) for how in ("page", "csv", "xlsx")]
    assert "Read the statutory log" in owner.page("/audit")


def test_the_list_of_reports_leads_to_it(owner):
    assert f'href="{PATH}"' in owner.page("/reports")


def test_it_names_who_sat_where(owner, cafe, shift):
    cafe.hub.write(_keep)
    rows = list(csv.reader(io.StringIO(owner.get(f"{PATH}.csv").data.decode("utf-8-sig"))))
    assert rows[0] == ["In", "Out", "Seat", "Visitor", "Code", "How identified"]
    assert rows[1][1:] == ["", "7", "Grace Muthoni", "471902", "Code and PIN at the seat"]
    assert "Grace Muthoni" in owner.page(PATH)


def _keep(db, now):
    from kiosk.store.statutory_log import Line, add

    add(db, Line("session-1", 7, "Grace Muthoni", "471902", "pin", now))
