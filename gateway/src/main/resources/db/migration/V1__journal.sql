-- Event times are milliseconds since 1970. Rows are written in key order, with as few indexes as
-- the promises need: every byte here is paid for by every event.

-- "identity" is the hash that makes an event unique, given back (null) when its window is over.
-- "correlation" is null where it is the event's own eid.
-- "key_id" names the key that "data" is encrypted with; 0 is none.
CREATE TABLE events (
  seq             INTEGER PRIMARY KEY,
  eid             BLOB    NOT NULL,
  identity        BLOB,
  accepted_at     INTEGER NOT NULL,
  type            TEXT    NOT NULL,
  source          TEXT    NOT NULL,
  id              TEXT    NOT NULL,
  subject         TEXT,
  time            TEXT    NOT NULL,
  data_schema     TEXT,
  correlation     TEXT,
  causation       TEXT,
  chain           INTEGER NOT NULL,
  caller          TEXT    NOT NULL,
  idempotency_key TEXT,
  partition_key   TEXT,
  priority        INTEGER NOT NULL,
  data_version    TEXT,
  traceparent     TEXT,
  tracestate      TEXT,
  more            TEXT,
  content_type    TEXT,
  content_hash    BLOB    NOT NULL,
  key_id          INTEGER NOT NULL,
  data            BLOB    NOT NULL
);
CREATE UNIQUE INDEX events_by_eid ON events (eid);
CREATE UNIQUE INDEX events_by_identity ON events (identity);
CREATE INDEX events_by_correlation ON events (correlation, seq) WHERE correlation IS NOT NULL;

-- One row for each event and route, "n" in the routes' order; one row without a route for an event
-- that no route matched. "run_seq" points to the run that the verdict speaks of: runs.seq.
CREATE TABLE verdicts (
  seq             INTEGER NOT NULL,
  n               INTEGER NOT NULL,
  route           TEXT,
  kind            TEXT    NOT NULL,
  reason          TEXT,
  at              INTEGER NOT NULL,
  namespace       TEXT,
  workflow_id     TEXT,
  run_seq         INTEGER,
  attempts        INTEGER NOT NULL DEFAULT 0,
  last_error      TEXT,
  next_attempt_at INTEGER,
  PRIMARY KEY (seq, n)
) WITHOUT ROWID;
CREATE INDEX verdicts_by_kind ON verdicts (kind, route, seq) WHERE kind <> 'held';
CREATE INDEX verdicts_held ON verdicts (seq, n) WHERE kind = 'held';

-- The claim of a workflow id by the verdict "n" of the event "seq", and the run that came of it. A claim that is
-- released stays as history but stops nobody. "namespace" is empty for the gateway's own.
CREATE TABLE runs (
  workflow_id     TEXT    NOT NULL,
  namespace       TEXT    NOT NULL,
  seq             INTEGER NOT NULL,
  n               INTEGER NOT NULL,
  content_hash    BLOB    NOT NULL,
  claimed_at      INTEGER NOT NULL,
  released        INTEGER NOT NULL DEFAULT 0,
  workflow_type   TEXT    NOT NULL,
  run_id          TEXT,
  status          TEXT,
  started_at      INTEGER,
  ended_at        INTEGER,
  PRIMARY KEY (workflow_id, namespace, seq)
) WITHOUT ROWID;
CREATE INDEX runs_by_seq ON runs (seq);
CREATE INDEX runs_open ON runs (seq) WHERE status = 'running';
