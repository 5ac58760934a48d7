-- Passes that renew. An offer with a period is a subscription; its pass of period n is
-- `subscription:<id>:<n>`, and so is the transfer that paid it from an account.

ALTER TABLE offer ADD COLUMN period TEXT CHECK (period IN ('day', 'week', 'month'));
ALTER TABLE offer ADD COLUMN arrears_days INTEGER NOT NULL DEFAULT 0 CHECK (arrears_days BETWEEN 0 AND 28);
ALTER TABLE offer ADD COLUMN carry_over INTEGER NOT NULL DEFAULT 0 CHECK (carry_over IN (0, 1));

ALTER TABLE pass ADD COLUMN begins INTEGER;                 -- empty: when it was bought

CREATE TABLE subscription (
    id TEXT PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    offer TEXT NOT NULL REFERENCES offer (id),
    state TEXT NOT NULL CHECK (state IN ('running', 'arrears', 'paused', 'stopped')),
    n INTEGER NOT NULL CHECK (n > 0),      -- its newest period
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL CHECK (ends > starts),
    anchor INTEGER NOT NULL,
    anchor_n INTEGER NOT NULL,
    renews INTEGER NOT NULL CHECK (renews IN (0, 1)),
    paused_at INTEGER,
    reminded TEXT NOT NULL DEFAULT '',     -- what was last said of it at a station
    made_at INTEGER NOT NULL,
    CHECK ((state = 'paused') = (paused_at IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX subscription_one_a_visitor ON subscription (visitor) WHERE state <> 'stopped';
CREATE INDEX subscription_visitor ON subscription (visitor, made_at);
CREATE INDEX subscription_ends ON subscription (ends) WHERE state IN ('running', 'arrears');

CREATE TABLE subscription_period (
    subscription TEXT NOT NULL REFERENCES subscription (id),
    n INTEGER NOT NULL CHECK (n > 0),
    pass TEXT NOT NULL UNIQUE REFERENCES pass (id),
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
    paid TEXT NOT NULL CHECK (paid IN ('', 'till', 'account')),
    at INTEGER NOT NULL,
    PRIMARY KEY (subscription, n)
) STRICT;
