-- How much of the used time passed without the hub: the owner may let the site pay for it.
ALTER TABLE session ADD COLUMN away_ms INTEGER NOT NULL DEFAULT 0 CHECK (away_ms >= 0);
