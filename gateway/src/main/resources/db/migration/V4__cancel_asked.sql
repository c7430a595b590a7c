-- Why somebody asked to cancel the run, empty without a reason; null while nobody has. Kept for an engine that forgets.
ALTER TABLE runs ADD COLUMN cancel_asked TEXT;
