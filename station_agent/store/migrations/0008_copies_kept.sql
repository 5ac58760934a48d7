-- How long copies are kept: since when a fact of ours is acknowledged, which numbers never come
-- (given up by their maker: ours, or another's), and how far the bytes of applied facts were let go.

ALTER TABLE outbox
ADD COLUMN settled_at INTEGER NOT NULL DEFAULT 0 CHECK (settled_at >= 0);

CREATE INDEX outbox_settled ON outbox (state, settled_at) WHERE state IN ('acknowledged', 'safe');

CREATE TABLE abandoned (
    origin TEXT NOT NULL,
    epoch TEXT NOT NULL,
    first_seq INTEGER NOT NULL CHECK (first_seq > 0),
    last_seq INTEGER NOT NULL CHECK (last_seq >= first_seq),
    why TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (origin, epoch, first_seq)
) STRICT;

ALTER TABLE heard
ADD COLUMN raw_upto INTEGER NOT NULL DEFAULT 0 CHECK (raw_upto BETWEEN 0 AND have);

UPDATE outbox
SET settled_at = at
WHERE state IN ('acknowledged', 'safe');
