-- Whether a subscription may take its price from its visitor's account by itself. What lies on an
-- account may be earned, so nothing is taken without a yes; nobody has said one up to now.

CREATE TABLE renewal_consent (
    n INTEGER PRIMARY KEY,
    subscription TEXT NOT NULL REFERENCES subscription (id),
    visitor TEXT NOT NULL REFERENCES visitor (id),          -- who said it, of the own account
    minor INTEGER NOT NULL CHECK (minor >= 0),              -- a period at most; 0: nothing more
    way TEXT NOT NULL CHECK (way IN ('desk', 'seat', 'cancelled')),
    by TEXT NOT NULL,                                       -- who wrote it down
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX renewal_consent_of ON renewal_consent (subscription, visitor);

CREATE TRIGGER renewal_consent_no_update BEFORE UPDATE ON renewal_consent
BEGIN SELECT RAISE(ABORT, 'what somebody agreed to is followed, never changed'); END;

CREATE TRIGGER renewal_consent_no_delete BEFORE DELETE ON renewal_consent
BEGIN SELECT RAISE(ABORT, 'what somebody agreed to is followed, never changed'); END;
