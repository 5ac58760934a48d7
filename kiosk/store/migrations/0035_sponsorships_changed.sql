-- A sponsorship may be paused and changed. A change is a further edition of its offer, so a pass that was
-- given keeps the terms it was given under; the first offer's id is the sponsorship's, and their series.

ALTER TABLE sponsorship ADD COLUMN paused_at INTEGER;
