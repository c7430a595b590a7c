-- Who has signed in at the console. The cookie's value is here as its SHA-256 only. "way" is how (key, local, openId),
-- "name" as whom in the words of that way, and "proof" is of what counted then: when that is another, so is the key.
CREATE TABLE sessions (
  token_sha256 BLOB    NOT NULL PRIMARY KEY,
  way          TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  proof        TEXT    NOT NULL,
  begun_at     INTEGER NOT NULL,
  seen_at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_name ON sessions (way, name, seen_at);
