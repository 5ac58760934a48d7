-- What guests of vouchers have used here, so that with the hub away the rest of a voucher is known.
-- A guest's name tells nothing of its code.
CREATE TABLE voucher_seen (
    guest TEXT PRIMARY KEY,
    used_s INTEGER NOT NULL CHECK (used_s >= 0),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX voucher_seen_at ON voucher_seen (at);

-- Codes that the hub has cancelled.
CREATE TABLE voucher_void (
    code TEXT PRIMARY KEY
) STRICT;
