"""All that is kept about one visitor: handed out, or erased as far as it may go."""

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.disk.db import Db
from kiosk.store import equipment

ROWS_MOST = 20_000
"""Of each kind; more than anybody's years here."""

ASKED: Mapping[str, str] = MappingProxyType(
    {
        "person": """
            SELECT id, code, name, language, price_group, pin_kind, worker, made_at, note
            FROM visitor
            WHERE id = :visitor
        """,
        "cards": """
            SELECT code, state, changed_at
            FROM card
            WHERE visitor = :visitor
            ORDER BY changed_at
        """,
        "bans": """
            SELECT at, until, reason, lifted_at
            FROM ban
            WHERE visitor = :visitor
            ORDER BY at
        """,
        "house_rules": """
            SELECT edition, at, language
            FROM house_rules_accepted
            WHERE visitor = :visitor
            ORDER BY edition, at
        """,
        "sessions": """
            SELECT opened_at, closed_at, seat, used_s, kind, why, receipt
            FROM session
            WHERE visitor = :visitor
            ORDER BY opened_at
        """,
        "bookings": """
            SELECT starts, ends, seat, name
            FROM booking
            WHERE visitor = :visitor
            ORDER BY starts
        """,
        "passes": """
            SELECT offer.title, pass.kind, pass.seconds, pass.bought_at, pass.begins, pass.lapses
            FROM pass
            JOIN offer ON offer.id = pass.offer
            WHERE pass.visitor = :visitor
            ORDER BY pass.bought_at
        """,
        "subscriptions": """
            SELECT offer.title, subscription_period.n, subscription_period.starts,
                   subscription_period.ends, subscription_period.price_minor,
                   subscription_period.paid, subscription.state
            FROM subscription
            JOIN offer ON offer.id = subscription.offer
            JOIN subscription_period ON subscription_period.subscription = subscription.id
            WHERE subscription.visitor = :visitor
            ORDER BY subscription_period.starts
        """,
        "renewals": """
            SELECT offer.title, offer.period, said.minor AS price_minor, said.at AS given_at,
                   said.way AS given_at_the, ended.at AS taken_back_at,
                   CASE
                       WHEN ended.minor > 0 THEN 'agreed anew'
                       WHEN ended.by = 'renew_subscriptions' THEN 'another length of period'
                       WHEN ended.n IS NOT NULL THEN ended.way
                       WHEN subscription.state = 'stopped' THEN 'stopped'
                       ELSE ''
                   END AS ended_why
            FROM subscription
            JOIN offer ON offer.id = subscription.offer
            JOIN renewal_consent AS said ON said.subscription = subscription.id AND said.minor > 0
            LEFT JOIN renewal_consent AS ended
                   ON ended.n = (SELECT min(after.n)
                                 FROM renewal_consent AS after
                                 WHERE after.subscription = said.subscription
                                   AND after.visitor = said.visitor
                                   AND after.n > said.n)
            WHERE subscription.visitor = :visitor
            ORDER BY said.n
        """,
        "loans": """
            SELECT equipment.title, equipment_loan.code, out_at, due_at, back_at, outcome,
                   equipment_loan.deposit_minor, kept_minor, more_minor, reason
            FROM equipment_loan
            JOIN equipment ON equipment.code = equipment_loan.code
            WHERE equipment_loan.visitor = :visitor
            ORDER BY out_at
        """,
        "contracts": """
            SELECT equipment.title, equipment_loan.code, buy_out.made_at, buy_out.price_minor,
                   buy_out.parts, buy_out.every_days, buy_out.rent_per_day_minor, counted_minor,
                   ended_at, buy_out.outcome, used_minor
            FROM equipment_loan
            JOIN buy_out ON buy_out.loan = equipment_loan.id
            JOIN equipment ON equipment.code = equipment_loan.code
            WHERE equipment_loan.visitor = :visitor
            ORDER BY buy_out.made_at
        """,
        "contract_parts": """
            SELECT equipment.title, buy_out_part.n, minor, buy_out_part.due_at, buy_out_part.state
            FROM equipment_loan
            JOIN buy_out_part ON buy_out_part.loan = equipment_loan.id
            JOIN equipment ON equipment.code = equipment_loan.code
            WHERE equipment_loan.visitor = :visitor
            ORDER BY buy_out_part.due_at
        """,
        "payments": """
            SELECT at, kind, title, tender, provider, reference, list_minor, discount_minor, reason
            FROM payment
            WHERE visitor = :visitor
            ORDER BY at
        """,
        "account": """
            SELECT at, debit, credit, amount_minor, reason, reference
            FROM transfer
            WHERE debit IN ('visitor:' || :visitor, 'savings:' || :visitor)
               OR credit IN ('visitor:' || :visitor, 'savings:' || :visitor)
            ORDER BY n
        """,
        "credit": """
            SELECT at, limit_minor, reason
            FROM credit_granted
            WHERE visitor = :visitor
            ORDER BY n
        """,
        "practice": """
            SELECT edition, step, item, answer, is_right, tries, hints, took_ms, at
            FROM practice_done
            WHERE visitor = :visitor
            ORDER BY at
        """,
        "checks_of_work": """
            SELECT assignment, skill, is_right, answered_at
            FROM gold_task
            WHERE visitor = :visitor
              AND answered_at IS NOT NULL
            ORDER BY answered_at
        """,
        "practice_goals": """
            SELECT edition, step, item, round, is_right, goal, at
            FROM practice_first
            WHERE visitor = :visitor
            ORDER BY at
        """,
        "recalled": """
            SELECT slug, step, item, is_right, at
            FROM recall
            WHERE visitor = :visitor
            ORDER BY at
        """,
        "exams": """
            SELECT edition, step, try_number, answers, answers_right, answers_asked, passed, at
            FROM attempt
            WHERE visitor = :visitor
            ORDER BY at
        """,
        "exams_marked_anew": """
            SELECT attempt.edition, attempt.step, attempt.try_number, remark.edition AS by_edition,
                   remark.answers_right, remark.answers_asked, remark.at
            FROM attempt
            JOIN remark ON remark.attempt = attempt.id
            WHERE visitor = :visitor
            ORDER BY remark.at
        """,
        "exams_marked_by_hand": """
            SELECT attempt.edition, attempt.step, attempt.try_number, hand_mark.answers_right,
                   hand_mark.answers_asked, hand_mark.passed, hand_mark.reason, hand_mark.at,
                   hand_mark.taken_back_at
            FROM attempt
            JOIN hand_mark ON hand_mark.attempt = attempt.id
            WHERE visitor = :visitor
            ORDER BY hand_mark.n
        """,
        "reflections_written": """
            SELECT edition, step, words, aloud, at
            FROM reflection
            WHERE visitor = :visitor
            ORDER BY at, n
        """,
        "reflections": """
            SELECT edition, step, points, got, most, words, at, taken_back_at
            FROM reflection_mark
            WHERE visitor = :visitor
            ORDER BY n
        """,
        "notes": """
            SELECT words, at, for_learner
            FROM learner_note
            WHERE visitor = :visitor
            ORDER BY n
        """,
        "unfinished_exams": """
            SELECT edition, try_number, item, answer, at
            FROM exam_answer
            WHERE visitor = :visitor
              AND counted = 0
            ORDER BY at
        """,
        "shared_seats": """
            SELECT from_at, until_at, (SELECT seat FROM session WHERE id = sharer.session) AS seat
            FROM sharer
            WHERE visitor = :visitor
            ORDER BY from_at
        """,
        "exam_sittings": """
            SELECT edition, try_number, from_s, used_s, at
            FROM exam_sitting
            WHERE visitor = :visitor
            ORDER BY at
        """,
        "accommodations": """
            SELECT at, extra_percent, no_limit, no_floor, reason
            FROM accommodation
            WHERE visitor = :visitor
            ORDER BY n
        """,
        "qualifications": """
            SELECT name, granted_at, valid_until
            FROM qualification
            WHERE visitor = :visitor
            ORDER BY granted_at
        """,
        "certificates": """
            SELECT award.number, title, edition, answers_right, answers_asked, day, award.until,
                   name, paper, given_at, award_revoked.revoked_at, award_revoked.reason
            FROM award
            LEFT JOIN award_revoked ON award_revoked.signing = award.signing
                                   AND award_revoked.number = award.number
            WHERE visitor = :visitor
            ORDER BY given_at
        """,
        "classes": """
            SELECT class.title, class_member.joined_at, class_member.how, class_member.left_at
            FROM class_member
            JOIN class ON class.id = class_member.class
            WHERE class_member.visitor = :visitor
            ORDER BY class_member.joined_at
        """,
        "attendance": """
            SELECT class.title, meeting.starts, attendance.how, attendance.minutes,
                   attendance.reason, attendance.at
            FROM attendance
            JOIN meeting ON meeting.id = attendance.meeting
            JOIN class ON class.id = meeting.class
            WHERE attendance.visitor = :visitor
            ORDER BY meeting.starts, attendance.n
        """,
        "career_consents": """
            SELECT at, agreed, way AS given_at_the
            FROM career_consent
            WHERE visitor = :visitor
            ORDER BY at, n
        """,
        "interests": """
            SELECT at, answers
            FROM interest_result
            WHERE visitor = :visitor
            ORDER BY at, n
        """,
        "career_notes": """
            SELECT at, words, next_on, for_mentors, changed_at, taken_back_at
            FROM career_note
            WHERE visitor = :visitor
            ORDER BY at, id
        """,
        "career_steps": """
            SELECT at, kind, words, due_on, done_at, changed_at, taken_back_at
            FROM career_step
            WHERE visitor = :visitor
            ORDER BY at, id
        """,
        "career_before": """
            SELECT at, words, day
            FROM career_before
            WHERE visitor = :visitor
            ORDER BY n
        """,
        "referrals": """
            SELECT opening.title, opening.who, referral.state, referral.at, referral.changed_at
            FROM referral
            JOIN opening ON opening.id = referral.opening
            WHERE referral.visitor = :visitor
            ORDER BY referral.at, referral.opening
        """,
        "referral_changes": """
            SELECT referral_change.at, opening.title, referral_change.state
            FROM referral_change
            JOIN opening ON opening.id = referral_change.opening
            WHERE referral_change.visitor = :visitor
            ORDER BY referral_change.opening, referral_change.n
        """,
        "work": """
            SELECT assignment, state, reward_minor, round, answer, submitted_at, changed_at, reason
            FROM work
            WHERE visitor = :visitor
            ORDER BY submitted_at
        """,
        "log": """
            SELECT at, act, reason
            FROM audit
            WHERE about = 'visitor:' || :visitor
            ORDER BY n
        """,
    }
)


