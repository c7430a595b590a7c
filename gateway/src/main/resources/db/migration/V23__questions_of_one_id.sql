-- "first_run_id" is that of the first of the runs that follow each other: by it a question is told from an older one of the
-- same id. Where a run does not say it, or is lost with its engine, it is null.
ALTER TABLE tasks ADD COLUMN first_run_id TEXT;
