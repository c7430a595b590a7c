-- Runs that did not come to their own end; each becomes a task.
CREATE INDEX runs_cut_off ON runs (seq) WHERE status IN ('terminated', 'timedOut');
