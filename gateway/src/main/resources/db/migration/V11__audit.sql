-- The chain over what is accepted and what is forgotten: one row for each commit that did either. "head" hashes the
-- row and the head before it. Row 0 is where the chain begins; what is older than a journal's first chain is not in it.
CREATE TABLE audit_chain (
  n         INTEGER PRIMARY KEY,
  kind      TEXT    NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq  INTEGER NOT NULL,
  digest    BLOB    NOT NULL,
  head      BLOB    NOT NULL
);
INSERT INTO audit_chain (n, kind, first_seq, last_seq, digest, head)
SELECT 0, 'anchor', 0, coalesce(max(seq), 0), zeroblob(32), zeroblob(32) FROM events;

-- What stays of an event that retention deleted, as long as its neighbours of the same commit are there: its hash, and
-- the row of the chain that says it was deleted on purpose (0 until its commit).
CREATE TABLE tombstones (
  seq   INTEGER PRIMARY KEY,
  leaf  BLOB    NOT NULL,
  entry INTEGER NOT NULL
);
