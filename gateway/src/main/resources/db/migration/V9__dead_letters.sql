-- Dead letters are listed, newest first, however few they are among the verdicts.
CREATE INDEX verdicts_dead ON verdicts (seq, n) WHERE kind = 'dead';

-- What people did with a dead letter: "act" is redrive or discard, "note" is why, or what came of it at once.
-- "redrive" is the id of the bulk redrive that did it.
CREATE TABLE dead_letter_acts (
  id      INTEGER PRIMARY KEY,
  seq     INTEGER NOT NULL,
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  act     TEXT    NOT NULL,
  by      TEXT    NOT NULL,
  note    TEXT,
  redrive TEXT
);
CREATE INDEX dead_letter_acts_by_verdict ON dead_letter_acts (seq, n);
CREATE INDEX dead_letter_acts_by_redrive ON dead_letter_acts (redrive) WHERE redrive IS NOT NULL;

-- Bulk redrives: each goes through the dead letters in the journal's order, and "seq" and "n" say how far it is. What
-- died after "until" is not its own.
CREATE TABLE redrives (
  id         TEXT    NOT NULL PRIMARY KEY,
  reason     TEXT,
  route      TEXT,
  type       TEXT,
  since      INTEGER,
  until      INTEGER NOT NULL,
  rate       INTEGER NOT NULL,
  by         TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at   INTEGER,
  seq        INTEGER NOT NULL DEFAULT 0,
  n          INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX redrives_open ON redrives (created_at) WHERE ended_at IS NULL;
