-- Who sat where and when, kept only where the owner switched it on because a law asks for it. It names
-- no row of another table: what is erased elsewhere stays here until its days are over.
CREATE TABLE statutory_line (
    n INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    seat INTEGER NOT NULL,
    name TEXT NOT NULL,                    -- "" for a guest
    code TEXT NOT NULL,                    -- of the visitor's card or the voucher
    identified TEXT NOT NULL CHECK (identified IN ('pin', 'voucher', 'desk')),
    came_at INTEGER NOT NULL,
    left_at INTEGER CHECK (left_at >= came_at)
) STRICT;

CREATE UNIQUE INDEX statutory_line_here ON statutory_line (session) WHERE left_at IS NULL;
CREATE INDEX statutory_line_came ON statutory_line (came_at);
