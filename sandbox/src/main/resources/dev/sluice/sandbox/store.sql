CREATE TABLE IF NOT EXISTS answers (
  key         TEXT PRIMARY KEY,
  operation   TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  status      INTEGER NOT NULL,
  body        TEXT NOT NULL,
  at          TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS attempts (
  name  TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS ledger (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  op       TEXT NOT NULL,
  order_id TEXT NOT NULL,
  key      TEXT NOT NULL UNIQUE,
  subject  TEXT NOT NULL,
  amount   TEXT,
  items    TEXT,
  state    TEXT NOT NULL,
  at       TEXT NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS ledger_of_order ON ledger (order_id, seq);

CREATE INDEX IF NOT EXISTS ledger_of_subject ON ledger (subject);
