-- Sessions that a visitor's signed card opened with the hub away. A guest sits in them: `guest` as the
-- station names it, the session may have another. `found` says why it was a use too many.
CREATE TABLE card_use (
    session TEXT PRIMARY KEY REFERENCES session (id),
    code TEXT NOT NULL,
    guest TEXT NOT NULL,
    visitor TEXT REFERENCES visitor (id),  -- whose card it is
    opened_at INTEGER NOT NULL,
    seconds INTEGER NOT NULL CHECK (seconds > 0),  -- that the card gave it
    found TEXT NOT NULL DEFAULT '' CHECK (found IN ('', 'again', 'unknown', 'replaced', 'banned')),
    found_at INTEGER CHECK ((found_at IS NULL) = (found = ''))
) STRICT;

CREATE INDEX card_use_code ON card_use (code, opened_at);
CREATE INDEX card_use_guest ON card_use (guest);
CREATE INDEX card_use_visitor ON card_use (visitor) WHERE visitor IS NOT NULL;
CREATE INDEX card_use_found ON card_use (found_at) WHERE found_at IS NOT NULL;

-- A card may tell who sat there, too.
ALTER TABLE statutory_line RENAME TO statutory_line_before;
CREATE TABLE statutory_line (
    n INTEGER PRIMARY KEY,
    session TEXT NOT NULL,
    seat INTEGER NOT NULL,
    name TEXT NOT NULL,                    -- "" for a guest
    code TEXT NOT NULL,                    -- of the visitor's card or the voucher
    identified TEXT NOT NULL CHECK (identified IN ('pin', 'card', 'voucher', 'desk')),
    came_at INTEGER NOT NULL,
    left_at INTEGER CHECK (left_at >= came_at)
) STRICT;
INSERT INTO statutory_line (n, session, seat, name, code, identified, came_at, left_at)
SELECT n, session, seat, name, code, identified, came_at, left_at FROM statutory_line_before;
DROP TABLE statutory_line_before;
CREATE UNIQUE INDEX statutory_line_here ON statutory_line (session) WHERE left_at IS NULL;
CREATE INDEX statutory_line_came ON statutory_line (came_at);

-- A station that comes in anew is told which cards and vouchers open nothing any more.
CREATE INDEX card_replaced ON card (changed_at) WHERE state = 'replaced';
CREATE INDEX voucher_void ON voucher (lapses) WHERE state = 'void';
