-- SQLite before 3.42 finds no way to an index whose condition says OR: it read all exams instead.
DROP INDEX attempt_flagged;
CREATE INDEX attempt_flagged ON attempt (at) WHERE (fast * 2 > answers_asked) + (early = 1) > 0;
