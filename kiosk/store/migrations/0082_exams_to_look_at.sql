-- Exams that a mentor should look at are few; the floor asks for them with each page.
CREATE INDEX attempt_flagged ON attempt (at) WHERE (fast * 2 > answers_asked OR early = 1);
