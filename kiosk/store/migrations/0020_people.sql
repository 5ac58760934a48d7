-- People at the desk: found by parts of a name, kept out for a while, known by a card that was printed
-- before, asked for the house rules, merged, erased.

ALTER TABLE visitor ADD COLUMN folded TEXT;               -- the name as it is searched: `rules/names.fold`
ALTER TABLE visitor ADD COLUMN note TEXT NOT NULL DEFAULT '';       -- shown to staff only
ALTER TABLE visitor ADD COLUMN pin_kind TEXT NOT NULL DEFAULT 'digits'
    CHECK (pin_kind IN ('digits', 'pictures'));
ALTER TABLE visitor ADD COLUMN merged_into TEXT REFERENCES visitor (id);
ALTER TABLE visitor ADD COLUMN erased_at INTEGER;

DROP INDEX visitor_name;
CREATE INDEX visitor_folded ON visitor (folded, id, code) WHERE code IS NOT NULL;
CREATE INDEX visitor_merged ON visitor (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE ban (
    n INTEGER PRIMARY KEY,
    visitor TEXT NOT NULL REFERENCES visitor (id),
    at INTEGER NOT NULL,
    until INTEGER NOT NULL CHECK (until > at),
    by TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    lifted_at INTEGER,
    lifted_by TEXT,
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
) STRICT;

CREATE INDEX ban_visitor ON ban (visitor, until);

-- Cards printed before anybody has them, and codes that open nothing any more.

CREATE TABLE card_batch (
    id TEXT PRIMARY KEY,
    count INTEGER NOT NULL CHECK (count > 0),
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

CREATE INDEX card_batch_made ON card_batch (made_at);

CREATE TABLE card (
    code TEXT PRIMARY KEY CHECK (length(code) = 6),
    state TEXT NOT NULL CHECK (state IN ('blank', 'bound', 'replaced')),
    batch TEXT REFERENCES card_batch (id),
    n INTEGER NOT NULL DEFAULT 0,          -- its number in the batch, 0 where it was printed alone
    visitor TEXT REFERENCES visitor (id),  -- none for a blank one, and after its owner was erased
    changed_at INTEGER NOT NULL,
    CHECK (state <> 'blank' OR visitor IS NULL),
    CHECK (state <> 'bound' OR visitor IS NOT NULL),
    CHECK ((batch IS NULL) = (n = 0))
) STRICT;

CREATE UNIQUE INDEX card_of_batch ON card (batch, n) WHERE batch IS NOT NULL;
CREATE INDEX card_visitor ON card (visitor) WHERE visitor IS NOT NULL;

-- What the house asks of everybody, by edition; the newest one holds.

CREATE TABLE house_rules (
    edition INTEGER PRIMARY KEY CHECK (edition > 0),
    texts TEXT NOT NULL CHECK (texts LIKE '{%}'),         -- JSON: a text for each language
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL
) STRICT;

CREATE TABLE house_rules_accepted (
    session TEXT NOT NULL REFERENCES session (id),
    edition INTEGER NOT NULL CHECK (edition > 0),
    visitor TEXT NOT NULL REFERENCES visitor (id),
    station TEXT NOT NULL,
    at INTEGER NOT NULL,
    language TEXT NOT NULL,
    PRIMARY KEY (session, edition)
) STRICT;

CREATE INDEX house_rules_accepted_visitor ON house_rules_accepted (visitor, edition);

-- All that was done about one person, for whom it is about.
CREATE INDEX audit_about ON audit (about, n);
