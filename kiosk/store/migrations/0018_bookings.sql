-- Seats kept ahead, one by one or for a class.

CREATE TABLE booking_block (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,             -- on the board: who types it at a seat of the block sits for the class
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    class TEXT NOT NULL DEFAULT '',        -- the class it is for, once there are classes
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    pays TEXT NOT NULL CHECK (pays IN ('own', 'free')),
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    cancelled_at INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    CHECK (ends - starts BETWEEN 300000 AND 86400000)
) STRICT;

CREATE INDEX booking_block_starts ON booking_block (starts);

CREATE TABLE booking (
    id TEXT PRIMARY KEY,
    code TEXT UNIQUE,                      -- on the slip; a seat of a block has none
    seat INTEGER NOT NULL REFERENCES seat (number),
    zone TEXT NOT NULL,                    -- any seat of it does; '' where this very seat was asked for
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    gone_at INTEGER NOT NULL,              -- from then on the seat is free where nobody came
    visitor TEXT REFERENCES visitor (id),
    name TEXT NOT NULL,
    block TEXT REFERENCES booking_block (id),
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    used_at INTEGER,
    session TEXT REFERENCES session (id),
    cancelled_at INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    CHECK (ends - starts BETWEEN 300000 AND 86400000),
    CHECK (gone_at > starts AND gone_at <= ends),
    CHECK ((used_at IS NULL) = (session IS NULL)),
    CHECK (used_at IS NULL OR cancelled_at IS NULL),
    CHECK (cancelled_at IS NULL OR reason <> ''),
    CHECK ((code IS NULL) = (block IS NOT NULL))
) STRICT;

CREATE INDEX booking_seat ON booking (seat, starts);
CREATE INDEX booking_starts ON booking (starts);
CREATE INDEX booking_visitor ON booking (visitor, starts) WHERE visitor IS NOT NULL;
CREATE INDEX booking_name ON booking (name COLLATE NOCASE, starts) WHERE block IS NULL;
CREATE INDEX booking_session ON booking (session) WHERE session IS NOT NULL;
CREATE INDEX booking_of_block ON booking (block) WHERE block IS NOT NULL;

-- Two bookings that keep one seat never overlap. No booking is longer than a day, so the index ends the search.
CREATE TRIGGER booking_is_alone_when_made BEFORE INSERT ON booking
WHEN EXISTS (
    SELECT 1
    FROM booking AS other
    LEFT JOIN session ON session.id = other.session
    WHERE other.seat = NEW.seat
      AND other.starts > NEW.starts - 86400000
      AND other.starts < NEW.ends
      AND other.ends > NEW.starts
      AND other.cancelled_at IS NULL
      AND ((other.used_at IS NULL AND other.gone_at > NEW.changed_at)
           OR (other.used_at IS NOT NULL AND session.closed_at IS NULL))
)
BEGIN SELECT RAISE(ABORT, 'two bookings of a seat overlap'); END;

CREATE TRIGGER booking_is_alone_when_moved BEFORE UPDATE OF seat, starts, ends ON booking
WHEN EXISTS (
    SELECT 1
    FROM booking AS other
    LEFT JOIN session ON session.id = other.session
    WHERE other.seat = NEW.seat
      AND other.id <> NEW.id
      AND other.starts > NEW.starts - 86400000
      AND other.starts < NEW.ends
      AND other.ends > NEW.starts
      AND other.cancelled_at IS NULL
      AND ((other.used_at IS NULL AND other.gone_at > NEW.changed_at)
           OR (other.used_at IS NOT NULL AND session.closed_at IS NULL))
)
BEGIN SELECT RAISE(ABORT, 'two bookings of a seat overlap'); END;
