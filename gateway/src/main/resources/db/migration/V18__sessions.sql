-- Who has signed in at the console. The cookie's value is here as its SHA-256 only. "way" is how (key, local, openId),
-- "name" as whom in the words of that way, and "seal" is the SHA-256 of the cookie's value and of what counted then: when
-- what counts is another, so is the key; and who has this table alone can guess neither.
CREATE TABLE sessions (
  token_sha256 BLOB    NOT NULL PRIMARY KEY,
  way          TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  seal         TEXT    NOT NULL,
  begun_at     INTEGER NOT NULL,
  seen_at      INTEGER NOT NULL
) WITHOUT ROWID;
