-- What outlives an event that retention deleted, as long as it stays taken: its identity, and the workflow ids that it
-- claims. "content_hash" tells a repeat from another event of the same name.
CREATE TABLE remembered_identities (
  identity     BLOB    NOT NULL PRIMARY KEY,
  eid          BLOB    NOT NULL,
  accepted_at  INTEGER NOT NULL,
  content_hash BLOB    NOT NULL
) WITHOUT ROWID;
CREATE INDEX remembered_identities_by_age ON remembered_identities (accepted_at);

CREATE TABLE remembered_claims (
  workflow_id  TEXT    NOT NULL,
  namespace    TEXT    NOT NULL,
  eid          BLOB    NOT NULL,
  content_hash BLOB    NOT NULL,
  claimed_at   INTEGER NOT NULL,
  run_id       TEXT,
  status       TEXT,
  PRIMARY KEY (workflow_id, namespace)
) WITHOUT ROWID;
CREATE INDEX remembered_claims_by_age ON remembered_claims (claimed_at);
