-- "changed" numbers the verdicts in the order of their last changes, for those who follow them live; null as long as
-- a verdict is what it was when its event came in, so that accepting an event costs nothing for it.
ALTER TABLE verdicts ADD COLUMN changed INTEGER;
CREATE UNIQUE INDEX verdicts_changed ON verdicts (changed) WHERE changed IS NOT NULL;

-- Where the numbers go on when retention has deleted the verdict with the last of them.
CREATE TABLE forgotten_changes (up_to INTEGER NOT NULL);
INSERT INTO forgotten_changes VALUES (0);

CREATE VIEW last_change AS SELECT max(up_to, coalesce((SELECT changed FROM verdicts
  WHERE changed IS NOT NULL ORDER BY changed DESC LIMIT 1), 0)) AS n FROM forgotten_changes;

CREATE TRIGGER verdict_changed AFTER UPDATE OF kind ON verdicts WHEN NEW.kind <> OLD.kind BEGIN
  UPDATE verdicts SET changed = 1 + (SELECT n FROM last_change) WHERE seq = NEW.seq AND n = NEW.n;
END;

-- A run that failed changes its verdict as well, which tells of it.
CREATE TRIGGER run_ended AFTER UPDATE OF status ON runs
  WHEN OLD.status = 'running' AND NEW.status IN ('completed', 'cancelled') BEGIN
  UPDATE verdicts SET changed = 1 + (SELECT n FROM last_change) WHERE seq = NEW.seq AND n = NEW.n;
END;
