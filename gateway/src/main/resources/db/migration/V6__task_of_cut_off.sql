-- "task_id" is the task that a run became which did not come to its own end; null until it is there, and again when the
-- run goes on, since it was reset.
ALTER TABLE runs ADD COLUMN task_id TEXT;
UPDATE runs SET task_id = workflow_id || ':ended'
 WHERE status IN ('terminated', 'timedOut') AND EXISTS (SELECT 1 FROM tasks t
   WHERE t.id = runs.workflow_id || ':ended' AND json_extract(t.data, '$.runId') = runs.run_id);
DROP INDEX runs_cut_off;
CREATE INDEX runs_cut_off ON runs (seq) WHERE status IN ('terminated', 'timedOut') AND task_id IS NULL;
CREATE INDEX runs_by_task ON runs (task_id) WHERE task_id IS NOT NULL;
