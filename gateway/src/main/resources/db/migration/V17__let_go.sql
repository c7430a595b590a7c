-- What was let go is taken in the journal's order, however much is stopped beside it; and whether anything is stopped
-- is asked after each change, however much was let go and waits to be taken.
CREATE INDEX verdicts_by_stop ON verdicts (stopped, seq, n) WHERE stopped IS NOT NULL;
