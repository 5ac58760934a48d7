-- Cash put into the drawer or taken out for no sale, always with who and why.

CREATE TABLE cash_move (
    id TEXT PRIMARY KEY,
    shift TEXT NOT NULL REFERENCES shift (id),
    by TEXT NOT NULL REFERENCES staff (id),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pay_in', 'from_safe', 'expense', 'to_safe')),
    minor INTEGER NOT NULL CHECK (minor > 0),
    reason TEXT NOT NULL,
    CHECK (kind IN ('from_safe', 'to_safe') OR reason <> '')
) STRICT;

CREATE INDEX cash_move_shift ON cash_move (shift, at);

-- Who went on with the drawer; NULL where its content went to the safe.
ALTER TABLE shift ADD COLUMN handed_to TEXT REFERENCES staff (id);

-- Each time that a receipt was printed: the first one is the receipt, all others are copies.

CREATE TABLE receipt_print (
    payment TEXT NOT NULL REFERENCES payment (id),
    n INTEGER NOT NULL CHECK (n > 0),
    at INTEGER NOT NULL,
    by TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (payment, n)
) STRICT;
