-- A first answer of an exam is told to the hub with what keeps it here: it outlives the session's key.
ALTER TABLE exam_answer ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));
