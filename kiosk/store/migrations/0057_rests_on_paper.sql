-- The rest of a session that was put on a voucher: each is a line of its shift in the report of leakage,
-- else the rest of who left early could be sold once more beside the till.
CREATE TABLE rest_given (
    session TEXT PRIMARY KEY REFERENCES session (id),
    voucher TEXT NOT NULL REFERENCES voucher (code),
    seconds INTEGER NOT NULL CHECK (seconds > 0),
    at INTEGER NOT NULL,
    by TEXT NOT NULL REFERENCES staff (id),
    reason TEXT NOT NULL
) STRICT;

CREATE INDEX rest_given_at ON rest_given (at);
