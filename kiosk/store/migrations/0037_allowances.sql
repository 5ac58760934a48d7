-- Included time by the day, week or month inside what a subscription is paid for: each allowance is
-- a pass of its own. The first of a period is the period's pass; the others are part of it.

ALTER TABLE offer ADD COLUMN allowance TEXT CHECK (allowance IN ('day', 'week', 'month'));
ALTER TABLE pass ADD COLUMN part_of TEXT REFERENCES pass (id);
ALTER TABLE subscription_period ADD COLUMN taken_back_at INTEGER;  -- its price was given back

CREATE INDEX pass_part_of ON pass (part_of) WHERE part_of IS NOT NULL;

CREATE TABLE allowance (
    pass TEXT PRIMARY KEY REFERENCES pass (id),
    subscription TEXT NOT NULL REFERENCES subscription (id),
    n INTEGER NOT NULL CHECK (n > 0),      -- the period in which it begins
    every TEXT NOT NULL CHECK (every IN ('day', 'week', 'month')),
    carry_over INTEGER NOT NULL CHECK (carry_over IN (0, 1)),
    grid TEXT NOT NULL,                    -- the local day from which it is counted
    k INTEGER NOT NULL CHECK (k >= 0),
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL CHECK (ends > starts),
    lasts INTEGER NOT NULL CHECK (lasts >= ends)  -- until when it may be used, where that is paid
) STRICT;

CREATE INDEX allowance_starts ON allowance (subscription, starts);
