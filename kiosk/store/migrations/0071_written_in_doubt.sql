-- What was written while the clock was in doubt: from and until when by what the hub went by then,
-- and how much later it happened in truth. No `since`: a doubt of before this was kept.

ALTER TABLE clock_doubt ADD COLUMN since INTEGER;
ALTER TABLE clock_doubt ADD COLUMN exact_since INTEGER;
ALTER TABLE clock_doubt ADD COLUMN until INTEGER;
ALTER TABLE clock_doubt ADD COLUMN late_ms INTEGER
    CHECK ((late_ms IS NULL) = (until IS NULL) AND (until IS NULL) = (exact_since IS NULL));

CREATE INDEX clock_doubt_until ON clock_doubt (until) WHERE until IS NOT NULL;
CREATE INDEX pass_bought ON pass (bought_at);
CREATE INDEX subscription_period_starts ON subscription_period (starts);
CREATE INDEX attempt_at ON attempt (at);
CREATE INDEX qualification_granted ON qualification (granted_at);