def everything(db: Db, visitor: str) -> dict[str, tuple[dict[str, object], ...]]:
    """All rows by their kind, as they are kept."""
    return {
        kind: tuple(
            dict(row)
            for row in db.execute(f"{sql} LIMIT :limit", {"visitor": visitor, "limit": ROWS_MOST})
        )
        for kind, sql in ASKED.items()
    }


FACTS_OF = """
    SELECT fact_id FROM practice_done WHERE visitor = :visitor
    UNION SELECT fact_id FROM practice_first WHERE visitor = :visitor
    UNION SELECT fact_id FROM recall WHERE visitor = :visitor
    UNION SELECT fact_id FROM attempt WHERE visitor = :visitor
    UNION SELECT fact_id FROM exam_answer WHERE visitor = :visitor
    UNION SELECT fact_id FROM exam_sitting WHERE visitor = :visitor
    UNION SELECT fact_id FROM reflection WHERE visitor = :visitor
    UNION SELECT fact_id FROM work WHERE visitor = :visitor
    UNION SELECT fact_id FROM interest_result WHERE visitor = :visitor
    UNION SELECT fact_id FROM career_consent WHERE visitor = :visitor AND fact_id <> ''
"""
GONE = (
    # First the sealed letters that the answers came in; that they came stays known by their hash.
    f"""
    UPDATE inbox
    SET raw = x'', signature = x''
    WHERE state = 'applied'
      AND (origin, epoch, seq) IN (
          SELECT substr(fact_id, 1, 32), substr(fact_id, 34, 16),
                 CAST(substr(fact_id, 51) AS INTEGER)
          FROM ({FACTS_OF}))
    """,
    "UPDATE practice_done SET answer = CAST('{}' AS BLOB) WHERE visitor = :visitor",
    "UPDATE attempt SET answers = CAST('{}' AS BLOB) WHERE visitor = :visitor",
    "UPDATE exam_answer SET answer = CAST('{}' AS BLOB) WHERE visitor = :visitor",
    "UPDATE work SET answer = CAST('{}' AS BLOB) WHERE visitor = :visitor",
    "UPDATE credit_granted SET reason = 'erased' WHERE visitor = :visitor",
    "UPDATE card SET state = 'replaced', visitor = NULL WHERE visitor = :visitor",
    "UPDATE award SET name = '', paper = '' WHERE visitor = :visitor",
    "UPDATE booking SET name = '' WHERE visitor = :visitor",
    "UPDATE waiting SET name = '' WHERE visitor = :visitor",
    "UPDATE attendance SET reason = 'erased' WHERE visitor = :visitor AND reason <> ''",
    "DELETE FROM ban WHERE visitor = :visitor",
    """
    UPDATE hand_mark SET reason = 'erased'
    WHERE attempt IN (SELECT id FROM attempt WHERE visitor = :visitor)
    """,
    "DELETE FROM reflection WHERE visitor = :visitor",
    "UPDATE reflection_mark SET words = '' WHERE visitor = :visitor",
    "DELETE FROM learner_note WHERE visitor = :visitor",
    "DELETE FROM accommodation WHERE visitor = :visitor",
    "DELETE FROM career_consent WHERE visitor = :visitor",
    "DELETE FROM interest_result WHERE visitor = :visitor",
    "DELETE FROM career_before WHERE visitor = :visitor",
    "DELETE FROM career_note WHERE visitor = :visitor",
    "DELETE FROM career_step WHERE visitor = :visitor",
    "DELETE FROM referral_change WHERE visitor = :visitor",
    "DELETE FROM referral WHERE visitor = :visitor",
    f"""
    UPDATE equipment_loan SET reason = '{equipment.ERASED}'
    WHERE visitor = :visitor AND reason <> ''
    """,
)


def erase_words(db: Db, visitor: str) -> None:
    """Answers, reasons and cards of a visitor; money lines, marks and seconds stay, nameless."""
    for sql in GONE:
        db.execute(sql, {"visitor": visitor})


def owes(db: Db, visitor: str) -> int:
    """What is still to be paid for this visitor's sessions (minor units)."""
    row = db.execute(
        """
        SELECT coalesce(sum(due.minor), 0) AS minor
        FROM session
        JOIN due ON due.session = session.id
        WHERE session.visitor = :visitor AND due.settled_at IS NULL
        """,
        {"visitor": visitor},
    ).fetchone()
    return int(row["minor"])
