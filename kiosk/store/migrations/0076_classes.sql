-- Classes: who is in one, which modules it takes and from when on, its meetings, who was there.

CREATE TABLE class (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    mentor TEXT NOT NULL REFERENCES staff (id),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 400),
    pays TEXT NOT NULL DEFAULT 'free' CHECK (pays IN ('own', 'free')), -- at the seats of its meetings
    sponsorship TEXT REFERENCES sponsorship (id),
    goes_on_free INTEGER NOT NULL DEFAULT 0 CHECK (goes_on_free IN (0, 1)),
    shares_seats INTEGER NOT NULL DEFAULT 0 CHECK (shares_seats IN (0, 1)), -- two learners may sit at one seat
    join_code TEXT UNIQUE,                 -- on the sheet; who types it is in the class
    join_until INTEGER,                    -- then it opens nothing any more
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    ended_at INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    CHECK ((join_code IS NULL) = (join_until IS NULL)),
    CHECK (ended_at IS NULL OR join_code IS NULL),
    CHECK (sponsorship IS NULL OR pays = 'free')
) STRICT;

CREATE INDEX class_running ON class (title COLLATE NOCASE, id) WHERE ended_at IS NULL;
CREATE INDEX class_ended ON class (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE class_member (
    class TEXT NOT NULL REFERENCES class (id),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    joined_at INTEGER NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('staff', 'list', 'code')),
    by TEXT NOT NULL,
    left_at INTEGER,                       -- the row stays: what was attended was attended
    PRIMARY KEY (class, visitor)
) STRICT, WITHOUT ROWID;

CREATE INDEX class_member_visitor ON class_member (visitor, class);

-- An edition never changes, so what a class learns stays as it was planned until a mentor changes the plan.
CREATE TABLE class_plan (
    class TEXT NOT NULL REFERENCES class (id),
    edition TEXT NOT NULL REFERENCES module_edition (edition),
    starts INTEGER NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (class, edition)
) STRICT, WITHOUT ROWID;

CREATE INDEX class_plan_starts ON class_plan (class, starts);

CREATE TABLE meeting (
    id TEXT PRIMARY KEY,
    class TEXT NOT NULL REFERENCES class (id),
    block TEXT UNIQUE REFERENCES booking_block (id), -- its seats; NULL: none are kept, any seat will do
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    cancelled_at INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    CHECK (ends - starts BETWEEN 300000 AND 86400000),
    CHECK (cancelled_at IS NULL OR reason <> '')
) STRICT;

CREATE INDEX meeting_class ON meeting (class, starts);
CREATE INDEX meeting_starts ON meeting (starts) WHERE cancelled_at IS NULL;

-- The highest n holds. 0 is what the seats say, and only grows; each later one is a mentor's word.
CREATE TABLE attendance (
    meeting TEXT NOT NULL REFERENCES meeting (id),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    n INTEGER NOT NULL CHECK (n >= 0),
    how TEXT NOT NULL CHECK (how IN ('seat', 'mentor')),
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 1440), -- 0: was not there
    reason TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (meeting, visitor, n),
    CHECK ((how = 'seat') = (n = 0)),
    CHECK (how = 'seat' OR reason <> '')
) STRICT, WITHOUT ROWID;

CREATE INDEX attendance_visitor ON attendance (visitor, meeting);

CREATE TRIGGER attendance_words_stay BEFORE UPDATE OF minutes ON attendance
WHEN OLD.how = 'mentor' OR NEW.minutes < OLD.minutes
BEGIN SELECT RAISE(ABORT, 'attendance is written anew, never over'); END;
