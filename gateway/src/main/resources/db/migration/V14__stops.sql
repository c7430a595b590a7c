-- Held work that is not to be done now, and stays out of memory: 1 its route is paused, 2 what came before it for the
-- same workflow is not done, 3 it waits for next_attempt_at, 0 it was let go and is to be read; null for all else.
ALTER TABLE verdicts ADD COLUMN stopped INTEGER;
CREATE INDEX verdicts_stopped ON verdicts (workflow_id, namespace, seq, n) WHERE stopped IS NOT NULL;

CREATE TABLE paused_routes (
  route TEXT    NOT NULL PRIMARY KEY,
  at    INTEGER NOT NULL,
  by    TEXT    NOT NULL
) WITHOUT ROWID;

-- Who paused a route and who let it go on: "act" is pause or resume.
CREATE TABLE route_acts (
  id    INTEGER PRIMARY KEY,
  route TEXT    NOT NULL,
  at    INTEGER NOT NULL,
  act   TEXT    NOT NULL,
  by    TEXT    NOT NULL
);
CREATE INDEX route_acts_by_route ON route_acts (route, id);
CREATE INDEX verdicts_due ON verdicts (next_attempt_at) WHERE stopped = 3;

-- How often the run has gone on by itself after it failed; begins anew when a person redrives it.
ALTER TABLE runs ADD COLUMN retries INTEGER NOT NULL DEFAULT 0;
