-- Gold items of the modules that are here, as tasks may be made of them. Their answers stay here.
CREATE TABLE gold_edition (
    edition TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    skill TEXT NOT NULL                    -- '' for a module that grants none
) STRICT, WITHOUT ROWID;
CREATE INDEX gold_edition_by_skill ON gold_edition (skill, slug, number);

CREATE TABLE gold_item (
    edition TEXT NOT NULL REFERENCES gold_edition (edition),
    item TEXT NOT NULL,
    form TEXT NOT NULL,                    -- as the module shows it
    cells TEXT NOT NULL,
    gold TEXT NOT NULL,
    tolerance TEXT NOT NULL,
    blob TEXT NOT NULL,                    -- its picture, '' for none
    PRIMARY KEY (edition, item)
) STRICT, WITHOUT ROWID;

-- Gold items that were dealt among real tasks, each in a slot of its own.
CREATE TABLE gold_task (
    assignment TEXT PRIMARY KEY REFERENCES slot (assignment),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    edition TEXT NOT NULL,
    item TEXT NOT NULL,
    skill TEXT NOT NULL,
    dealt_at INTEGER NOT NULL,
    is_right INTEGER CHECK (is_right IN (0, 1)),
    answered_at INTEGER
) STRICT;
CREATE INDEX gold_task_by_visitor ON gold_task (visitor, skill, answered_at);
