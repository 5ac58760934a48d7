-- What a station says of an order that it is past: done, come too late, or not set up there.
ALTER TABLE command
ADD COLUMN outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'late', 'not_set_up'));
