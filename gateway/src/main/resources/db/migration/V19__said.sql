-- What people say about tasks, in the order in which it was kept: votes, and what they do besides. "kind" is vote,
-- delegate, takeBack, add or comment. Of a vote there are the round and the quorum that it was given in, and the choice;
-- whoever votes again in a round finds the index. "delivery" is waiting (to be sent to the run), taken (by the engine),
-- absent (no such run), or refused (the run heard it, and it does not count). "asked" counts how often it was to be sent.
CREATE TABLE said (
  seq         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL,
  task_id     TEXT    NOT NULL,
  workflow_id TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  round       INTEGER,
  quorum      INTEGER,
  choice      TEXT,
  person      TEXT,
  comment     TEXT,
  by          TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  delivery    TEXT    NOT NULL,
  asked       INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX said_votes ON said (task_id, round, by) WHERE kind = 'vote' AND delivery <> 'refused';
CREATE INDEX said_by_task ON said (task_id);
CREATE INDEX said_waiting ON said (seq) WHERE delivery = 'waiting';

INSERT INTO said (id, task_id, workflow_id, kind, round, quorum, choice, comment, by, at, delivery, asked)
  SELECT decision_id, task_id, workflow_id, 'vote', 0, 1, decision, comment, by, at, delivery, asked
    FROM decisions ORDER BY at, task_id;
DROP TABLE decisions;

-- How the votes stand, who was asked besides, and what was remarked, as the run told it. JSON.
ALTER TABLE tasks ADD COLUMN ballot TEXT;
ALTER TABLE tasks ADD COLUMN comments TEXT;
