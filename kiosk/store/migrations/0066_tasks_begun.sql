-- A task that was begun and not finished is kept for its visitor until then, to go on at any seat.
ALTER TABLE slot ADD COLUMN kept_until INTEGER CHECK (kept_until IS NULL OR state = 'dealt');

CREATE INDEX slot_kept ON slot (kept_until) WHERE kept_until IS NOT NULL;
CREATE INDEX slot_held ON slot (visitor) WHERE state = 'dealt';
