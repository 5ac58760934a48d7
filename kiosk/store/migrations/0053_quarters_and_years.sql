-- A subscription may be paid by the quarter or the year: so many months at once. The table's own rule knows no longer
-- period than a month, and stays as it is.

ALTER TABLE offer ADD COLUMN months INTEGER NOT NULL DEFAULT 1
    CHECK (months IN (1, 3, 12) AND (months = 1 OR period = 'month'));
