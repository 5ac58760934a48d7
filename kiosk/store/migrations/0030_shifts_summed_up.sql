-- Where the seconds of a closed shift went, and of the time before it in which none was open, so that
-- leakage over a year reads few rows. Reports take a row only for exactly its stretch of time.

CREATE TABLE spell_rolled (
    shift TEXT NOT NULL REFERENCES shift (id),
    part TEXT NOT NULL CHECK (part IN ('shift', 'before')),    -- of the shift, or of the time before it
    since INTEGER NOT NULL,
    until INTEGER NOT NULL CHECK (until > since),
    rolled_at INTEGER NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),  -- something came late: sum it up again
    sessions INTEGER NOT NULL,
    passes_s INTEGER NOT NULL,
    charged_s INTEGER NOT NULL,
    owed_s INTEGER NOT NULL,
    free_s INTEGER NOT NULL,
    grace_s INTEGER NOT NULL,
    outage_s INTEGER NOT NULL,
    written_off_s INTEGER NOT NULL,
    unpaid_s INTEGER NOT NULL,
    late_s INTEGER NOT NULL,
    back_s INTEGER NOT NULL,
    PRIMARY KEY (shift, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX spell_rolled_until ON spell_rolled (until);
CREATE INDEX spell_rolled_stale ON spell_rolled (shift) WHERE stale = 1;

-- What comes late: a due that is taken or written off after the shift in which its session was
-- settled, what a voucher pays of one that ran on, a lock that was late, and clocks set back.

CREATE TRIGGER spell_has_a_late_session
AFTER UPDATE OF closed_at, kind, used_s, covered_s, charged_s, given_s ON session
WHEN NEW.closed_at IS NOT NULL
BEGIN
    UPDATE spell_rolled SET stale = 1 WHERE until > NEW.closed_at AND since <= NEW.closed_at;
END;

CREATE TRIGGER spell_has_a_late_due AFTER INSERT ON due
BEGIN
    UPDATE spell_rolled SET stale = 1
    WHERE until > (SELECT closed_at FROM session WHERE id = NEW.session)
      AND since <= (SELECT closed_at FROM session WHERE id = NEW.session);
END;

CREATE TRIGGER spell_has_a_settled_due AFTER UPDATE OF how ON due
BEGIN
    UPDATE spell_rolled SET stale = 1
    WHERE until > (SELECT closed_at FROM session WHERE id = NEW.session)
      AND since <= (SELECT closed_at FROM session WHERE id = NEW.session);
END;

CREATE TRIGGER spell_has_a_late_spend AFTER INSERT ON pass_spend
BEGIN
    UPDATE spell_rolled SET stale = 1
    WHERE until > (SELECT closed_at FROM session WHERE id = NEW.session)
      AND since <= (SELECT closed_at FROM session WHERE id = NEW.session);
END;

CREATE TRIGGER spell_has_late_seconds AFTER INSERT ON given_time
WHEN NEW.why = 'late_lock'
BEGIN
    UPDATE spell_rolled SET stale = 1 WHERE until > NEW.at AND since <= NEW.at;
END;

CREATE TRIGGER spell_has_more_late_seconds AFTER UPDATE OF seconds ON given_time
WHEN NEW.why = 'late_lock'
BEGIN
    UPDATE spell_rolled SET stale = 1 WHERE until > NEW.at AND since <= NEW.at;
END;

CREATE TRIGGER spell_has_money_back_late AFTER INSERT ON taken_back
BEGIN
    UPDATE spell_rolled SET stale = 1 WHERE until > NEW.at AND since <= NEW.at;
END;

CREATE TRIGGER spell_has_a_late_credit AFTER INSERT ON outage_credit
BEGIN
    UPDATE spell_rolled SET stale = 1 WHERE until > NEW.at AND since <= NEW.at;
END;
