-- When an edition was last used here, by the hub's clock; 0: not noted since it came.
ALTER TABLE edition ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0 CHECK (used_at >= 0);
