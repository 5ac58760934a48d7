-- What a day came to so far: its takings up to an instant, so that a report of today reads the last
-- quarter of an hour and no more. The line goes when the day is over and summed up as a whole.

CREATE TABLE day_running (
    day TEXT PRIMARY KEY CHECK (length(day) = 10),
    since INTEGER NOT NULL,
    upto INTEGER NOT NULL CHECK (upto > since),
    timezone TEXT NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1))   -- something came late: begin anew
) STRICT;

CREATE TABLE running_takings (
    day TEXT NOT NULL REFERENCES day_running (day),
    by TEXT NOT NULL CHECK (by IN ('hour', 'operator', 'seat', 'zone', 'offer', 'tender', 'group')),
    name TEXT NOT NULL,
    sales INTEGER NOT NULL,
    sold_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    back_minor INTEGER NOT NULL,
    lost_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    topped_minor INTEGER NOT NULL,
    PRIMARY KEY (day, by, name)
) STRICT, WITHOUT ROWID;

-- A clock that was set back, and a session that a station tells of later: money that was taken
-- for its visitor belongs to its seat. An ordinary end of a session changes nothing before it.
-- (Of its first fact, since a trigger that writes after each new session has SQLite look through all
-- tables that refer to sessions.)

CREATE TRIGGER running_day_has_a_late_transfer AFTER INSERT ON transfer
BEGIN
    UPDATE day_running SET stale = 1 WHERE upto > NEW.at AND since <= NEW.at;
END;

CREATE TRIGGER running_day_has_a_late_payment AFTER INSERT ON payment
BEGIN
    UPDATE day_running SET stale = 1 WHERE upto > NEW.at AND since <= NEW.at;
END;

CREATE TRIGGER running_day_has_a_late_session AFTER INSERT ON session_fact
WHEN NEW.kind = 'opened'
BEGIN
    UPDATE day_running SET stale = 1
    WHERE upto > NEW.at
      AND EXISTS (SELECT 1 FROM payment
                  WHERE payment.visitor = (SELECT visitor FROM session WHERE id = NEW.session)
                    AND payment.at >= NEW.at
                    AND payment.at < day_running.upto);
END;

CREATE TRIGGER running_day_has_a_late_end AFTER UPDATE OF closed_at ON session
WHEN NEW.closed_at IS NOT NULL
BEGIN
    UPDATE day_running SET stale = 1
    WHERE upto > NEW.closed_at
      AND EXISTS (SELECT 1 FROM payment
                  WHERE payment.visitor = NEW.visitor
                    AND payment.at > NEW.closed_at
                    AND payment.at < day_running.upto);
END;
