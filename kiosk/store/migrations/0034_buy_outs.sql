-- A thing bought in parts: the terms on the thing, the contract on its loan, a row for each part.
-- And damage above the deposit, which a visitor agreed to pay.

ALTER TABLE equipment ADD COLUMN price_minor INTEGER NOT NULL DEFAULT 0
    CHECK (price_minor >= 0);  -- 0: not sold in parts
ALTER TABLE equipment ADD COLUMN parts INTEGER NOT NULL DEFAULT 0
    CHECK ((price_minor = 0) = (parts = 0) AND parts >= 0);
ALTER TABLE equipment ADD COLUMN every_days INTEGER NOT NULL DEFAULT 0
    CHECK ((price_minor = 0) = (every_days = 0) AND every_days >= 0);
ALTER TABLE equipment ADD COLUMN rent_per_day_minor INTEGER NOT NULL DEFAULT 0
    CHECK (rent_per_day_minor BETWEEN 0 AND price_minor);

CREATE TABLE equipment_loan_new (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL REFERENCES equipment (code),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    out_at INTEGER NOT NULL,
    out_by TEXT NOT NULL REFERENCES staff (id),
    due_at INTEGER NOT NULL CHECK (due_at >= out_at),
    deposit_minor INTEGER NOT NULL CHECK (deposit_minor >= 0),
    payment TEXT REFERENCES payment (id),  -- of the deposit
    back_at INTEGER,
    back_by TEXT REFERENCES staff (id),
    outcome TEXT NOT NULL DEFAULT ''
        CHECK (outcome IN ('', 'return', 'return_damaged', 'never_return', 'buy')),
    kept_minor INTEGER NOT NULL DEFAULT 0 CHECK (kept_minor BETWEEN 0 AND deposit_minor),
    reason TEXT NOT NULL DEFAULT '',
    more_minor INTEGER NOT NULL DEFAULT 0 CHECK (more_minor >= 0),  -- damage above the deposit
    more_payment TEXT REFERENCES payment (id),
    CHECK ((payment IS NULL) = (deposit_minor = 0)),
    CHECK ((back_at IS NULL) = (outcome = '')),
    CHECK ((back_at IS NULL) = (back_by IS NULL)),
    CHECK (outcome IN ('', 'return', 'buy') OR reason <> ''),
    CHECK ((more_payment IS NULL) = (more_minor = 0)),
    CHECK (more_minor = 0 OR kept_minor = deposit_minor)
) STRICT;

INSERT INTO equipment_loan_new (id, code, visitor, out_at, out_by, due_at, deposit_minor, payment,
                                back_at, back_by, outcome, kept_minor, reason)
SELECT id, code, visitor, out_at, out_by, due_at, deposit_minor, payment, back_at, back_by, outcome,
       kept_minor, reason
FROM equipment_loan;

DROP TABLE equipment_loan;
ALTER TABLE equipment_loan_new RENAME TO equipment_loan;

CREATE UNIQUE INDEX equipment_loan_one ON equipment_loan (code) WHERE back_at IS NULL;
CREATE INDEX equipment_loan_due ON equipment_loan (due_at) WHERE back_at IS NULL;
CREATE INDEX equipment_loan_visitor ON equipment_loan (visitor, out_at);
CREATE INDEX equipment_loan_payment ON equipment_loan (payment);
CREATE INDEX equipment_loan_more ON equipment_loan (more_payment) WHERE more_payment IS NOT NULL;
CREATE INDEX equipment_loan_code ON equipment_loan (code, out_at);

CREATE TABLE buy_out (
    loan TEXT PRIMARY KEY REFERENCES equipment_loan (id),
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    parts INTEGER NOT NULL CHECK (parts > 1),
    every_days INTEGER NOT NULL CHECK (every_days > 0),
    rent_per_day_minor INTEGER NOT NULL CHECK (rent_per_day_minor BETWEEN 0 AND price_minor),
    counted_minor INTEGER NOT NULL CHECK (counted_minor BETWEEN 0 AND price_minor),  -- of the deposit
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL REFERENCES staff (id),
    ended_at INTEGER,
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'paid', 'stopped')),
    used_minor INTEGER NOT NULL DEFAULT 0 CHECK (used_minor BETWEEN 0 AND price_minor),
    CHECK ((ended_at IS NULL) = (outcome = '')),
    CHECK (outcome = 'stopped' OR used_minor = 0)
) STRICT;

CREATE INDEX buy_out_running ON buy_out (loan) WHERE ended_at IS NULL;

CREATE TABLE buy_out_part (
    loan TEXT NOT NULL REFERENCES buy_out (loan),
    n INTEGER NOT NULL CHECK (n > 0),
    minor INTEGER NOT NULL CHECK (minor > 0),
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'dropped')),
    payment TEXT UNIQUE REFERENCES payment (id),
    PRIMARY KEY (loan, n),
    CHECK ((state = 'paid') = (payment IS NOT NULL))
) STRICT;

CREATE INDEX buy_out_part_due ON buy_out_part (due_at) WHERE state = 'open';
