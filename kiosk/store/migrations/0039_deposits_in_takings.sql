-- Deposits stood among top-ups, and what was bought of them among time used. They get columns and
-- lines of their own; days with any of it are summed up again by the next run of `close_days`.

ALTER TABLE day_takings ADD COLUMN deposit_in_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day_takings ADD COLUMN deposit_back_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE month_takings ADD COLUMN deposit_in_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE month_takings ADD COLUMN deposit_back_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE running_takings ADD COLUMN deposit_in_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE running_takings ADD COLUMN deposit_back_minor INTEGER NOT NULL DEFAULT 0;

UPDATE day_rolled
SET stale = 1
WHERE EXISTS (SELECT 1
              FROM transfer
              WHERE transfer.at >= day_rolled.since
                AND transfer.at < day_rolled.until
                AND (transfer.debit GLOB 'deposit:*' OR transfer.credit GLOB 'deposit:*'));

UPDATE day_running
SET stale = 1
WHERE EXISTS (SELECT 1
              FROM transfer
              WHERE transfer.at >= day_running.since
                AND transfer.at < day_running.upto
                AND (transfer.debit GLOB 'deposit:*' OR transfer.credit GLOB 'deposit:*'));
