-- Who learns beside the visitor of the open session; `locked` is their record under its key.
CREATE TABLE beside (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    session TEXT NOT NULL,
    visitor TEXT NOT NULL,
    locked BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('here', 'left')),
    exam_edition TEXT NOT NULL DEFAULT '', -- whose exam it is was said for this one
    exam_visitor TEXT NOT NULL DEFAULT ''
) STRICT;
