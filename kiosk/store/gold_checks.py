"""What rows say of checks of work beside the ledger, for `kiosk verify`: each is paid once."""

from kiosk.disk.db import Db
from kiosk.store.checks import lines


def gold_problems(db: Db) -> list[str]:
    """Answered checks that were not paid what they said; pay for a check that nobody answered."""
    return [
        *lines(
            db,
            "check of work {id}: answered, and not paid what it said",
            """
            SELECT gold_task.assignment AS id
            FROM gold_task
            LEFT JOIN work ON work.assignment = gold_task.assignment
            LEFT JOIN transfer ON transfer.id = 'earned:' || gold_task.assignment
                              AND transfer.debit = 'loss'
                              AND transfer.credit GLOB 'visitor:*'
            WHERE gold_task.answered_at IS NOT NULL
              AND work.reward_minor IS NOT coalesce(transfer.amount_minor, 0)
            """,
        ),
        *lines(
            db,
            "transfer {id}: paid for a check of work that nobody answered",
            """
            SELECT transfer.id AS id
            FROM transfer
            LEFT JOIN gold_task ON gold_task.assignment = substr(transfer.id, 8)
            WHERE transfer.id GLOB 'earned:*'
              AND transfer.debit = 'loss'
              AND gold_task.answered_at IS NULL
            """,
        ),
    ]
