-- What people are told of tasks. A row is one message: of one round of a task, the question itself (reminder 0) or one of
-- its reminders, by one channel, to one person (empty: to whoever reads there); that it is there once is what keeps a
-- message from being sent twice. "state" is waiting, sent, dropped (nobody needs it any more) or failed (given up);
-- "due_at" is when it is to be sent, "next_at" when it is tried next, "error" why the last try failed. Milliseconds.
CREATE TABLE messages (
  seq        INTEGER PRIMARY KEY,
  task_id    TEXT    NOT NULL,
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
  UNIQUE (task_id, round, reminder, channel, person)
);
CREATE INDEX messages_waiting ON messages (channel, next_at) WHERE state = 'waiting';

-- Links by which one person can answer one round of a task, once. The link's token is here as its SHA-256 only.
CREATE TABLE links (
  token_sha256 BLOB    NOT NULL PRIMARY KEY,
  task_id      TEXT    NOT NULL,
  round        INTEGER NOT NULL,
  person       TEXT    NOT NULL,
  expires_at   INTEGER NOT NULL,
  spent_at     INTEGER
) WITHOUT ROWID;
CREATE INDEX links_by_task ON links (task_id);
