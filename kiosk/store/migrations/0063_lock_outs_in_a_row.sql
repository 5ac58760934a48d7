-- How often in a row a subject was locked out: each time lasts longer than the one before.
ALTER TABLE lock_out ADD COLUMN times INTEGER NOT NULL DEFAULT 0 CHECK (times >= 0);
