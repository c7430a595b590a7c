-- A new business attempt is a run of its own, with an id of its own: order-1~2 of "base" order-1.
ALTER TABLE runs ADD COLUMN base TEXT;
ALTER TABLE runs ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
CREATE INDEX runs_by_base ON runs (base, namespace, seq, attempt) WHERE base IS NOT NULL;
