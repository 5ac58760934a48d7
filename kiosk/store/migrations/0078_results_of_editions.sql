-- Results of an edition are asked for by its name, not by a visitor.
CREATE INDEX practice_done_edition ON practice_done (edition, visitor, at);

CREATE INDEX attempt_edition ON attempt (edition, visitor, try_number);
