-- What each check of work pays, so that its day's limit and its report need not read the task.
ALTER TABLE gold_task ADD COLUMN reward_minor INTEGER NOT NULL DEFAULT 0 CHECK (reward_minor >= 0);
UPDATE gold_task
SET reward_minor = coalesce((SELECT work.reward_minor
                             FROM work
                             WHERE work.assignment = gold_task.assignment), 0);
CREATE INDEX gold_task_answered ON gold_task (answered_at, is_right, reward_minor)
WHERE answered_at IS NOT NULL;
CREATE INDEX gold_task_waiting ON gold_task (assignment, reward_minor) WHERE answered_at IS NULL;
