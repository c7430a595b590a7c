-- Most events are filtered by most routes that hear of their type: a row for each would cost more than the event.
-- "filtered" is a JSON array: the route at place n has the verdict "filtered" as verdict n, null where a row in "verdicts"
-- has it; null altogether where no route filtered it. Rows of that kind that are older stay as they are.
ALTER TABLE events ADD COLUMN filtered TEXT;

CREATE VIEW all_verdicts AS
SELECT seq, n, route, kind, reason, at, namespace, workflow_id, run_seq, attempts, last_error, next_attempt_at, enriched,
  changed, stopped FROM verdicts
UNION ALL
SELECT e.seq, f.key, f.value, 'filtered', NULL, e.accepted_at, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL
FROM events e, json_each(e.filtered) f WHERE f.value IS NOT NULL;

-- How many events each route has filtered, of the kept ones up to "up_to": the writer counts the later ones some
-- thousand at once.
CREATE TABLE filtered_numbers (
  route  TEXT    NOT NULL PRIMARY KEY,
  number INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE filtered_counted (up_to INTEGER NOT NULL);
INSERT INTO filtered_counted SELECT coalesce(max(seq), 0) FROM events;
