-- A mentor pauses one class, or some seats; beside it the pause of all seats may be on.

ALTER TABLE floor_pause ADD COLUMN part TEXT NOT NULL DEFAULT ''; -- '': all seats; 'seats', or 'block:' and the class's block
ALTER TABLE floor_pause ADD COLUMN until INTEGER;                 -- its class ends then, and the pause with it

DROP INDEX floor_pause_one;
CREATE UNIQUE INDEX floor_pause_one ON floor_pause ((1)) WHERE ended_at IS NULL AND part = '';
CREATE INDEX floor_pause_parts ON floor_pause (id) WHERE ended_at IS NULL AND part <> '';
