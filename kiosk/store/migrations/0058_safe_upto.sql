-- How far each maker's facts are in a verified copy: it may forget its own up to there.

ALTER TABLE heard
ADD COLUMN safe_upto INTEGER NOT NULL DEFAULT 0 CHECK (safe_upto BETWEEN 0 AND have);
