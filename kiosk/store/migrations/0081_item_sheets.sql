-- A spreadsheet that waits beside a draft until somebody takes it over, and what stood there before.

CREATE TABLE module_draft_sheet (
    draft TEXT PRIMARY KEY REFERENCES module_draft (id) ON DELETE CASCADE,
    content BLOB NOT NULL CHECK (length(content) <= 4194304),  -- as items.csv is written
    holds TEXT NOT NULL CHECK (holds IN ('some', 'all')),
    sent_at INTEGER NOT NULL,
    sent_by TEXT NOT NULL
) STRICT;

CREATE TABLE module_draft_before (
    draft TEXT NOT NULL REFERENCES module_draft (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    revision INTEGER NOT NULL CHECK (revision > 0),  -- what the draft had then; it is undone while it has it
    content BLOB CHECK (length(content) <= 20971520),  -- NULL: there was no such file
    PRIMARY KEY (draft, name)
) STRICT;
