-- Which pause of all seats a session is in: asked whenever overdue pauses are closed.
CREATE INDEX floor_pause_session_session ON floor_pause_session (session, pause);
