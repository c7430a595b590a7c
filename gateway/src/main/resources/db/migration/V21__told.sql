-- "told" is the number of the run's last word on the task, which grows with each; "namespace" is where the run is. Where a
-- run does not say so they are null.
ALTER TABLE tasks ADD COLUMN told INTEGER;
ALTER TABLE tasks ADD COLUMN namespace TEXT;
