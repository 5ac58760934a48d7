-- What local days that are over came to, so that a report of a year reads few rows. Each line is the
-- sum of a day by one thing (hour, seat, operator, …); those of one thing add up to all of the day.

CREATE TABLE day_rolled (
    day TEXT PRIMARY KEY CHECK (length(day) = 10),
    since INTEGER NOT NULL,
    until INTEGER NOT NULL CHECK (until > since),
    timezone TEXT NOT NULL,
    rolled_at INTEGER NOT NULL,
    stale INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1))   -- something came late: sum it up again
) STRICT;

CREATE INDEX day_rolled_until ON day_rolled (until);
CREATE INDEX day_rolled_stale ON day_rolled (day) WHERE stale = 1;

CREATE TABLE day_takings (
    by TEXT NOT NULL CHECK (by IN ('hour', 'operator', 'seat', 'zone', 'offer', 'tender', 'group')),
    day TEXT NOT NULL REFERENCES day_rolled (day),
    name TEXT NOT NULL,
    sales INTEGER NOT NULL,
    sold_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    back_minor INTEGER NOT NULL,
    lost_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    topped_minor INTEGER NOT NULL,
    PRIMARY KEY (by, day, name)
) STRICT, WITHOUT ROWID;

-- `open_s`: for how long the seats of this line were open to visitors; kept from the first time that
-- the day was summed up, since nothing else remembers how many seats there were. The last columns
-- count sessions by their length in minutes, for a median over any days.
CREATE TABLE day_use (
    by TEXT NOT NULL CHECK (by IN ('hour', 'seat', 'zone', 'group')),
    day TEXT NOT NULL REFERENCES day_rolled (day),
    name TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    used_s INTEGER NOT NULL,
    open_s INTEGER NOT NULL,
    to_5 INTEGER NOT NULL,
    to_10 INTEGER NOT NULL,
    to_15 INTEGER NOT NULL,
    to_20 INTEGER NOT NULL,
    to_30 INTEGER NOT NULL,
    to_45 INTEGER NOT NULL,
    to_60 INTEGER NOT NULL,
    to_90 INTEGER NOT NULL,
    to_120 INTEGER NOT NULL,
    to_180 INTEGER NOT NULL,
    to_240 INTEGER NOT NULL,
    longer INTEGER NOT NULL,
    PRIMARY KEY (by, day, name)
) STRICT, WITHOUT ROWID;

-- What a day is summed up from, found by time.
CREATE INDEX transfer_at ON transfer (at);
CREATE INDEX payment_at ON payment (at);
CREATE INDEX session_opened ON session (opened_at, closed_at);

-- What comes late to a day that was summed up: a session that a station told of days after, or a clock
-- that was set back. The day is summed up again by the next run of `close_days`.

CREATE TRIGGER day_has_a_late_transfer AFTER INSERT ON transfer
BEGIN
    UPDATE day_rolled SET stale = 1 WHERE until > NEW.at AND since <= NEW.at;
END;

CREATE TRIGGER day_has_a_late_payment AFTER INSERT ON payment
BEGIN
    UPDATE day_rolled SET stale = 1 WHERE until > NEW.at AND since <= NEW.at;
END;

CREATE TRIGGER day_has_a_late_session AFTER UPDATE OF closed_at ON session
WHEN NEW.closed_at IS NOT NULL
BEGIN
    UPDATE day_rolled SET stale = 1 WHERE until > NEW.opened_at AND since <= NEW.closed_at;
END;
