-- What an account paid without a counter, a period of a subscription or a session, is given back as
-- what a till took is: `paid` is the one thing of the three. Such money goes onto an account only.

CREATE TABLE taken_back_of (
    id TEXT PRIMARY KEY,
    payment TEXT REFERENCES payment (id),
    period TEXT REFERENCES subscription_period (pass),
    session TEXT REFERENCES session (id),
    paid TEXT NOT NULL GENERATED ALWAYS AS (coalesce(payment, period, session)) VIRTUAL,
    shift TEXT NOT NULL REFERENCES shift (id),
    by TEXT NOT NULL REFERENCES staff (id),
    approved_by TEXT REFERENCES staff (id),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('undo', 'void', 'refund')),
    minor INTEGER NOT NULL CHECK (minor >= 0),
    tender TEXT NOT NULL CHECK (tender IN ('cash', 'mobile', 'card', 'account')),
    used_s INTEGER NOT NULL CHECK (used_s >= 0),
    reason TEXT NOT NULL CHECK (reason <> ''),
    CHECK ((payment IS NOT NULL) + (period IS NOT NULL) + (session IS NOT NULL) = 1),
    CHECK (payment IS NOT NULL OR kind = 'refund' AND tender = 'account')
) STRICT;

INSERT INTO taken_back_of (id, payment, shift, by, approved_by, at, kind, minor, tender, used_s,
                           reason)
SELECT id, payment, shift, by, approved_by, at, kind, minor, tender, used_s, reason
FROM taken_back;

DROP TABLE taken_back;

ALTER TABLE taken_back_of RENAME TO taken_back;

CREATE INDEX taken_back_paid ON taken_back (paid, at);
CREATE INDEX taken_back_payment ON taken_back (payment, at) WHERE payment IS NOT NULL;
CREATE INDEX taken_back_shift ON taken_back (shift, at);
CREATE INDEX taken_back_at ON taken_back (at);

CREATE TRIGGER spell_has_money_back_late AFTER INSERT ON taken_back
BEGIN
    UPDATE spell_rolled SET stale = 1 WHERE until > NEW.at AND since <= NEW.at;
END;
