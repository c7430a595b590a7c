-- What the route added to the event (JSON), seen again by whoever evaluates its action again; null where it adds nothing.
ALTER TABLE verdicts ADD COLUMN enriched TEXT;
