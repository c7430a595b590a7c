-- Which event has an identity, for all events up to "identities_up_to". The writer knows those of the later ones by
-- itself, and brings them here many at once, in the order of their keys: a hash is somewhere else in the tree for each
-- event, so that one at a time would write a page of the file for each. What an entry says counts only when the event
-- is there and has that identity.
CREATE TABLE identities (
  identity BLOB    NOT NULL PRIMARY KEY,
  seq      INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO identities SELECT identity, seq FROM events WHERE identity IS NOT NULL ORDER BY identity;

CREATE TABLE identities_up_to (seq INTEGER NOT NULL);
INSERT INTO identities_up_to SELECT coalesce(max(seq), 0) FROM events;

DROP INDEX events_by_identity;
