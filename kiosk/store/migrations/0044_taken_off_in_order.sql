-- The owner reads what came off bills in a shift, the last first.

CREATE INDEX taken_off_at ON taken_off (at);
