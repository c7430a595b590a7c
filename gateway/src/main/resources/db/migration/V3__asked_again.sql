-- "may_reopen" is 1 once the run that closed the task is lost with its engine, or ended without closing it: then a
-- fresh life of the run may ask again.
ALTER TABLE tasks ADD COLUMN may_reopen INTEGER NOT NULL DEFAULT 0;

-- How often the run has asked since it was decided: what was not delivered to a lost run is not marked for a fresh one.
ALTER TABLE decisions ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
