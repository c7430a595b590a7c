-- The inbox: a read model of what the runs ask people. Times are milliseconds since 1970. "data",
-- "choices" and "decision" are JSON; "decision" is what the run took, whoever gave it.
CREATE TABLE tasks (
  seq         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  workflow_id TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  question    TEXT    NOT NULL,
  data        TEXT    NOT NULL,
  choices     TEXT    NOT NULL,
  tier        TEXT    NOT NULL,
  due         TEXT,
  decision    TEXT,
  created_at  INTEGER NOT NULL,
  changed_at  INTEGER NOT NULL
);
CREATE INDEX tasks_by_state ON tasks (state, seq);

-- The one decision that we keep for a task: its primary key is what makes a second one too late.
-- "delivery" is waiting (to be sent to the run), taken (by the engine), or absent (no such run).
CREATE TABLE decisions (
  task_id     TEXT    NOT NULL PRIMARY KEY,
  decision_id TEXT    NOT NULL,
  workflow_id TEXT    NOT NULL,
  decision    TEXT    NOT NULL,
  comment     TEXT,
  by          TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  delivery    TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX decisions_waiting ON decisions (at) WHERE delivery = 'waiting';
