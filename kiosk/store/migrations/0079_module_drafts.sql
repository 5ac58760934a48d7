-- Modules that mentors write on the panel: the files of a module before it is published.

CREATE TABLE module_draft (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL CHECK (length(slug) <= 40),
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 10000),
    title TEXT NOT NULL CHECK (length(title) <= 200),
    based_on TEXT NOT NULL DEFAULT '',     -- the edition it was begun from; '': from nothing
    revision INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0),
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    noted_at INTEGER NOT NULL,             -- when the audit log last said that somebody works on it
    noted_by TEXT NOT NULL,
    deleted_at INTEGER,                    -- can be taken back for a day
    published TEXT NOT NULL DEFAULT ''     -- the edition that it became; it is listed no more
) STRICT;

CREATE INDEX module_draft_open ON module_draft (changed_at, id) WHERE deleted_at IS NULL AND published = '';
CREATE INDEX module_draft_deleted ON module_draft (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE module_draft_file (
    draft TEXT NOT NULL REFERENCES module_draft (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    content BLOB NOT NULL CHECK (length(content) <= 20971520),
    PRIMARY KEY (draft, name)
) STRICT;
