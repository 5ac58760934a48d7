-- What a coin rounded of a top-up or a deposit stood among what was sold and given back ("given back
-- −0.002"). It gets a column of its own, and on a bill of products alone it goes with them; days
-- with any of it are summed up again by the next run of `close_days`.

ALTER TABLE day_takings ADD COLUMN rounding_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE month_takings ADD COLUMN rounding_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE running_takings ADD COLUMN rounding_minor INTEGER NOT NULL DEFAULT 0;

UPDATE day_rolled
SET stale = 1
WHERE EXISTS (SELECT 1
              FROM transfer
              JOIN payment ON payment.id = substr(transfer.reference, instr(transfer.reference, ':') + 1)
              WHERE transfer.at >= day_rolled.since
                AND transfer.at < day_rolled.until
                AND 'rounding' IN (transfer.debit, transfer.credit)
                AND (payment.kind = 'top_up' OR payment.goods_minor = payment.list_minor));

UPDATE day_running
SET stale = 1
WHERE EXISTS (SELECT 1
              FROM transfer
              JOIN payment ON payment.id = substr(transfer.reference, instr(transfer.reference, ':') + 1)
              WHERE transfer.at >= day_running.since
                AND transfer.at < day_running.upto
                AND 'rounding' IN (transfer.debit, transfer.credit)
                AND (payment.kind = 'top_up' OR payment.goods_minor = payment.list_minor));
