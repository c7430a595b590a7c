-- "life" counts how often a question was asked afresh under its id: closed before, or in a later round. Each life has its
-- own messages and links.
ALTER TABLE tasks ADD COLUMN life INTEGER NOT NULL DEFAULT 0;

CREATE TABLE messages_with_life (
  seq        INTEGER PRIMARY KEY,
  task_id    TEXT    NOT NULL,
  life       INTEGER NOT NULL,
  round      INTEGER NOT NULL,
  reminder   INTEGER NOT NULL,
  channel    TEXT    NOT NULL,
  person     TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  due_at     INTEGER NOT NULL,
  next_at    INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  error      TEXT,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (task_id, life, round, reminder, channel, person)
);
INSERT INTO messages_with_life
SELECT seq, task_id, 0, round, reminder, channel, person, state, due_at, next_at, attempts, error, created_at, changed_at
  FROM messages;
DROP TABLE messages;
ALTER TABLE messages_with_life RENAME TO messages;
CREATE INDEX messages_waiting ON messages (channel, next_at) WHERE state = 'waiting';

-- "address" is a signature of where the link was sent. Links of before do not say it: nobody can answer by them any more.
DROP TABLE links;
CREATE TABLE links (
  token_sha256 BLOB    NOT NULL PRIMARY KEY,
  task_id      TEXT    NOT NULL,
  life         INTEGER NOT NULL,
  round        INTEGER NOT NULL,
  person       TEXT    NOT NULL,
  address      TEXT    NOT NULL,
  expires_at   INTEGER NOT NULL,
  spent_at     INTEGER
) WITHOUT ROWID;
CREATE INDEX links_by_task ON links (task_id);
