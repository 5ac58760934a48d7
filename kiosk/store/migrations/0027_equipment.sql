-- What is lent: each thing with its code, each loan with its deposit.

CREATE TABLE equipment (
    code TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('tablet', 'keyboard', 'mouse', 'headset', 'other')),
    title TEXT NOT NULL CHECK (title <> ''),
    deposit_minor INTEGER NOT NULL CHECK (deposit_minor >= 0),
    state TEXT NOT NULL CHECK (state IN ('available', 'out', 'damaged', 'lost', 'sold')),
    made_at INTEGER NOT NULL
) STRICT;

CREATE INDEX equipment_state ON equipment (state, code);

CREATE TABLE equipment_loan (
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
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'return', 'return_damaged', 'never_return')),
    kept_minor INTEGER NOT NULL DEFAULT 0 CHECK (kept_minor BETWEEN 0 AND deposit_minor),
    reason TEXT NOT NULL DEFAULT '',
    CHECK ((payment IS NULL) = (deposit_minor = 0)),
    CHECK ((back_at IS NULL) = (outcome = '')),
    CHECK ((back_at IS NULL) = (back_by IS NULL)),
    CHECK (outcome IN ('', 'return') OR reason <> '')
) STRICT;

CREATE UNIQUE INDEX equipment_loan_one ON equipment_loan (code) WHERE back_at IS NULL;
CREATE INDEX equipment_loan_due ON equipment_loan (due_at) WHERE back_at IS NULL;
CREATE INDEX equipment_loan_visitor ON equipment_loan (visitor, out_at);
CREATE INDEX equipment_loan_payment ON equipment_loan (payment);
CREATE INDEX equipment_loan_code ON equipment_loan (code, out_at);

-- The ledger account that a payment went into where its kind does not say: money held, not earned.
ALTER TABLE payment ADD COLUMN account TEXT NOT NULL DEFAULT ''
    CHECK (account = '' OR kind = 'top_up');

-- What kind of thing a subscription includes; empty: none.
ALTER TABLE offer ADD COLUMN equipment TEXT NOT NULL DEFAULT ''
    CHECK (equipment IN ('', 'tablet', 'keyboard', 'mouse', 'headset', 'other'));
