"""What must hold at the end of every journey, whatever the seed did to it."""

import json

from kiosk.exchange.exchange import DATABASE as EXCHANGE_DATABASE
from kiosk.exchange.queries.verify import verify_folder
from kiosk.hub_folder import DATABASE as HUB_DATABASE
from kiosk.store import sessions
from kiosk.verifying import verify_hub


def broken(journey):
    """Sentences about what does not hold; none when all is well."""
    return [
        *_verified(journey),
        *_drained(journey),
        *_counted_once(journey),
        *_paid_once(journey),
        *_charged_once(journey),
        *_vouchers_paid_once(journey),
    ]


def _verified(journey):
    hub = verify_hub(journey.places["hub"] / HUB_DATABASE)
    exchange = verify_folder(journey.places["exchange"] / EXCHANGE_DATABASE)
    yield from (f"hub: {problem}" for problem in hub["problems"])
    yield from (f"exchange: {problem}" for problem in exchange["problems"])


def _vouchers_paid_once(journey):
    """Each second used on a voucher was paid by a pass, or is shown as never paid."""
    with journey.hub.read() as db:
        rows = db.execute(
            """
            SELECT voucher_use.code AS code, session.used_s AS used_s, overspent_s,
                   (SELECT coalesce(sum(seconds), 0) FROM pass_spend
                    WHERE pass_spend.session = session.id) AS paid_s,
                   (SELECT coalesce(sum(seconds), 0) FROM outage_credit
                    WHERE outage_credit.session = session.id) AS given_s
            FROM voucher_use
            JOIN session ON session.id = voucher_use.session
            """
        ).fetchall()
    for row in rows:
        if row["used_s"] != row["paid_s"] + row["overspent_s"] + row["given_s"]:
            yield f"voucher {row['code']}: {tuple(row)} do not add up"


def _drained(journey):
    if not journey.is_quiet():
        yield "something still waits"
    with journey.hub.read() as db:
        yield from (f"session {one.id} is still open" for one in sessions.all_open(db))
        for row in db.execute("SELECT type, state, code FROM inbox WHERE state <> 'applied'"):
            yield f"hub: a {row['type']} is {row['state']} ({row['code']})"
    for seat, agent in journey.agents.items():
        with agent.store.readers.read() as db:
            for row in db.execute("SELECT type, code FROM outbox WHERE state = 'quarantined'"):
                yield f"station {seat}: a {row['type']} was set aside ({row['code']})"


def _counted_once(journey):
    """What stations called saved stands at the exchange, once, as it was typed."""
    with journey.exchange.read() as db:
        rows = db.exec_driver_sql("SELECT assignment, round, answer FROM submission").all()
    arrived = {}
    for assignment, round_, answer in rows:
        if (assignment, round_) in arrived:
            yield f"{assignment} round {round_} counts twice"
        arrived[assignment, round_] = json.loads(answer)
    for name, answer in journey.made.items():
        if name not in arrived:
            yield f"{name} was saved at a station and never arrived"
        elif arrived[name] != answer:
            yield f"{name} arrived as {arrived[name]}, not as {answer}"
    yield from (f"{name} came from nobody" for name in arrived if name not in journey.made)


def _paid_once(journey):
    with journey.exchange.read() as db:
        approved = {
            row[0]
            for row in db.exec_driver_sql("SELECT id FROM assignment WHERE state = 'Approved'")
        }
        owed = db.exec_driver_sql(
            "SELECT coalesce(sum(amount_minor), 0) FROM transfer WHERE credit LIKE 'hub:%'"
        ).scalar()
    with journey.hub.read() as db:
        earned = db.execute(
            "SELECT reference, amount_minor FROM transfer WHERE id LIKE 'earned:%'"
        ).fetchall()
        held = _sum(db, "credit LIKE 'visitor:%'") - _sum(db, "debit LIKE 'visitor:%'")
        paid_out = _sum(db, "id LIKE 'payout:%'")
        charged = _sum(db, "id LIKE 'session:%'")
    credited = [row["reference"].removeprefix("assignment:") for row in earned]
    earned_minor = sum(row["amount_minor"] for row in earned)
    if sorted(credited) != sorted(approved):
        yield f"approved {sorted(approved)}, credited {sorted(credited)}"
    if earned_minor != owed:
        yield f"the exchange owes {owed}, the hub credited {earned_minor}"
    if held + paid_out + charged != earned_minor:
        yield f"{held} held, {paid_out} paid out and {charged} charged are not {earned_minor} earned"
    if paid_out != journey.paid_out_minor:
        yield f"{journey.paid_out_minor} left the drawer, {paid_out} stand in the book"


def _charged_once(journey):
    with journey.hub.read() as db:
        doubled = db.execute(
            """
            SELECT reference
            FROM transfer
            WHERE id LIKE 'session:%'
            GROUP BY reference
            HAVING count(*) > 1
            """
        ).fetchall()
        uneven = db.execute(
            """
            SELECT session.id AS id, session.used_s AS used_s,
                   coalesce(sum(pass_spend.seconds), 0) AS spent_s
            FROM session
            LEFT JOIN pass_spend ON pass_spend.session = session.id
            WHERE session.state = 'closed'
            GROUP BY session.id
            HAVING spent_s > session.used_s
            """
        ).fetchall()
    yield from (f"{row['reference']} is charged twice" for row in doubled)
    yield from (
        f"session {row['id']} used {row['used_s']} s and was charged {row['spent_s']} s"
        for row in uneven
    )


def _sum(db, condition):
    return db.execute(
        f"SELECT coalesce(sum(amount_minor), 0) AS minor FROM transfer WHERE {condition}"
    ).fetchone()["minor"]
